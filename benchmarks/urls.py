"""The project's addresses, and the yardsticks beside them: the same bytes, rendered beforehand."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from yuzhengdai.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@lru_cache(maxsize=64)
def _bytes(name: str) -> bytes:
    return (settings.DATA_DIR / "yardsticks" / name).read_bytes()


def rendered_beforehand(request: HttpRequest, name: str) -> HttpResponse:
    """Full middleware, nothing else."""
    return HttpResponse(_bytes(name))


def behind_session_and_user(request: HttpRequest, name: str) -> HttpResponse:
    """Full middleware, the session and its user read from the database."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return HttpResponse(_bytes(name))


urlpatterns = [
    path("yardstick/plain/<str:name>", rendered_beforehand),
    path("yardstick/user/<str:name>", behind_session_and_user),
    path("", include("yuzhengdai.config.urls")),
]
