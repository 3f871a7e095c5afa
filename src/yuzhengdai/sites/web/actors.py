"""From the session to the actor: one lazy attribute ``request.actor`` for views of every site.

Which kind of actor it can be follows the site, as the session cookie does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.selectors import live_staff_post
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import live_membership, member_roles
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.institutions.selectors import live_officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.sites.web.site import BANK, OPS, site_of

ENTERPRISE_KEY = "enterprise_id"
"""Session key of the chosen enterprise."""

LOGIN_WAY_KEY = "login_way"
"""Session key of the LoginWay by which a session of the enterprise side began."""

SCAN_KEY = "scan_id"
"""Session key of the code by which a session began, where a scan began it."""

PROVED_KEY = "proved_at"
"""Session key of when (ISO) a session that began by a scan last proved its person."""

SECOND_FACTOR_KEY = "second_factor_at"
"""Session key that a staff session has only after its second factor."""


class ActingRequest(HttpRequest):
    """A request after ActorMiddleware."""

    actor: Actor
    member: EnterpriseMember | None
    officer: Officer | None


class ActorMiddleware:
    """Sets ``request.actor`` (lazy), ``request.member`` and ``request.officer`` (lazy, falsy without one)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        acting = cast(ActingRequest, request)
        acting.member = cast(EnterpriseMember | None, SimpleLazyObject(lambda: _member(request)))
        acting.officer = cast(Officer | None, SimpleLazyObject(lambda: _officer(request)))
        acting.actor = cast(Actor, SimpleLazyObject(lambda: _actor(acting)))
        return self.get_response(request)


def current_user(request: HttpRequest) -> User | None:
    """The logged-in user, or None."""
    user = getattr(request, "user", None)
    return cast(User, user) if user is not None and user.is_authenticated else None


def current_enterprise(request: HttpRequest) -> Enterprise | None:
    """The enterprise chosen in this session, or None for visitors and users without one."""
    member = getattr(request, "member", None)
    return cast(EnterpriseMember, member).enterprise if member else None


def client_address(request: HttpRequest) -> str:
    """The visitor's address; a proxy in front must set REMOTE_ADDR through its trusted header (see settings)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _member(request: HttpRequest) -> EnterpriseMember | None:
    if site_of(request).is_staff:
        return None
    raw = request.session.get(ENTERPRISE_KEY)
    user = current_user(request) if raw else None
    return live_membership(user=user, enterprise_id=UUID(raw)) if user is not None else None


def _officer(request: HttpRequest) -> Officer | None:
    if site_of(request) is not BANK or SECOND_FACTOR_KEY not in request.session:
        return None
    user = current_user(request)
    return live_officer(user=user) if user is not None else None


def _actor(request: ActingRequest) -> Actor:
    user = current_user(request)
    address, request_id = client_address(request), str(getattr(request, "request_id", ""))
    if user is None:
        return Actor(kind=ActorKind.VISITOR, address=address, request_id=request_id)
    if site_of(request) is OPS:
        return _operator(request, user, address, request_id)
    if request.officer:
        officer = request.officer
        return Actor(
            kind=ActorKind.INSTITUTION,
            user_id=user.pk,
            organisation_id=officer.institution_id,
            branch_id=officer.branch_id,
            member_id=officer.pk,
            roles=frozenset(f"institution:{role}" for role in officer.held_roles),
            name=officer.name,
            address=address,
            request_id=request_id,
        )
    if request.member:
        member = request.member
        return Actor(
            kind=ActorKind.ENTERPRISE,
            user_id=user.pk,
            organisation_id=member.enterprise_id,
            member_id=member.pk,
            roles=member_roles(member),
            name=member.name,
            address=address,
            request_id=request_id,
        )
    return Actor(kind=ActorKind.VISITOR, user_id=user.pk, address=address, request_id=request_id)


def _operator(request: HttpRequest, user: User, address: str, request_id: str) -> Actor:
    post = live_staff_post(user=user) if SECOND_FACTOR_KEY in request.session else None
    if post is None:
        return Actor(kind=ActorKind.VISITOR, user_id=user.pk, address=address, request_id=request_id)
    return Actor(
        kind=ActorKind.OPERATOR,
        user_id=user.pk,
        member_id=post.pk,
        roles=frozenset({f"operator:{post.role}"}),
        name=post.name,
        address=address,
        request_id=request_id,
    )
