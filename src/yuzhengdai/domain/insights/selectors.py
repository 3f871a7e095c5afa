"""Figures of the platform, computed from its data."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from django.db.models import Sum

from yuzhengdai.domain.applications.models import Application, CreditApproval
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import WORKING_DAY_S, working_seconds_between

_KEEP_S = 600.0
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
_kept: tuple[float, HomeFigures] | None = None


def home_figures() -> HomeFigures:
    """The figures, at most ten minutes old."""
    global _kept
    kept = _kept
    if kept is not None and time.monotonic() - kept[0] < _KEEP_S:
        return kept[1]
    if not _lock.acquire(blocking=kept is None):
        assert kept is not None  # noqa: S101 - only then does acquire not wait
        return kept[1]
    try:
        if _kept is None or _kept is kept:
            _kept = (time.monotonic(), _compute())
        return _kept[1]
    finally:
        _lock.release()


def forget() -> None:
    """Compute anew on the next question (tests)."""
    global _kept
    _kept = None


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
