"""How often a counter may begin: so many sessions of one officer on one day, counted from the sessions themselves."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings

from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.errors import RateLimited

SESSION_LIVES = timedelta(minutes=60)
"""From the person's consent to the confirmation; before the consent, CALL_LIVES."""
CALL_LIVES = timedelta(minutes=15)


def day_limit() -> int:
    """Sessions that one officer may begin on one day."""
    return int(settings.COUNTER_DAILY_LIMIT)


def begun_today(*, officer_id: UUID | None) -> int:
    """Sessions begun since midnight here, whatever came of them: each sends codes to somebody's phone."""
    return CounterSession.objects.filter(officer_id=officer_id, created_at__gte=_midnight()).count()


def day_limit_require(*, officer_id: UUID | None) -> None:
    """Raises RateLimited when today's are used up."""
    if begun_today(officer_id=officer_id) < day_limit():
        return
    left = _midnight() + timedelta(days=1) - now()
    raise RateLimited(
        int(left.total_seconds()) + 1,
        code="counter.day_limit",
        sentence=f"您今天已办理 {day_limit()} 次，达到每人每天的上限。请明天再办，或由其他有权限的人员办理。",
    )


def _midnight() -> datetime:
    here = local(now())
    return datetime.combine(here.date(), time.min, tzinfo=here.tzinfo)
