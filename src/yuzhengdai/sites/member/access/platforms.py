"""「认证平台」 (L6): choose a platform, log in there, come back; the first time bind a phone.

What a login needs when the browser comes back lies in the visitor's session (platform_ways.py). By the same door come licences and 网证
that were shown for 企业认证 (member/verification/presenting.py).
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.access.services import PlatformDone, RegistrationResult, platform_bind, platform_login
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, NotFound
from yuzhengdai.foundation.integrations.identity_platform.base import (
    AccountKind,
    Identity,
    IdentityPlatform,
    PlatformRow,
)
from yuzhengdai.foundation.integrations.identity_platform.registry import get_platform, platform_rows
from yuzhengdai.sites.member.access.base import AccessView, CodeView, wait_of
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.access.forms import SubmissionForm
from yuzhengdai.sites.member.access.login import login_context
from yuzhengdai.sites.member.access.platform_ways import (
    WAY_VALID_S,
    answer_of,
    at_our_address,
    return_address,
    way_begin,
    way_taken,
)
from yuzhengdai.sites.member.access.register import remember_pending
from yuzhengdai.sites.member.entry import (
    PLATFORM_ARRIVED_KEY,
    PLATFORM_KEY,
    acting_as,
    home_url,
    safe_next,
)
from yuzhengdai.sites.member.verification.presenting import PAPER_OF, paper_back
from yuzhengdai.sites.web.actors import current_user
from yuzhengdai.sites.web.browser import browser_mark
from yuzhengdai.sites.web.fields import CodeField, PhoneField
from yuzhengdai.sites.web.origin import is_asked_ahead
from yuzhengdai.sites.web.site import redirect_to, site_of

UNKNOWN = "这个认证平台没有接入或已停用，请重新选择，或用手机号登录。"
STRAYED = "这次登录不是在这个浏览器里开始的，或已超过 10 分钟、已经用过，请重新选择认证平台。"


class PlatformsView(AccessView):
    """The choice, also where there is one platform only."""

    template = "access/platforms.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list; whoever is logged in already goes on."""
        target = safe_next(request)
        if current_user(request) is not None:
            return HttpResponseRedirect(target or home_url(request))
        context = login_context(request) | {"way": "platforms", "platforms": platform_rows()}
        return self.page(request, **context)


class PlatformStartView(AccessView):
    """Off to the platform; every answer but that leads back to the choice, with a sentence."""

    def get(self, request: HttpRequest, platform: str) -> HttpResponse:
        """Remember the way in the session, and off to the platform."""
        target = safe_next(request)
        if current_user(request) is not None:
            return HttpResponseRedirect(target or home_url(request))
        if is_asked_ahead(request):
            return HttpResponse(status=204)
        adapter = _platform(platform)
        if adapter is None:
            return _told(request, UNKNOWN, target)
        if elsewhere := at_our_address(request):
            return HttpResponseRedirect(elsewhere)
        try:
            return way_begin(request, adapter, next=target)
        except AppError as error:
            return _told(request, error.sentence, target)


class PlatformBackView(AccessView):
    """The browser comes back with the platform's answer in its address; nothing of it stays there."""

    def get(self, request: HttpRequest, platform: str) -> HttpResponse:
        """Log in, or on to the phone's proof, or back to the choice with the reason."""
        adapter = _platform(platform)
        way = way_taken(request, platform)
        if adapter is None or way is None:
            return _told(request, UNKNOWN if adapter is None else STRAYED)
        answer = answer_of(request)
        if PAPER_OF in way:
            return paper_back(request, adapter, way, answer)
        try:
            identity = adapter.finish(
                answer=answer,
                kept=way["kept"],
                return_address=return_address(request, platform),
                began_at=way["at"],
            )
            found = platform_login(actor=acting_as(request), platform=adapter.row, identity=identity)
        except AppError as error:
            return _told(request, error.sentence, way["next"])
        if found is not None:
            return entered(request, adapter, found, way["next"])
        request.session.cycle_key()
        request.session[PLATFORM_ARRIVED_KEY] = {
            "platform": platform,
            "subject": identity.subject,
            "kind": str(identity.kind),
            "uscc": identity.uscc,
            "enterprise_name": identity.enterprise_name,
            "is_head": identity.is_head,
            "next": way["next"],
            "at": time.time(),
        }
        return redirect_to(request, "platform-phone")


class PlatformPhoneForm(SubmissionForm):
    """「绑定手机号」 of a person's account."""

    phone = PhoneField(help_text="用来登录和接收办理通知")
    code = CodeField()
    consent = forms.BooleanField(
        label="协议",
        error_messages={"required": "请阅读《用户服务协议》《隐私政策》，同意后勾选"},
    )


class EnterprisePhoneForm(PlatformPhoneForm):
    """The same of an enterprise's account, which is registered with it: platforms do not tell 法人类型."""

    entity_type = forms.ChoiceField(
        label="法人类型",
        choices=[("", "请选择"), *EntityType.choices],
        error_messages={"required": "请选择法人类型", "invalid_choice": "请从列表中选择法人类型"},
    )
    field_order = ("entity_type",)


def form_of(identity: Identity) -> type[PlatformPhoneForm]:
    """The form for this kind of account."""
    return EnterprisePhoneForm if identity.kind == AccountKind.ENTERPRISE else PlatformPhoneForm


