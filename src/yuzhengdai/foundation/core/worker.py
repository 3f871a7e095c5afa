"""The loop that runs registered jobs until it is told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

from yuzhengdai.foundation.core.clock import monotonic, now
from yuzhengdai.foundation.core.jobs import Job, jobs
from yuzhengdai.foundation.core.models import Heartbeat

logger = logging.getLogger(__name__)

HEARTBEAT_NAME = "worker"
_HEARTBEAT_S = 10.0
_REST_AFTER_ERROR_S = 5.0
_MAX_IN_A_ROW = 50


class Worker:
    """Runs each job when it is due; a failing job rests and never stops the others."""

    def __init__(self, *, stop: threading.Event, wait: Callable[[float], object] | None = None) -> None:
        self.stop = stop
        self._wait = wait or stop.wait
        self._due_at: dict[str, float] = {}
        self._beat_at = 0.0

    def run_forever(self) -> None:
        """Until ``stop`` is set; the job under way is finished first."""
        while not self.stop.is_set():
            close_old_connections()
            next_at = self.run_due()
            self._wait(max(0.05, min(1.0, next_at - monotonic())))

    def run_due(self) -> float:
        """Run what is due once; returns the monotonic instant at which the next job is due."""
        self._beat()
        for job in jobs():
            if self.stop.is_set():
                break
            if monotonic() >= self._due_at.get(job.name, 0.0):
                self._due_at[job.name] = monotonic() + self._run(job)
        return min(self._due_at.values(), default=monotonic() + 1.0)

    def _run(self, job: Job) -> float:
        try:
            for _ in range(_MAX_IN_A_ROW):
                if job.run() == 0 or self.stop.is_set():
                    break
        except Exception:
            # One job's fault, a lost database included, must not stop the others: it is logged and tried again.
            logger.exception("job failed", extra={"job": job.name})
            return max(_REST_AFTER_ERROR_S, job.every_s)
        return job.every_s

    def _beat(self) -> None:
        if monotonic() < self._beat_at:
            return
        try:
            Heartbeat.objects.update_or_create(name=HEARTBEAT_NAME, defaults={"seen_at": now()})
            self._beat_at = monotonic() + _HEARTBEAT_S
        except Exception:
            logger.exception("heartbeat failed")
