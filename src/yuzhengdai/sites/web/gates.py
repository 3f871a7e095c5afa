"""Who may open a route. Each view class names its gate; the route × role test table reads the names from here.

Not logged in: to the login page of the side, and back afterwards. Logged in without the role: 403. What exists but belongs
to somebody else is the selectors' business: 404.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views import View

from yuzhengdai.domain.access.services import proof_is_needed
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.institutions.enums import ALL_ROLES
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import ActorKind
from yuzhengdai.sites.web.actors import (
    LOGIN_WAY_KEY,
    PROVED_KEY,
    ActingRequest,
    current_enterprise,
    current_user,
)
from yuzhengdai.sites.web.site import site_of
from yuzhengdai.sites.web.typed.kept import keep_post, page_of_form
from yuzhengdai.sites.web.typed.owner import login_url
from yuzhengdai.sites.web.typed.scripts import (
    CHOOSE_FIRST,
    LOGIN_OVER,
    PROVE,
    PROVE_FIRST,
    VERIFY_FIRST,
    asks_for_data,
    is_script,
    told,
)

ADMINS = frozenset({"enterprise:admin"})


def redirect_with_next(request: HttpRequest, url_name: str) -> HttpResponseRedirect:
    """To a page that leads back here afterwards; in the phone app to the app's own page of that kind.

    A POST leads back to the page it came from, not to a replay.
    """
    target = request.get_full_path() if request.method == "GET" else page_of_form(request)
    return HttpResponseRedirect(f"{site_of(request).url(url_name)}?{urlencode({'next': target})}")


def login_first(request: HttpRequest) -> HttpResponse:
    """To the login of the side. A script is told so (401); what a form held is kept until after the login."""
    if is_script(request):
        return told(HTTPStatus.UNAUTHORIZED, "login", LOGIN_OVER, login=login_url(request))
    if keep_post(request):
        messages.warning(request, LOGIN_OVER)
    return redirect_with_next(request, "login")


def choose_first(request: HttpRequest) -> HttpResponse:
    """To 「请选择企业」; a script is told so (409)."""
    if is_script(request):
        choose = site_of(request).url("choose-enterprise")
        return told(HTTPStatus.CONFLICT, "choose", CHOOSE_FIRST, choose=choose)
    if keep_post(request):
        messages.warning(request, CHOOSE_FIRST)
    return redirect_with_next(request, "choose-enterprise")


def prove_first(request: HttpRequest) -> HttpResponse:
    """To 「确认由您本人办理」, which opens over the page where a script can; what a form held is kept until after it."""
    site = site_of(request)
    if is_script(request):
        prove = f"{site.url('login-prove')}?{urlencode({'next': site.url('session-back')})}"
        return told(HTTPStatus.UNAUTHORIZED, "login", PROVE_FIRST, login=prove, title=PROVE)
    if keep_post(request):
        messages.warning(request, PROVE_FIRST)
    return redirect_with_next(request, "login-prove")


def verify_first(request: HttpRequest) -> HttpResponse:
    """To the gate 「请先完成企业认证」, which opens in a dialog, too; a script that can show no page is told so (409)."""
    site = site_of(request)
    if asks_for_data(request):
        return told(HTTPStatus.CONFLICT, "gate", VERIFY_FIRST, gate=site.url(site.gate))
    keep_post(request)
    return redirect_with_next(request, site.gate)


def needs_proof(request: HttpRequest, *, always: bool = False) -> bool:
    """Whether this session proves its person first; ``always``: whichever way it began."""
    session = request.session
    return proof_is_needed(
        way=str(session.get(LOGIN_WAY_KEY, "")),
        proved_at=str(session.get(PROVED_KEY, "")),
        always=always,
    )


class PublicView(View):
    gate: ClassVar[str] = "public"
    request: ActingRequest


class SigningView(PublicView):
    """``signs``: a POST binds or ends something, so that a session begun by a scan proves its person first; views of which not every
    POST does say so in ``is_signing``.
    """

    signs: ClassVar[bool] = False

    def is_signing(self, request: HttpRequest) -> bool:
        """Whether this POST submits or signs."""
        return self.signs

    def asks_proof(self, request: HttpRequest) -> bool:
        """Whether the person must be proved before this request is taken."""
        return request.method == "POST" and self.is_signing(request) and needs_proof(request)


class UserView(SigningView):
    """A logged-in user of the enterprise side, with or without an enterprise."""

    gate = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Login, then proof where the POST asks for it."""
        if current_user(request) is None:
            return login_first(request)
        if self.asks_proof(request):
            return prove_first(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is logged in; there is somebody after dispatch."""
        return cast(User, current_user(self.request))


class EnterpriseView(SigningView):
    """A member of the chosen enterprise. ``allowed_roles`` None: every member may."""

    gate = "enterprise"
    allowed_roles: ClassVar[frozenset[str] | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Login, then an enterprise, then the role."""
        if current_user(request) is None:
            return login_first(request)
        if current_enterprise(request) is None:
            return choose_first(request)
        acting = cast(ActingRequest, request)
        if self.allowed_roles is not None and not self.allowed_roles & acting.actor.roles:
            raise PermissionDenied("您的角色不能做这一步，请联系本企业管理员。")
        if self.asks_proof(request):
            return prove_first(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is logged in; like ``member`` and ``enterprise`` there after dispatch."""
        return cast(User, current_user(self.request))

    @property
    def member(self) -> EnterpriseMember:
        """The user's place in the chosen enterprise."""
        return cast(EnterpriseMember, self.request.member)

    @property
    def enterprise(self) -> Enterprise:
        return self.member.enterprise


class VerifiedEnterpriseView(EnterpriseView):
    """A member of a verified enterprise; others see the gate 「请先完成企业认证」 (R4)."""

    gate = "verified-enterprise"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As EnterpriseView, then 企业认证."""
        enterprise = current_enterprise(request)
        if enterprise is not None and enterprise.state == EnterpriseState.FROZEN:
            raise PermissionDenied(
                "本企业的账号已冻结，现在不能办理这一步。您可以在「意见反馈」中选择「说明情况」，也可以拨打服务热线。"
            )
        if enterprise is not None and not enterprise.is_verified:
            return verify_first(request)
        return super().dispatch(request, *args, **kwargs)


class OfficerView(PublicView):
    """An officer after the second factor."""

    gate = "officer"
    allowed_roles: ClassVar[frozenset[str]] = ALL_ROLES

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Login with second factor, then the role."""
        acting = cast(ActingRequest, request)
        if acting.actor.kind != ActorKind.INSTITUTION:
            return login_first(request)
        if not self.allowed_roles & acting.actor.roles:
            raise PermissionDenied("您的角色不能做这一步，请联系本机构业务主管。")
        return super().dispatch(request, *args, **kwargs)

    @property
    def officer(self) -> Officer:
        """The officer's post; there is one after dispatch."""
        return cast(Officer, self.request.officer)


class OperatorView(PublicView):
    """A post on the operator side after the second factor."""

    gate = "operator"
    allowed_roles: ClassVar[frozenset[str]] = frozenset({"operator:operator"})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Login with second factor, then the role."""
        acting = cast(ActingRequest, request)
        if acting.actor.kind != ActorKind.OPERATOR:
            return login_first(request)
        if not self.allowed_roles & acting.actor.roles:
            raise PermissionDenied("您的岗位不能做这一步。")
        return super().dispatch(request, *args, **kwargs)
