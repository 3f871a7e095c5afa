"""Entering and leaving the enterprise side: the session, and where to go afterwards."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import codes_forget
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.text import has_control_characters
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, ActingRequest
from yuzhengdai.sites.web.browser import browser_mark
from yuzhengdai.sites.web.site import site_of

_BACKEND = settings.AUTHENTICATION_BACKENDS[0]
_NEVER_NEXT = frozenset(
    f"{site}:{page}"
    for site in ("portal", "app")
    for page in (
        "login",
        "logout",
        "register",
        "choose-enterprise",
        "register-join",
        "invitations",
        "offline",
    )
)


def safe_next(request: HttpRequest, fallback: str = "") -> str:
    """The page named by ``next`` in POST or GET when it is one of ours and worth going to; else ``fallback``."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if len(target) > 1000 or not target.startswith("/") or has_control_characters(target):
        return fallback
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return fallback
    try:
        match = resolve(target.partition("?")[0].partition("#")[0])
    except Resolver404:
        return fallback
    return fallback if match.view_name in _NEVER_NEXT else target


def home_url(request: HttpRequest) -> str:
    """The front page: the portal's, or the phone app's."""
    return site_of(request).url("home")


def enter(request: HttpRequest, user: User) -> None:
    """Log in: a new session key and CSRF secret, nothing of the visitor's session kept that could matter."""
    for key in ("registration", "login_user", "login_ticket"):
        request.session.pop(key, None)
    login(request, user, backend=_BACKEND)
    request.session.pop(ENTERPRISE_KEY, None)


def choose(request: HttpRequest, enterprise_id: UUID) -> None:
    """Act for this enterprise from now on; the caller has checked that the user may."""
    request.session[ENTERPRISE_KEY] = str(enterprise_id)


def leave(request: HttpRequest) -> None:
    """End the session altogether; the form that began it does not begin another."""
    codes_forget(browser=browser_mark(request))
    logout(request)


def acting_as(request: HttpRequest, user: User | None = None) -> Actor:
    """The request's actor; for a person who has just proved who they are, with that user and no other role."""
    actor = cast(ActingRequest, request).actor
    if user is None or actor.user_id == user.pk:
        return actor
    return Actor(kind=ActorKind.VISITOR, user_id=user.pk, address=actor.address, request_id=actor.request_id)
