"""Request log with an id, and response headers that every page carries."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger("yuzhengdai.requests")
NO_STORE = "private, no-store"
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """Gives each request an id (`request.request_id`, header X-Request-ID) and logs it by route, never by path.

    Paths and queries can hold tokens, names and numbers; the route of the URL configuration holds none. The id is always our
    own: it goes into the audit log, and one that a client sent could pass off its acts as those of another request. The
    address and, where a view looked at it, the user are what the rules for public bodies want kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Time the request and write one line."""
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        match = request.resolver_match
        user = getattr(request, "_cached_user", None)  # never a query for the log's sake
        logger.info(
            "request",
            extra={
                "request_id": request_id,
                "method": request.method,
                "route": match.route if match else "(none)",
                "status": response.status_code,
                "address": request.META.get("REMOTE_ADDR", ""),
                "user_id": str(user.pk) if user is not None and user.pk else None,
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
