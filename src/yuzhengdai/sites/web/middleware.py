"""Request log with an id, and response headers that every page carries."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger("yuzhengdai.requests")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
NO_STORE = "private, no-store"
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Gives each request an id (`request.request_id`, header X-Request-ID) and logs it by route, never by path.

    Paths and queries can hold tokens, names and numbers; the route of the URL configuration holds none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time the request and write one line."""
        started = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.route if match else "(none)",
                "status": response.status_code,
                "duration_ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response


class ResponseHeadersMiddleware:
    """Permissions-Policy on every page; `Cache-Control: private, no-store` on what one person sees.

    That is every page for a visitor with a session cookie and every page that used a session or a CSRF token. Nothing is
    looked up: pages for anonymous visitors stay free of a session query and may be cached.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the response."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if self._is_personal(request):
            response["Cache-Control"] = NO_STORE
        elif request.method not in {"GET", "HEAD"} and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    @staticmethod
    def _is_personal(request: HttpRequest) -> bool:
        # A CSRF token in the page makes it one visitor's page even without a session.
        return (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or request.session.accessed
            or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
        )
