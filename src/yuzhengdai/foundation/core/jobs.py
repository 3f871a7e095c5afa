"""Background jobs: registered in AppConfig.ready, run by ``manage.py worker``.

A job is a function that does one small batch and returns how many things it did; a full batch makes the worker call it again
at once. Jobs must bear being run by two workers at the same moment (row leases or ``core.locks``) and being killed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """``every_s``: how long to rest after a run that found nothing."""

    name: str
    every_s: float
    run: Callable[[], int]


_jobs: dict[str, Job] = {}


def register(name: str, *, every_s: float, run: Callable[[], int]) -> None:
    """Add a job; the same name again replaces it."""
    _jobs[name] = Job(name=name, every_s=every_s, run=run)


def jobs() -> tuple[Job, ...]:
    return tuple(_jobs.values())
