"""Figures of the platform, computed from its data."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.db.models import Sum

from yuzhengdai.domain.applications.models import Application, CreditApproval
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.models import SiteMark
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import WORKING_DAY_S, working_seconds_between

_KEEP = timedelta(minutes=10)
_SAMPLE = 300
"""The latest opinions that the median is taken of."""

DECISION_DAYS_DEFINITION = (
    f"最近 {_SAMPLE} 笔授信意见，从提交申请到给出意见（同意或未通过）所用工作日的中位数"
)
"""What ``decision_working_days`` says; stands beside the figure wherever it is shown."""


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """The four figures of the home page; ``decision_working_days`` is a median, None while no opinion was given yet."""

    verified_enterprises: int
    institutions: int
    approved_yuan: Decimal
    decision_working_days: Decimal | None
    as_of: datetime


_lock = threading.Lock()
_kept: HomeFigures | None = None
_anew = False
_MARK = "home-figures"


def home_figures() -> HomeFigures:
    """The figures, at most ten minutes old; the same in every process, so that they never jump back on reload.

    Whoever finds them too old computes them and writes them down for all others (one row); a process asks for the row again
    when what it has is ten minutes old, counted from when it was computed, not from when it was read.
    """
    global _kept, _anew
    kept = _kept
    if kept is not None and _is_fresh(kept):
        return kept
    if not _lock.acquire(blocking=kept is None):
        assert kept is not None  # noqa: S101 - only then does acquire not wait
        return kept
    try:
        if _kept is None or _kept is kept:
            _kept = (None if _anew else _written()) or _write(_compute())
            _anew = False
        return _kept
    finally:
        _lock.release()


def forget() -> None:
    """Compute anew on the next question (tests)."""
    global _kept, _anew
    _kept, _anew = None, True


def _is_fresh(figures: HomeFigures) -> bool:
    return timedelta() <= now() - figures.as_of < _KEEP


def _written() -> HomeFigures | None:
    """What some process wrote down, unless it is too old."""
    mark = SiteMark.objects.filter(key=_MARK).first()
    if mark is None:
        return None
    verified, institutions, approved, days = mark.value.split(" ")
    figures = HomeFigures(
        verified_enterprises=int(verified),
        institutions=int(institutions),
        approved_yuan=Decimal(approved),
        decision_working_days=None if days == "-" else Decimal(days),
        as_of=mark.marked_at,
    )
    return figures if _is_fresh(figures) else None


def _write(figures: HomeFigures) -> HomeFigures:
    days = "-" if figures.decision_working_days is None else str(figures.decision_working_days)
    value = f"{figures.verified_enterprises} {figures.institutions} {figures.approved_yuan} {days}"
    mark = SiteMark(key=_MARK, value=value, marked_at=figures.as_of)
    SiteMark.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["key"], update_fields=["value", "marked_at"]
    )
    return figures


def _compute() -> HomeFigures:
    approved = CreditApproval.objects.aggregate(total=Sum("approved_amount_yuan"))["total"]
    return HomeFigures(
        verified_enterprises=Enterprise.objects.filter(state=EnterpriseState.VERIFIED).count(),
        institutions=Institution.objects.filter(is_active=True).count(),
        approved_yuan=approved or Decimal(0),
        decision_working_days=_decision_days(),
        as_of=now(),
    )


def _decision_days() -> Decimal | None:
    """Median of the last 授信意见 given, from handing in to approval or refusal, in working days of nine hours.

    Applications not accepted got no opinion and do not count; the time an enterprise took for a supplement does.
    """
    spans = list(
        Application.objects.filter(decision_met_at__isnull=False, submitted_at__isnull=False)
        .order_by("-decision_met_at")
        .values_list("submitted_at", "decision_met_at")[:_SAMPLE]
    )
    if not spans:
        return None
    overrides = calendar_overrides()
    seconds = median(working_seconds_between(start, end, overrides) for start, end in spans if start and end)
    return (Decimal(seconds) / WORKING_DAY_S).quantize(Decimal("0.1"), ROUND_HALF_UP)
