"""Login of staff: phone and SMS code, then TOTP; used by /bank/ and /ops/, which only name their site.

Three stages, each with a fresh session key: the SMS code proves the phone and leaves a pending user; the second factor (or its
enrolment at the first login) logs in and sets SECOND_FACTOR_KEY. Answers do not tell whether a number is staff: a number
without a post walks the same pages, gets no message, and finds every code wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from yuzhengdai.domain.accounts import second_factor
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import ProofRequired, code_request, code_verify, codes_forget
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import AppError, RateLimited
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.text import normalise_code, one_time_code
from yuzhengdai.foundation.core.validators import clean_phone
from yuzhengdai.sites.staff.session import (
    ENROLLING_KEY,
    PROOF_KEY,
    next_or,
    pending_start,
    pending_user,
    remember_next,
    staff_login,
)
from yuzhengdai.sites.web.actors import client_address
from yuzhengdai.sites.web.browser import browser_mark, remember_browser
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.gates import PublicView

_WRONG_CODE = "验证码不正确或已失效，请点「获取验证码」"
_RESEND_S = 60


@dataclass(frozen=True, slots=True)
class StaffSite:
    """One workbench: its URL namespace, its words and who may enter."""

    namespace: str
    title: str
    workbench: str
    may_enter: Callable[[User], bool]

    def url(self, name: str) -> str:
        """The path of one of the login routes, or of the workbench's "home"."""
        return f"/{self.namespace}/" if name == "home" else reverse(f"{self.namespace}:{name}")


def _nobody(_user: User) -> bool:
    return False


NOWHERE = StaffSite(namespace="", title="", workbench="", may_enter=_nobody)
"""What a view stands at until its route names the site; nobody gets in."""


class PhoneForm(SiteForm):
    """Who wants to log in."""

    use_required_attribute = False

    phone = forms.CharField(label="手机号", max_length=40)
    phone.widget.attrs.update({"inputmode": "tel", "autocomplete": "tel"})

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class PhoneCodeForm(PhoneForm):
    """Phone and SMS code."""

    code = forms.CharField(label="短信验证码", max_length=200)

    def clean_code(self) -> str:
        """Six digits, however they were typed; the whole SMS may have been pasted."""
        return one_time_code(self.cleaned_data["code"])


class SecondFactorForm(SiteForm):
    """A TOTP code, or a recovery code."""

    use_required_attribute = False

    code = forms.CharField(label="动态口令", max_length=20)
    code.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})

    def clean_code(self) -> str:
        """What it is worth is decided by the service."""
        return normalise_code(self.cleaned_data["code"])


class StaffView(PublicView):
    """Base of the login pages of one workbench."""

    site: StaffSite = NOWHERE
    template: ClassVar[str] = "shared/staff/login.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Remember the browser that codes are bound to."""
        response = super().dispatch(request, *args, **kwargs)
        remember_browser(request, response)
        return response

    def page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        """The page with the site's words; 422 for a form with errors keeps what was typed."""
        return render(request, self.template, {"site_of": self.site, **context}, status=status)

    def acting(self, user: User | None = None) -> Actor:
        """Nobody in particular yet; the user is known after the SMS code."""
        return Actor(
            kind=ActorKind.VISITOR,
            user_id=user.pk if user else None,
            address=client_address(self.request),
            request_id=str(getattr(self.request, "request_id", "")),
        )


class StaffLoginView(StaffView):
    """Stage one: phone and SMS code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        remember_next(request, self.site.url("home"))
        return self.page(request, form=PhoneCodeForm(), wait_s=0)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the code; a number without a post fails like a wrong code."""
        form = PhoneCodeForm(request.POST)
        if not form.is_valid():
            return self.page(request, 422, form=form, wait_s=0)
        user = staff_user(self.site, form.cleaned_data["phone"])
        try:
            code_verify(
                purpose=CodePurpose.STAFF_LOGIN,
                phone=form.cleaned_data["phone"],
                browser=browser_mark(request),
                code=form.cleaned_data["code"],
            )
        except AppError as error:
            form.add_error("code", error.first_sentence)
            return self.page(request, error.http_status, form=form, wait_s=0)
        if user is None:
            form.add_error("code", _WRONG_CODE)
            return self.page(request, 422, form=form, wait_s=0)
        pending_start(request, user)
        return redirect(self.site.url("login-second"))


