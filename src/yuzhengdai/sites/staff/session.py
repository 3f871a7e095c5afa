"""The staff session between its stages: who waits for a second factor, where to go afterwards, how long it may idle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY
from yuzhengdai.sites.web.sessions import last_until
from yuzhengdai.sites.web.site import site_of

PENDING_KEY = "staff_pending"
NEXT_KEY = "staff_next"
PROOF_KEY = "staff_proof"
ENROLLING_KEY = "staff_enrolling"
SEEN_KEY = "staff_seen_at"
PENDING_FOR = timedelta(minutes=10)
_SEEN_STEP = timedelta(minutes=1)
_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def remember_next(request: HttpRequest, home: str) -> None:
    """Keep ``?next=`` when it leads into this workbench; anything else is forgotten."""
    target = request.GET.get("next", "")
    if target.startswith(home) and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        request.session[NEXT_KEY] = target


def next_or(request: HttpRequest, home: str) -> str:
    """Where to go after login; asked once."""
    target = str(request.session.pop(NEXT_KEY, home))
    return target if target.startswith(home) else home


def pending_start(request: HttpRequest, user: User) -> None:
    """The SMS code was right: a fresh session that knows the user but is not logged in."""
    request.session.cycle_key()
    request.session.pop(ENROLLING_KEY, None)
    request.session[PENDING_KEY] = {
        "user": str(user.pk),
        "epoch": user.session_epoch,
        "at": now().isoformat(),
    }


def pending_user(request: HttpRequest) -> User | None:
    """Who waits for the second factor, or None after ten minutes or when the user was shut out meanwhile."""
    pending = request.session.get(PENDING_KEY)
    if not pending or now() - datetime.fromisoformat(pending["at"]) > PENDING_FOR:
        return None
    user = User.objects.filter(pk=UUID(pending["user"]), is_active=True).first()
    return user if user is not None and user.session_epoch == pending["epoch"] else None


def staff_login(request: HttpRequest, user: User) -> None:
    """The second factor was right: log in with another fresh session key."""
    request.session.pop(PENDING_KEY, None)
    login(request, user, backend=_BACKEND)
    last_until(request, hours=settings.STAFF_SESSION_HOURS)
    at = now().isoformat()
    request.session[SECOND_FACTOR_KEY] = at
    request.session[SEEN_KEY] = at


class StaffIdleMiddleware:
    """Ends a staff session after STAFF_IDLE_MINUTES without a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check before the view; note the time at most once a minute, to spare writes."""
        if site_of(request).is_staff and SECOND_FACTOR_KEY in request.session:
            seen_at = datetime.fromisoformat(
                str(request.session.get(SEEN_KEY) or request.session[SECOND_FACTOR_KEY])
            )
            idle = now() - seen_at
            if idle > timedelta(minutes=settings.STAFF_IDLE_MINUTES):
                logout(request)
            elif idle > _SEEN_STEP:
                request.session[SEEN_KEY] = now().isoformat()
        return self.get_response(request)
