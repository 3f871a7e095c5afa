"""/healthz and /readyz, answered before hosts, redirects and sessions come into it.

`/healthz`: the process answers. `/readyz`: the database answers, all migrations are applied, the time of the worker's
last sign of life is told (503 where the first two fail; a silent worker is told, yet pages can be served without it).
"""

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
            return self._ready()
        return self.get_response(request)

    def _ready(self) -> HttpResponse:
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
        return _answer({"status": "ok" if is_ready else "not ready", **state}, 200 if is_ready else 503)


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
