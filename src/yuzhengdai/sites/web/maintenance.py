"""The maintenance page: 503 for everything but health checks and static files while the switch is on.

The switch is the setting `MAINTENANCE` (true or false), or a file at `MAINTENANCE_FILE`, so that an operator can flip it
without a restart: `touch var/maintenance`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yuzhengdai.sites.web.errors import static_page

_RETRY_AFTER_S: Final = 600
_ALWAYS_OPEN: Final = ("/healthz", "/readyz", "/static/")


def is_in_maintenance() -> bool:
    """Whether the platform is closed for maintenance now."""
    if getattr(settings, "MAINTENANCE", False):
        return True
    flag = getattr(settings, "MAINTENANCE_FILE", None)
    return flag is not None and Path(flag).exists()


class MaintenanceMiddleware:
    """Answers 503 with `Retry-After` (seconds) while the switch is on. Put it above sessions: it touches nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_ALWAYS_OPEN) or not is_in_maintenance():
            return self.get_response(request)
        response = static_page(request, "errors/maintenance.html", status=503)
        response["Retry-After"] = str(_RETRY_AFTER_S)
        return response
