"""What the pages of registering and logging in have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse

from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.sites.member.access.forms import PhoneForm, SubmissionForm
from yuzhengdai.sites.web.browser import remember_browser
from yuzhengdai.sites.web.codes import CodeAnswer, code_json, code_send, code_wait_s, wants_json
from yuzhengdai.sites.web.forms import keep_quiet
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import render_page


class AccessView(PublicView):
    """Draws a template with the browser's mark set."""

    template: ClassVar[str]

    def page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        """The page; never stored, because it carries a token."""
        response = render_page(request, self.template, context, status)
        remember_browser(request, response)
        return response


class CodeView(AccessView):
    """「获取验证码」 of a form: JSON for the script, the same form with everything kept without one."""

    purpose: ClassVar[str]
    form_class: ClassVar[type[SubmissionForm]]

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """What the form's page shows besides the form."""
        return {}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the number alone and send."""
        phone_form = PhoneForm(request.POST)
        if not phone_form.is_valid():
            sentence = str(phone_form.errors["phone"][0])
            if wants_json(request):
                return code_json(request, CodeAnswer(422, error=sentence, field="phone"))
            return self.again(request, {"phone": sentence}, CodeAnswer(422, error=sentence))
        answer = code_send(request, purpose=self.purpose, phone=phone_form.cleaned_data["phone"])
        if wants_json(request):
            return code_json(request, answer)
        return self.again(request, {} if answer.is_sent else {"code": answer.error}, answer)

    def again(self, request: HttpRequest, errors: dict[str, str], answer: CodeAnswer) -> HttpResponse:
        """The form as typed; only what concerns the code is said."""
        data = request.POST.copy()
        data["proof"] = answer.proof
        if answer.is_sent:
            # A new code takes the place of the one before; where none was sent, what was typed stays.
            data["code"] = ""
        data["submission"] = data.get("submission") or str(new_id())
        form = self.form_class(data)
        keep_quiet(form, errors)
        if answer.message:
            form.fields["code"].help_text = answer.message
        return self.page(
            request,
            answer.status,
            form=form,
            wait_s=answer.wait_s if not answer.proof else 0,
            **self.context(request),
        )


def wait_of(request: HttpRequest, *, purpose: str) -> int:
    """Seconds until 「获取验证码」 works again, for a form that is drawn again."""
    try:
        phone = clean_phone(str(request.POST.get("phone", "")))
    except forms.ValidationError:
        return 0
    return code_wait_s(request, purpose=purpose, phone=phone)
