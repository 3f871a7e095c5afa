"""「确认由您本人办理」: a session begun by a scan proves its person before it submits or signs; then goes on where it stood."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.access.enums import ScanState
from yuzhengdai.domain.access.services import phone_proof_state, proof_by_code
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.foundation.core.errors import AppError, FieldErrors
from yuzhengdai.foundation.core.ids import new_id
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.sites.member.access.base import AccessView
from yuzhengdai.sites.member.access.forms import SubmissionForm
from yuzhengdai.sites.member.entry import acting_as, home_url, safe_next
from yuzhengdai.sites.web.actors import PROVED_KEY, SCAN_KEY
from yuzhengdai.sites.web.browser import browser_mark
from yuzhengdai.sites.web.codes import CodeAnswer, code_json, code_send, code_wait_s, wants_json
from yuzhengdai.sites.web.fields import CodeField
from yuzhengdai.sites.web.forms import keep_quiet
from yuzhengdai.sites.web.gates import UserView
from yuzhengdai.sites.web.site import redirect_to, site_of


def prove_url(request: HttpRequest) -> str:
    """The page, which leads on to where one was going."""
    url, target = site_of(request).url("login-prove"), safe_next(request)
    return f"{url}?{urlencode({'next': target})}" if target else url


class ProveForm(SubmissionForm):
    code = CodeField()


class ProveView(UserView, AccessView):
    """A code to the number of the account."""

    template = "access/prove.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, ProveForm(initial={"next": safe_next(request)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Prove, then on to where one was."""
        form = ProveForm(request.POST)
        if not form.is_valid():
            return self.show(request, form, 422)
        try:
            proved_at = proof_by_code(
                actor=acting_as(request),
                user=self.user,
                browser=browser_mark(request),
                code=form.cleaned_data["code"],
                submission=form.cleaned_data["submission"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(request, form, 422)
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.show(request, form, 422)
        request.session[PROVED_KEY] = proved_at
        return HttpResponseRedirect(safe_next(request) or home_url(request))

    def show(self, request: HttpRequest, form: ProveForm, status: int = 200, **context: Any) -> HttpResponse:
        """The form; its wait goes by what this browser asked for."""
        phone, scan = str(self.user.phone), str(request.session.get(SCAN_KEY, ""))
        wait_s = code_wait_s(request, purpose=CodePurpose.CONFIRM_ACT, phone=phone)
        frame = {
            "form": form,
            "next": safe_next(request),
            "phone_number": mask_phone(phone),
            "wait_s": wait_s,
            "has_phone": bool(scan),
            "phone_state": phone_proof_state(user=self.user, scan_id=UUID(scan)).value
            if scan
            else ScanState.EXPIRED.value,
            "again_url": prove_url(request),
        }
        return self.page(request, status, **frame | context)


class ProveCodeView(ProveView):
    """「获取验证码」: JSON for the script, the same form without one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect_to(request, "login-prove")

    def post(self, request: HttpRequest) -> HttpResponse:
        answer = code_send(request, purpose=CodePurpose.CONFIRM_ACT, phone=str(self.user.phone))
        return code_json(request, answer) if wants_json(request) else self.again(request, answer)

    def again(self, request: HttpRequest, answer: CodeAnswer) -> HttpResponse:
        """The form with the words at its field."""
        data = request.POST.copy()
        data["proof"] = answer.proof
        data["submission"] = data.get("submission") or str(new_id())
        form = ProveForm(data)
        keep_quiet(form, {} if answer.is_sent else {"code": answer.error})
        if answer.is_sent:
            form.fields["code"].help_text = answer.message
        return self.show(request, form, answer.status)