class ArrivedPages(AccessView):
    """Pages for who has come back from a platform with an account that is not linked yet."""

    def arrived(self, request: HttpRequest) -> tuple[IdentityPlatform, Identity, str] | None:
        """The platform, who came, and where to go on; None where nobody did, or too long ago."""
        found = request.session.get(PLATFORM_ARRIVED_KEY) if request.COOKIES else None
        if not isinstance(found, dict) or time.time() - found["at"] > WAY_VALID_S:
            return None
        try:
            adapter = get_platform(found["platform"])
        except NotFound:
            return None
        kind = AccountKind(found["kind"])
        identity = Identity(
            found["subject"], kind, found["uscc"], found["enterprise_name"], found.get("is_head", False)
        )
        return adapter, identity, found["next"]

    def shown(self, request: HttpRequest) -> dict[str, Any]:
        """What the page says of the account."""
        found = self.arrived(request)
        return {"platform": found[0].row, "identity": found[1]} if found is not None else {}


class PlatformPhoneView(ArrivedPages):
    template = "access/platform_phone.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; an enterprise's kind is guessed from its code and stays to be chosen."""
        found = self.arrived(request)
        if found is None:
            return _told(request, STRAYED)
        form = form_of(found[1])(initial={"entity_type": _likely_type(found[1].uscc)})
        return self.page(request, form=form, **self.shown(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Bind and log in."""
        found = self.arrived(request)
        if found is None:
            return _told(request, STRAYED)
        adapter, identity, target = found
        form = form_of(identity)(request.POST)
        if not form.is_valid():
            return self.again(request, form, 422)
        try:
            bound = self.bind(request, adapter.row, identity, form.cleaned_data)
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.again(request, form, 422)
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.again(request, form, error.http_status)
        return entered(request, adapter, bound, target, identity=identity)

    def bind(
        self, request: HttpRequest, platform: PlatformRow, identity: Identity, given: dict[str, Any]
    ) -> PlatformDone:
        return platform_bind(
            actor=acting_as(request),
            platform=platform,
            identity=identity,
            entity_type=given.get("entity_type", EntityType.OTHER),
            phone=given["phone"],
            browser=browser_mark(request),
            code=given["code"],
            agreements=[
                agreement_current(kind=kind) for kind in (AgreementKind.USER_SERVICE, AgreementKind.PRIVACY)
            ],
            submission=given["submission"],
        )

    def again(self, request: HttpRequest, form: PlatformPhoneForm, status: int) -> HttpResponse:
        """The form with everything typed kept."""
        wait_s = wait_of(request, purpose=CodePurpose.PLATFORM_LINK)
        return self.page(request, status, form=form, wait_s=wait_s, **self.shown(request))


class PlatformPhoneCodeView(CodeView, ArrivedPages):
    """「获取验证码」 of the binding."""

    template = "access/platform_phone.html"
    purpose = CodePurpose.PLATFORM_LINK
    # With every field: the page draws those of its account.
    form_class = EnterprisePhoneForm

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the form."""
        return redirect_to(request, "platform-phone")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Only for who came back from a platform."""
        return _told(request, STRAYED) if self.arrived(request) is None else super().post(request)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        return self.shown(request)


class PlatformLeaveView(AccessView):
    """After 「退出」: on to the platform's own leaving, which leads back to our home page (C12).

    A page of its own that refreshes itself: forms may lead nowhere but here (CSP), and a link stands there for who sees it.
    """

    template = "access/platform_leave.html"

    def get(self, request: HttpRequest, platform: str) -> HttpResponse:
        adapter = _platform(platform)
        if adapter is None or current_user(request) is not None:
            return HttpResponseRedirect(home_url(request))
        home = f"{settings.SITE_BASE_URL}{home_url(request)}"
        address = adapter.leave_address(return_address=home)
        if not address:
            return HttpResponseRedirect(home_url(request))
        response = self.page(request, platform=adapter.row, address=address)
        response["Refresh"] = f"0; url={address}"
        return response


def entered(
    request: HttpRequest,
    adapter: IdentityPlatform,
    found: PlatformDone,
    target: str,
    *,
    identity: Identity | None = None,
) -> HttpResponse:
    """Begin the session and lead on: with the account's enterprise, to asking a verified one, or as after every login."""
    onward = finish_login(request, found.done, target, enterprise=found.enterprise)
    request.session[PLATFORM_KEY] = adapter.row.key
    if found.existing is not None and identity is not None:
        registered = {
            "name": identity.enterprise_name,
            "uscc": identity.uscc,
            "entity_type": found.existing.entity_type,
        }
        remember_pending(request, RegistrationResult(found.done.user, None, found.existing), registered)
        sentence = f"已绑定{adapter.row.name}账号。{found.existing.name}已完成认证，您可以申请加入。"
        messages.success(request, sentence)
        return redirect_to(request, "register-join")
    return HttpResponseRedirect(onward)


def _platform(key: str) -> IdentityPlatform | None:
    """The adapter; None for a platform that is not connected (any more)."""
    try:
        return get_platform(key)
    except NotFound:
        return None


def _told(request: HttpRequest, sentence: str, target: str = "") -> HttpResponse:
    """Back to the choice of platforms with a sentence."""
    messages.warning(request, sentence)
    choice = site_of(request).url("login-platforms")
    return HttpResponseRedirect(f"{choice}?{urlencode({'next': target})}" if target else choice)


def _likely_type(uscc: str) -> str:
    """法人类型 by the code's first two characters (GB 32100-2015); "" where they do not tell."""
    return {"92": EntityType.SOLE_PROPRIETOR, "93": EntityType.COOPERATIVE}.get(uscc[:2], "")
