"""``manage.py worker``: sends messages, seals the audit log, keeps the clocks."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yuzhengdai.foundation.core.jobs import jobs
from yuzhengdai.foundation.core.worker import Worker


class Command(BaseCommand):
    """Run until SIGTERM or SIGINT; ``--once`` runs every job one time and returns."""

    help = "Run background jobs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every job once and return")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        worker = Worker(stop=stop)
        if options["once"]:
            worker.run_due()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        names = ", ".join(job.name for job in jobs())
        self.stdout.write(f"worker: {names}")
        worker.run_forever()
