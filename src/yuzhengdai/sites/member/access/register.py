"""「注册」 and what follows where a verified enterprise exists (R2, R3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from yuzhengdai.domain.access.services import (
    LoginWay,
    RegistrationResult,
    browser_device,
    join_after_registration,
    login_finish,
    reclaim_after_registration,
    register,
)
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError, FieldErrors
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.validators import clean_uscc, national_phone, uscc_warnings
from yuzhengdai.sites.member.access.after_registering import keep_ticket
from yuzhengdai.sites.member.access.base import AccessView, CodeView, wait_of
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.access.forms import JoinForm, RegisterForm
from yuzhengdai.sites.member.entry import acting_as, choose, home_url, safe_next
from yuzhengdai.sites.web.actors import current_user
from yuzhengdai.sites.web.browser import browser_mark
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import redirect_to, site_of

PENDING_KEY = "registration"
PENDING_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Failure:
    """What the dialog 「注册失败」 shows."""

    code: str
    sentence: str
    phone: str = ""
    may_choose: bool = False

    @property
    def feedback_query(self) -> str:
        """After the address of the form of R3: the reason filled in."""
        return urlencode({"kind": "registration", "reason": self.code})


class RegisterView(AccessView):
    """The form and its submission."""

    template = "access/register.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = current_user(request)
        phone = national_phone(str(user.phone)) if user is not None else ""
        form = RegisterForm(initial={"next": safe_next(request), "phone": phone})
        return self.page(request, form=form, **note_of(""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Register; back to the home page, from where one logs in (the manual)."""
        form = RegisterForm(request.POST)
        if not form.is_valid():
            return self.again(request, form)
        given = form.cleaned_data
        try:
            result = register(
                actor=acting_as(request),
                name=given["name"],
                uscc=given["uscc"],
                entity_type=given["entity_type"],
                phone=given["phone"],
                browser=browser_mark(request),
                code=given["code"],
                agreements=_texts(),
                submission=given["submission"],
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.again(request, form, Failure(error.code, error.sentence))
        except AppError as error:
            return self.again(request, form, Failure(error.code, error.sentence), error.http_status)
        if result.existing is not None:
            remember_pending(request, result, given)
            sentence = "这家企业已经完成认证，不能重复注册。您可以："
            failure = Failure("access.verified_exists", sentence, mask_phone(given["phone"]), may_choose=True)
            return self.again(request, form, failure, 409)
        return _registered(request, result, given["phone"])

    def again(
        self, request: HttpRequest, form: RegisterForm, failure: Failure | None = None, status: int = 422
    ) -> HttpResponse:
        """The form with everything typed kept, and the dialog when there is a reason to tell."""
        return self.page(
            request,
            status,
            form=form,
            failure=failure,
            wait_s=wait_of(request, purpose=CodePurpose.REGISTER),
            **note_of(str(request.POST.get("uscc", ""))),
        )


class RegisterCodeView(CodeView):
    """「获取验证码」 of the registration."""

    template = "access/register.html"
    purpose = CodePurpose.REGISTER
    form_class = RegisterForm

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect_to(request, "register")

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """The note about the code as typed so far."""
        return note_of(str(request.POST.get("uscc", "")))


class UsccCheckView(PublicView):
    """The note under 「统一社会信用代码」 while typing; looks at check digits only, never at what is registered.

    Asked by POST: what is typed there may be a personal number by mistake, and addresses end up in the logs of proxies.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "portal/access/uscc_note.html", note_of(""))

    def post(self, request: HttpRequest) -> HttpResponse:
        """The note as a fragment."""
        return render(
            request, "portal/access/uscc_note.html", note_of(str(request.POST.get("uscc", ""))[:300])
        )


class PendingView(AccessView):
    """Pages that follow a registration whose phone was proved a moment ago."""

    def pending(self, request: HttpRequest) -> dict[str, str] | None:
        """What was registered, or None when there is nothing or it is too long ago."""
        found = request.session.get(PENDING_KEY)
        if not isinstance(found, dict):
            return None
        fresh = datetime.fromisoformat(found["at"]) > now() - PENDING_FOR
        return cast(dict[str, str], found) if fresh else None

    def gone(self, request: HttpRequest) -> HttpResponse:
        messages.warning(request, "这一步已超过 15 分钟，请重新填写注册信息。")
        return redirect_to(request, "register")


class JoinView(PendingView):
    """「申请加入该企业」."""

    template = "access/join.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        pending = self.pending(request)
        return self.gone(request) if pending is None else self.page(request, form=JoinForm(), pending=pending)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask; the administrators decide."""
        pending = self.pending(request)
        if pending is None:
            return self.gone(request)
        form = JoinForm(request.POST)
        if not form.is_valid():
            return self.page(request, 422, form=form, pending=pending)
        try:
            join_after_registration(
                actor=acting_as(request),
                user_id=UUID(pending["user_id"]),
                uscc=pending["uscc"],
                name=form.cleaned_data["name"],
                note=form.cleaned_data["note"],
            )
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.page(request, error.http_status, form=form, pending=pending)
        _finished(request, pending["user_id"])
        messages.success(request, "已提交加入申请，企业管理员处理后会短信通知您。")
        return HttpResponseRedirect(home_url(request))


class ReclaimView(PendingView):
    """「我是法定代表人，重新认证」."""

    template = "access/reclaim.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """What it means, and a button."""
        pending = self.pending(request)
        return self.gone(request) if pending is None else self.page(request, pending=pending)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the claim; the verification that passes restores control."""
        pending = self.pending(request)
        if pending is None:
            return self.gone(request)
        try:
            claim = reclaim_after_registration(
                actor=acting_as(request),
                user_id=UUID(pending["user_id"]),
                name=pending["name"],
                uscc=pending["uscc"],
                entity_type=pending["entity_type"],
            )
        except AppError as error:
            return self.page(request, error.http_status, pending=pending, problem=error.sentence)
        user = User.objects.filter(pk=pending["user_id"]).first()
        if site_of(request).is_app and user is not None:
            return _into_wizard(request, user, claim)
        _finished(request, pending["user_id"])
        if user is not None:
            keep_ticket(request, user=user, enterprise=claim, proved_at=datetime.fromisoformat(pending["at"]))
        messages.success(
            request, "已登记，请点「企业登录」后完成企业认证。认证通过前，企业现有成员不受影响。"
        )
        return HttpResponseRedirect(home_url(request))


def note_of(typed: str) -> dict[str, Any]:
    """``uscc_ok`` and ``uscc_warning`` for a code as typed; both empty for one that is incomplete or wrong."""
    try:
        warnings = uscc_warnings(clean_uscc(typed))
    except ValidationError:
        return {"uscc_ok": "", "uscc_warning": ""}
    return {"uscc_ok": "" if warnings else "校验位正确", "uscc_warning": warnings[0] if warnings else ""}


def remember_pending(request: HttpRequest, result: RegistrationResult, given: dict[str, Any]) -> None:
    """Keep, on the server, who proved the phone and what was to be registered."""
    request.session.cycle_key()
    request.session[PENDING_KEY] = {
        "user_id": str(result.user.pk),
        "name": given["name"],
        "uscc": given["uscc"],
        "entity_type": given["entity_type"],
        "at": now().isoformat(),
    }


def _registered(request: HttpRequest, result: RegistrationResult, phone: str) -> HttpResponse:
    if site_of(request).is_app and result.enterprise is not None:
        return _into_wizard(request, result.user, result.enterprise)
    target = safe_next(request)
    if result.enterprise is not None and current_user(request) == result.user:
        # Somebody who is logged in adds an enterprise: there is nothing to log in to again.
        choose(request, result.enterprise.pk)
        messages.success(request, f"注册成功，现在为{result.enterprise.name}办理业务。")
        return HttpResponseRedirect(target or home_url(request))
    _finished(request, str(result.user.pk))
    if result.enterprise is not None:
        keep_ticket(request, user=result.user, enterprise=result.enterprise, proved_at=now())
    if target:
        request.session["login_next"] = target
    messages.success(
        request,
        f"注册成功，登录手机号 {mask_phone(phone)}。请点「企业登录」，10 分钟内在这个浏览器不用再输入验证码。",
    )
    return HttpResponseRedirect(home_url(request))


def _into_wizard(request: HttpRequest, user: User, enterprise: Enterprise) -> HttpResponse:
    """In the app one goes straight on to 企业认证: the code just proved is as good as that of a login."""
    target = safe_next(request)
    wizard = site_of(request).url("verification")
    wizard = f"{wizard}?{urlencode({'next': target})}" if target else wizard
    request.session.pop(PENDING_KEY, None)
    if current_user(request) != user:
        device = browser_device(browser_mark(request))
        actor = acting_as(request, user)
        done = login_finish(actor=actor, user=user, way=LoginWay.REGISTRATION, device=device)
        wizard = finish_login(request, done, wizard, enterprise=enterprise)
    else:
        choose(request, enterprise.pk)
    messages.success(request, "注册成功，接着完成企业认证。")
    return HttpResponseRedirect(wizard)


def _finished(request: HttpRequest, user_id: str) -> None:
    """The login form starts with this number; kept as the user's id, so that no number lies in the session."""
    request.session.pop(PENDING_KEY, None)
    request.session["login_user"] = user_id


def _texts() -> list[Agreement]:
    return [agreement_current(kind=kind) for kind in (AgreementKind.USER_SERVICE, AgreementKind.PRIVACY)]
