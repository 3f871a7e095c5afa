"""Separate sessions and CSRF secrets for the enterprise side and the staff side (/bank/, /ops/).

A person may be logged in on both at once; logging in or out on one leaves the other alone. Inside, everything sees
Django's usual cookie names: for staff paths the cookies are renamed on the way in and on the way out. A session
remembers its side, so that its key in the other side's cookie opens nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from yuzhengdai.foundation.core.prepared import Prepared
from yuzhengdai.foundation.core.session_store import stored_key
from yuzhengdai.sites.web.site import Side, site_of

SIDE_KEY = "_side"

_SESSION = Prepared(
    Session, lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), str, datetime
)
"""As Django's database store finds it; the first query of every page of a person."""


EXPIRY_KEY = "_session_expiry"
"""Where Django keeps the moment of ``set_expiry``."""


def last_until(request: HttpRequest, *, hours: int) -> None:
    """The session ends so many hours from now, whatever is done in it meanwhile."""
    request.session.set_expiry(timezone.now() + timedelta(hours=hours))


@cache
def _store_class(engine: str, side: Side) -> Any:
    base: Any = import_module(engine).SessionStore

    class SideSessionStore(base):  # type: ignore[misc]
        """The configured store; sessions of the other side read as empty."""

        def load(self) -> dict[str, Any]:
            data: dict[str, Any] = super().load()
            if data.get(SIDE_KEY, side) == side:
                return data
            self._session_key = None
            return {}

        def _row(self, session_key: str) -> Session | None:
            return _SESSION.first(stored_key(session_key), timezone.now())

    return SideSessionStore


class SideSessionMiddleware(SessionMiddleware):
    """Gives the request the session of its side."""

    def process_request(self, request: HttpRequest) -> None:
        """Attach the session that the cookie of this side names."""
        given = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        # Anything else is no key of ours; a NUL among it would be an error of PostgreSQL.
        key = given if given.isascii() and given.isalnum() else None
        request.session = _store_class(settings.SESSION_ENGINE, site_of(request).side)(key)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Mark a session that is about to be saved with its side, then do as Django does."""
        session = getattr(request, "session", None)
        if session is not None and session.modified and not session.is_empty():
            session[SIDE_KEY] = site_of(request).side
        return super().process_response(request, response)


class SideCookiesMiddleware:
    """Renames the session and CSRF cookies of staff paths; stands outside sessions, CSRF and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Show staff cookies under the usual names inside, and send the usual ones out under staff names."""
        site = site_of(request)
        if not site.is_staff:
            return self.get_response(request)
        for usual, staff in site.cookies.items():
            request.COOKIES.pop(usual, None)
            if staff in request.COOKIES:
                request.COOKIES[usual] = request.COOKIES.pop(staff)
        response = self.get_response(request)
        for usual, staff in site.cookies.items():
            morsel = response.cookies.pop(usual, None)
            if morsel is not None:
                morsel.set(staff, morsel.value, morsel.coded_value)
                response.cookies[staff] = morsel
        return response
