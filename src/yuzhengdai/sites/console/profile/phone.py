"""「修改」 of the login number (C3): a code to the old number, a code to the new one, 「保存」."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.access.services import phone_change
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.sites.member.entry import choose, go_on_as
from yuzhengdai.sites.web.browser import browser_mark, remember_browser
from yuzhengdai.sites.web.codes import CodeAnswer, code_json, code_send, wants_json
from yuzhengdai.sites.web.fields import CodeField, PhoneField, QuietField
from yuzhengdai.sites.web.forms import SiteForm, keep_quiet
from yuzhengdai.sites.web.gates import EnterpriseView


class PhoneForm(SiteForm):
    """Both codes and the new number."""

    use_required_attribute = False
    submission = QuietField(limit=64)
    proof = QuietField(limit=2000)
    old_code = CodeField(label="原手机号验证码")
    new_phone = PhoneField(label="新手机号")
    new_code = CodeField(label="短信验证码")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = str(new_id())


class NewPhoneForm(SiteForm):
    """The new number alone."""

    new_phone = PhoneField(label="新手机号")


class PhoneView(EnterpriseView):
    """The form and 「保存」."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, PhoneForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change the number; other sessions end, this one goes on under a new key."""
        form = PhoneForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, 422)
        given = form.cleaned_data
        try:
            user = phone_change(
                actor=self.request.actor,
                user=self.user,
                new_phone=given["new_phone"],
                browser=browser_mark(request),
                old_code=given["old_code"],
                new_code=given["new_code"],
                submission=given["submission"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.page(request, form, 422)
        enterprise_id = self.enterprise.pk
        go_on_as(request, user)
        choose(request, enterprise_id)
        messages.success(request, f"手机号已改为 {mask_phone(str(user.phone))}，下次请用新号码登录。")
        return HttpResponseRedirect(reverse("console:profile-basic"))

    def page(self, request: HttpRequest, form: PhoneForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, "old_phone": mask_phone(str(self.user.phone)), **more}
        response = render(request, "console/profile/phone.html", context, status=status)
        remember_browser(request, response)
        return response


class OldCodeView(PhoneView):
    """A code to the number of now."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload: back to the form."""
        return HttpResponseRedirect(reverse("console:profile-phone"))

    def post(self, request: HttpRequest) -> HttpResponse:
        answer = code_send(request, purpose=CodePurpose.CHANGE_PHONE_OLD, phone=str(self.user.phone))
        return self.answer(request, answer, "old_code")

    def answer(self, request: HttpRequest, answer: CodeAnswer, field: str) -> HttpResponse:
        """JSON, or the form as typed with the words at the field."""
        if wants_json(request):
            return code_json(request, answer)
        data = request.POST.copy()
        data["proof"] = answer.proof
        data["submission"] = data.get("submission") or str(new_id())
        form = PhoneForm(data)
        keep_quiet(form, {} if answer.is_sent else {field: answer.error})
        if answer.is_sent:
            form.fields[field].help_text = answer.message
        return self.page(request, form, answer.status)


class NewCodeView(OldCodeView):
    """A code to the new number."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the number alone and send."""
        form = NewPhoneForm(request.POST)
        if not form.is_valid():
            answer = CodeAnswer(422, error=str(form.errors["new_phone"][0]), field="new_phone")
            return self.answer(request, answer, "new_phone")
        phone = form.cleaned_data["new_phone"]
        answer = code_send(request, purpose=CodePurpose.CHANGE_PHONE_NEW, phone=phone)
        return self.answer(request, answer, "new_code")
