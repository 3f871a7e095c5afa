"""/healthz and /readyz, answered before hosts, redirects and sessions come into it.

`/healthz`: the process answers. `/readyz`: the database answers and all migrations are applied, 503 where either fails. Which of
them, and the time of the worker's last sign of life, is told on this machine alone (`curl 127.0.0.1:8000/readyz`): what came
through a proxy, or from elsewhere, hears the status and nothing more.
"""

import ipaddress
import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from yuzhengdai.foundation.core import clock

logger = logging.getLogger(__name__)
WORKER_SILENT_AFTER_SECONDS = 120


class HealthMiddleware:
    """Answers the two addresses; passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Set once all migrations were seen applied: they do not go away while this process runs.
        self.is_migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a health question or pass the request on."""
        if request.path_info == "/healthz":
            return _answer({"status": "ok"}, 200)
        if request.path_info == "/readyz":
            return self._ready(is_told_all=_is_from_here(request))
        return self.get_response(request)

    def _ready(self, *, is_told_all: bool) -> HttpResponse:
        state: dict[str, Any] = {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
        try:
            connection.ensure_connection()
            state["database"] = "ok"
            self.is_migrated = self.is_migrated or _is_migrated()
            state["migrations"] = "ok" if self.is_migrated else "missing"
            if self.is_migrated:
                state["worker"] = _worker_state()
        except DatabaseError:
            logger.exception("readiness: the database does not answer")
        is_ready = self.is_migrated and state["database"] == "ok"
        told = {"status": "ok" if is_ready else "not ready", **(state if is_told_all else {})}
        return _answer(told, 200 if is_ready else 503)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether somebody asks on this machine, without a proxy in between."""
    headers = (
        "HTTP_X_FORWARDED_FOR",
        "HTTP_FORWARDED",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_VIA",
        "HTTP_X_REAL_IP",
    )
    try:
        is_here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_here and not any(name in request.META for name in headers)


def _answer(content: dict[str, Any], status: int) -> HttpResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _worker_state() -> str:
    if not apps.is_installed("yuzhengdai.foundation.core"):
        return "unknown"
    last = (
        apps.get_model("core", "Heartbeat")
        .objects.order_by("-seen_at")
        .values_list("seen_at", flat=True)
        .first()
    )
    if last is None:
        return "never seen"
    seconds = int((clock.now() - last).total_seconds())
    return f"{'ok' if seconds <= WORKER_SILENT_AFTER_SECONDS else 'silent'}, seen {seconds} s ago"