class StaffCodeView(StaffView):
    """「获取验证码」: JSON for the button's script, else the login page again."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing to see here: back to the form."""
        return redirect(self.site.url("login"))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send a code to a number with a post; say the same to every other number."""
        form = PhoneForm(request.POST)
        if not form.is_valid():
            return self._refused(request, form, 422, 0)
        phone = form.cleaned_data["phone"]
        try:
            code_request(
                purpose=CodePurpose.STAFF_LOGIN,
                phone=phone,
                browser=browser_mark(request),
                address=client_address(request),
                proof=str(request.session.pop(PROOF_KEY, "")),
                is_silent=staff_user(self.site, phone) is None,
            )
        except RateLimited as error:
            if isinstance(error, ProofRequired):
                # The waiting ticket stays in the session: the next click after the wait brings it along.
                request.session[PROOF_KEY] = error.ticket
            form.add_error("phone", error.sentence)
            return self._refused(request, form, error.http_status, error.retry_after_s)
        said = f"已发送至 {mask_phone(phone)}，5 分钟内有效"
        if _wants_json(request):
            return JsonResponse({"message": said, "wait_s": _RESEND_S})
        whole = _with_code(form)
        whole.fields["code"].help_text = said
        return self.page(request, form=whole, wait_s=_RESEND_S)

    def _refused(self, request: HttpRequest, form: PhoneForm, status: int, wait_s: int) -> HttpResponse:
        if _wants_json(request):
            return JsonResponse({"error": form.errors["phone"][0], "wait_s": wait_s}, status=status)
        return self.page(request, status, form=_with_code(form), wait_s=wait_s)


class StaffPendingView(StaffView):
    """Pages between the SMS code and the second factor."""

    wants_enrolled: ClassVar[bool] = True
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to stage one without a pending user; to the page that fits the state of enrolment."""
        user = pending_user(request)
        if user is None or not self.site.may_enter(user):
            return redirect(self.site.url("login"))
        self.user = user
        if second_factor.second_factor_is_confirmed(user=user) != self.wants_enrolled:
            return redirect(self.site.url("login-enrol" if self.wants_enrolled else "login-second"))
        return super().dispatch(request, *args, **kwargs)

    def refused(
        self, request: HttpRequest, form: SecondFactorForm, error: AppError, **context: Any
    ) -> HttpResponse:
        """The page again with the reason at the field."""
        form.add_error("code", error.first_sentence)
        return self.page(request, error.http_status, form=form, **context)


class StaffSecondView(StaffPendingView):
    """Stage two: the code of the authenticator app."""

    template = "shared/staff/second.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, form=SecondFactorForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Log in, or say why not."""
        form = SecondFactorForm(request.POST)
        if not form.is_valid():
            return self.page(request, 422, form=form)
        try:
            second_factor.second_factor_verify(
                actor=self.acting(self.user), user=self.user, code=form.cleaned_data["code"]
            )
        except AppError as error:
            return self.refused(request, form, error)
        return _enter(request, self.site, self.user)


class StaffRecoveryView(StaffPendingView):
    """Stage two without the phone at hand: a recovery code."""

    template = "shared/staff/recovery.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, form=_recovery_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Use the code up and log in."""
        form = _recovery_form(request.POST)
        if not form.is_valid():
            return self.page(request, 422, form=form)
        try:
            left = second_factor.recovery_code_use(
                actor=self.acting(self.user), user=self.user, code=form.cleaned_data["code"]
            )
        except AppError as error:
            return self.refused(request, form, error)
        messages.warning(request, f"您用掉了一个恢复码，还剩 {left} 个。用完前请联系管理员重新绑定动态口令。")
        return _enter(request, self.site, self.user)


