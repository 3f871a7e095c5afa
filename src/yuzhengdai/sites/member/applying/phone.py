"""「修改手机号」 (P6): another contact phone for this application, proved by a code."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.selectors.enterprise import application_for_enterprise
from yuzhengdai.domain.applications.services.draft import application_contact_phone_change
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.sites.member.applying.forms import ContactPhoneForm
from yuzhengdai.sites.member.applying.opened import begun
from yuzhengdai.sites.web.browser import browser_mark, remember_browser
from yuzhengdai.sites.web.codes import CodeAnswer, code_json, code_send, code_wait_s, wants_json
from yuzhengdai.sites.web.forms import add_sentences
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.site import Site, render_page, site_of


class ContactPhoneView(VerifiedEnterpriseView):
    """A dialog, or a page of its own."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        row = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        return show(request, row, ContactPhoneForm())

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Prove and save; back to where the application stands."""
        application_id = begun(self, application_id)
        row = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        form = ContactPhoneForm(request.POST)
        if not form.is_valid():
            return show(request, row, form, status=422)
        try:
            application_contact_phone_change(
                actor=self.request.actor,
                application_id=application_id,
                phone=form.cleaned_data["contact_phone"],
                browser=browser_mark(request),
                code=form.cleaned_data["code"],
            )
        except FieldErrors as refused:
            add_sentences(form, refused.fields)
            return show(request, row, form, status=422)
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return show(request, row, form, status=409)
        messages.success(request, "联系手机号已修改，只用于本次申请，登录手机号不变")
        return HttpResponseRedirect(back_url(site_of(request), row))


class ContactPhoneCodeView(VerifiedEnterpriseView):
    """「获取验证码」 for the new number."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """JSON for scripts; the form again, with what happened, without them."""
        application_id = begun(self, application_id)
        row = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        try:
            phone = clean_phone(request.POST.get("contact_phone", ""))
        except ValidationError as problem:
            answer = CodeAnswer(422, error=str(problem.message), field="contact_phone")
        else:
            answer = code_send(request, purpose=CodePurpose.CONTACT_PHONE, phone=phone)
        if wants_json(request):
            return code_json(request, answer)
        form = ContactPhoneForm(initial={"contact_phone": request.POST.get("contact_phone", "")})
        response = show(request, row, form, answer=answer, status=200 if answer.is_sent else answer.status)
        remember_browser(request, response)
        return response


def show(
    request: HttpRequest,
    row: Application,
    form: ContactPhoneForm,
    *,
    answer: CodeAnswer | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = str(form["contact_phone"].value() or "")
    try:
        wait_s = code_wait_s(request, purpose=CodePurpose.CONTACT_PHONE, phone=clean_phone(typed))
    except ValidationError:
        wait_s = 0
    context = {
        "form": form,
        "answer": answer,
        "wait_s": wait_s,
        "present": mask_phone(row.contact_phone),
        "back": back_url(site_of(request), row),
        "action": site_of(request).url("apply-phone", row.pk),
        "code_url": site_of(request).url("apply-phone-code", row.pk),
    }
    response = render_page(request, "applying/phone.html", context, status=status)
    remember_browser(request, response)
    return response


def back_url(site: Site, row: Application) -> str:
    """The form of a draft, the page of what was submitted."""
    if row.state == ApplicationState.DRAFT:
        return site.url("apply", row.product_id) + "#contact"
    return site.url("application-detail", row.pk)
