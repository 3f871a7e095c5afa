"""Questions put to outside systems and model processes, counted where no answer of theirs is stored: for limits and for 运行状态.

A row says what was asked, by whom and whether something came back; never what was asked about. Rows live KEPT.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.core.models import OutsideCall

KEPT = timedelta(days=7)
_BATCH = 1000
_BUSY = "_busy"
_BAD_PICTURE = "_bad_picture"
"""Ends of codes: turned away before any work was done; an answer about the picture, not a silence."""


@dataclass(frozen=True, slots=True)
class CallCount:
    """Of one kind within KEPT; ``last_why`` is the code of the last silence."""

    asked: int
    silent: int
    last_answer_at: datetime | None
    last_silence_at: datetime | None
    last_why: str


@contextmanager
def outside_call(kind: str, *, by: UUID | None = None) -> Iterator[None]:
    """Count the question asked inside, before it is asked. To be used outside of any transaction, as every question."""
    row = OutsideCall.objects.create(kind=kind, by=by)
    try:
        yield
    except ExternalError as error:
        _settle(row, error)
        raise
    _settle(row, None)


@contextmanager
def silence_noted(kind: str) -> Iterator[None]:
    """Count only what stays without an answer, where questions are too many to count each."""
    try:
        yield
    except ExternalError as error:
        if not error.code.endswith(_BAD_PICTURE):
            OutsideCall.objects.create(kind=kind, result=OutsideCall.Result.SILENT, why=error.code[:60])
        raise


def calls_wait_s(kind: str, *, by: UUID, at_most: int, within: timedelta) -> int:
    """Seconds until this user may ask again, 0 for now. Who was turned away because it was busy has used nothing up."""
    mine = OutsideCall.objects.filter(kind=kind, by=by, created_at__gt=now() - within)
    times = mine.exclude(why__endswith=_BUSY).order_by("-created_at").values_list("created_at", flat=True)
    newest = list(times[:at_most])
    return 0 if len(newest) < at_most else int((newest[-1] + within - now()).total_seconds()) + 1


def calls_counts() -> dict[str, CallCount]:
    """Kind → count. One query, and one for each kind that was ever silent."""
    answered, silent = Q(result=OutsideCall.Result.ANSWERED), Q(result=OutsideCall.Result.SILENT)
    rows = (
        OutsideCall.objects.filter(created_at__gt=now() - KEPT)
        .values("kind")
        .annotate(
            asked=Count("pk"),
            silences=Count("pk", filter=silent),
            answer_at=Max("created_at", filter=answered),
            silence_at=Max("created_at", filter=silent),
        )
        .order_by("kind")
    )
    return {
        row["kind"]: CallCount(
            row["asked"],
            row["silences"],
            row["answer_at"],
            row["silence_at"],
            _last_why(row["kind"]) if row["silences"] else "",
        )
        for row in rows
    }


def calls_purge() -> int:
    """Delete a batch of old rows; returns how many."""
    old = OutsideCall.objects.filter(created_at__lt=now() - KEPT).values_list("pk", flat=True)[:_BATCH]
    return OutsideCall.objects.filter(pk__in=list(old)).delete()[0]


def _last_why(kind: str) -> str:
    found = OutsideCall.objects.filter(kind=kind, result=OutsideCall.Result.SILENT).order_by("-created_at")
    return found.values_list("why", flat=True).first() or ""


def _settle(row: OutsideCall, error: ExternalError | None) -> None:
    row.result = OutsideCall.Result.ANSWERED
    if error is not None and not error.code.endswith(_BAD_PICTURE):
        row.result, row.why = OutsideCall.Result.SILENT, error.code[:60]
    row.save(update_fields=["result", "why"])