class StaffEnrolView(StaffPendingView):
    """Stage two at the first login: bind an authenticator app, then show the recovery codes once."""

    template = "shared/staff/enrol.html"
    wants_enrolled = False

    def get(self, request: HttpRequest) -> HttpResponse:
        """QR code and secret."""
        return self.page(request, form=SecondFactorForm(), **self._secret())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the first code; the answer itself shows the recovery codes, they are kept nowhere."""
        form = SecondFactorForm(request.POST)
        if not form.is_valid():
            return self.page(request, 422, form=form, **self._secret())
        try:
            codes = second_factor.second_factor_confirm(
                actor=self.acting(self.user), user=self.user, code=form.cleaned_data["code"]
            )
        except AppError as error:
            return self.refused(request, form, error, **self._secret())
        staff_login(request, self.user)
        context = {"site_of": self.site, "codes": codes, "go_on": next_or(request, self.site.url("home"))}
        return render(request, "shared/staff/recovery_codes.html", context)

    def _secret(self) -> dict[str, Any]:
        is_new = self.request.session.get(ENROLLING_KEY) is None
        secret = second_factor.second_factor_begin(user=self.user, is_new_login=is_new)
        self.request.session[ENROLLING_KEY] = True
        account = f"{self.site.workbench} {mask_phone(str(self.user.phone))}"
        code = segno.make_qr(second_factor.provisioning_uri(secret=secret, account=account), error="m")
        spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
        return {"secret": spaced, "qr_path": _qr_path(code), "qr_size": code.symbol_size(border=2)[0]}


class StaffLogoutView(StaffView):
    """「退出」: ends this workbench's session only."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A link to here does nothing but lead to the login page."""
        return redirect(self.site.url("login"))

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session; the form that began it does not begin another."""
        codes_forget(browser=browser_mark(request))
        logout(request)
        return redirect(self.site.url("login"))


def staff_login_urls(site: StaffSite) -> list[URLPattern]:
    """The login routes of one workbench."""
    return [
        path("login/", StaffLoginView.as_view(site=site), name="login"),
        path("login/code/", StaffCodeView.as_view(site=site), name="login-code"),
        path("login/second/", StaffSecondView.as_view(site=site), name="login-second"),
        path("login/recovery/", StaffRecoveryView.as_view(site=site), name="login-recovery"),
        path("login/enrol/", StaffEnrolView.as_view(site=site), name="login-enrol"),
        path("logout/", StaffLogoutView.as_view(site=site), name="logout"),
    ]


def staff_user(site: StaffSite, phone: str) -> User | None:
    """The active user of this number with a post at this site, or None."""
    user = User.objects.for_phone(phone)
    return user if user is not None and user.is_active and site.may_enter(user) else None


def _enter(request: HttpRequest, site: StaffSite, user: User) -> HttpResponseRedirect:
    target = next_or(request, site.url("home"))
    staff_login(request, user)
    return HttpResponseRedirect(target)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _with_code(form: PhoneForm) -> PhoneCodeForm:
    whole = PhoneCodeForm(form.data)
    whole.errors.clear()
    whole.errors.update(form.errors)
    return whole


def _recovery_form(data: Any = None) -> SecondFactorForm:
    form = SecondFactorForm(data)
    form.fields["code"].label = "恢复码"
    form.fields["code"].error_messages["required"] = "请填写恢复码"
    form.fields["code"].widget.attrs.update({"inputmode": "text", "autocomplete": "off"})
    return form


def _qr_path(code: segno.QRCode) -> str:
    # The `d` of the dark modules, one run per row segment; two modules of quiet zone as in `symbol_size`.
    runs: list[str] = []
    for y, row in enumerate(code.matrix_iter(border=2)):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
                start = None
    return "".join(runs)
