"""Reading the operator's table of working days."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.db.models import QuerySet

from yuzhengdai.foundation.reference.models import CalendarOverride

_CACHE_KEY = "reference.calendar"
_CACHE_S = 60


def calendar_overrides() -> dict[date, bool]:
    """Day → is it a working day, as the operator declared; cached for a minute."""
    found: dict[date, bool] | None = cache.get(_CACHE_KEY)
    if found is None:
        found = dict(CalendarOverride.objects.values_list("day", "is_working"))
        cache.set(_CACHE_KEY, found, _CACHE_S)
    return found


def forget_calendar() -> None:
    """Read the table anew at the next question."""
    cache.delete(_CACHE_KEY)


def calendar_days() -> QuerySet[CalendarOverride]:
    """The table, the latest day first."""
    return CalendarOverride.objects.order_by("-day")
