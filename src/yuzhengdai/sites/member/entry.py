"""Entering and leaving the enterprise side: the session, and where to go afterwards."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.domain.access.services import LoginDone, session_note, session_renamed
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import codes_forget
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.text import has_control_characters
from yuzhengdai.sites.web.actors import (
    ENTERPRISE_KEY,
    LOGIN_WAY_KEY,
    PROVED_KEY,
    SCAN_KEY,
    ActingRequest,
    client_address,
)
from yuzhengdai.sites.web.browser import browser_mark, browser_words
from yuzhengdai.sites.web.sessions import EXPIRY_KEY, last_until
from yuzhengdai.sites.web.site import site_of

_BACKEND = settings.AUTHENTICATION_BACKENDS[0]
PLATFORM_KEY = "platform"
"""In the session: the identity platform by which it began, whose own leaving 「退出」 leads to."""
KEY_HELD_KEY = "usb_key"
"""In a visitor's session: the USBKEY that this browser has just proved and that is bound to nobody yet."""
PLATFORM_WAYS_KEY, PLATFORM_ARRIVED_KEY = "platform_ways", "platform_arrived"
_NEVER_NEXT = frozenset(
    f"{site}:{page}"
    for site in ("portal", "app")
    for page in (
        "login",
        "login-prove",
        "login-scan",
        "login-ca",
        "login-ca-member",
        "logout",
        "register",
        "choose-enterprise",
        "register-join",
        "invitations",
        "login-platforms",
        "login-platform",
        "login-platform-back",
        "platform-phone",
        "platform-leave",
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


def enter(request: HttpRequest, done: LoginDone) -> None:
    """Log in: a new session key and CSRF secret, nothing of the visitor's session kept that could matter; how it was done stays."""
    kept = (
        "registration",
        "login_user",
        "login_ticket",
        PLATFORM_KEY,
        PLATFORM_WAYS_KEY,
        PLATFORM_ARRIVED_KEY,
        KEY_HELD_KEY,
    )
    for key in kept:
        request.session.pop(key, None)
    login(request, done.user, backend=_BACKEND)
    for key in (ENTERPRISE_KEY, PROVED_KEY, SCAN_KEY):
        request.session.pop(key, None)
    last_until(request, hours=settings.ENTERPRISE_SESSION_HOURS)
    request.session[LOGIN_WAY_KEY] = str(done.way)
    session_note(
        done=done,
        session_key=_session_name(request),
        browser_words=browser_words(request),
        address=client_address(request),
    )


def go_on_as(request: HttpRequest, user: User) -> None:
    """The same person under a new session key, after whatever ended the others; what the session says of the login stays."""
    kept = {
        key: request.session[key] for key in (LOGIN_WAY_KEY, SCAN_KEY, EXPIRY_KEY) if key in request.session
    }
    before = request.session.session_key or ""
    login(request, user, backend=_BACKEND)
    request.session.update(kept)
    session_renamed(user=user, before=before, after=_session_name(request))


def _session_name(request: HttpRequest) -> str:
    """The key of the session after a login. A session that another login had filled was emptied and has none yet: it gets one now."""
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


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
