"""Working days of China and the promise clock that counts in them. Pure: overrides are passed in.

Which days are worked: the operator's table first, then the kept library where it knows the year (holidays and
the weekends worked in exchange), else Monday to Friday without the holidays that the law fixes by date. A working
day runs from 09:00 to 18:00 in Henan. The day a period starts is not counted (Civil Code, article 201), and a period
of days ends when its last working day ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar

from yuzhengdai.foundation.core.clock import LOCAL_ZONE

#: Day → whether it is worked; from the operator's table.
Overrides = Mapping[date, bool]

NO_OVERRIDES: Overrides = MappingProxyType({})
DAY_STARTS = time(9, 0)
DAY_ENDS = time(18, 0)
#: Seconds of one working day.
WORKING_DAY_S = 9 * 3600

_FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""(month, day) free in every year: 《全国年节及纪念日放假办法》 article 2, as of 2025. Those of the lunar calendar and 清明
move; they and the days worked in exchange come with the yearly announcement or the operator's table."""

_ANNOUNCED_BY_MONTH = 11
"""By November the State Council has announced the holidays of the next year."""

_FREED_AT_LEAST = 5
"""The Spring Festival alone frees that many days from Monday to Friday; a single day off is not the announcement."""

_ONE_DAY = timedelta(days=1)


def is_workday(day: date, overrides: Overrides = NO_OVERRIDES) -> bool:
    """Whether a day is worked."""
    if day in overrides:
        return overrides[day]
    return _is_workday_by_law(day)


@lru_cache(maxsize=4096)
def _is_workday_by_law(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The State Council announces a year's holidays in the autumn before; the library then lags.
        return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


def is_year_known(year: int) -> bool:
    """Whether the library knows the holidays of a year; if not, the operator is to fill the table."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def years_to_fill(day: date, overrides: Overrides = NO_OVERRIDES) -> list[int]:
    """Years whose holidays an operator has to enter now: this one, from November on the next one too.

    A year counts as filled once the table frees ``_FREED_AT_LEAST`` days that would be worked by the rules above.
    """
    years = [day.year, day.year + 1] if day.month >= _ANNOUNCED_BY_MONTH else [day.year]
    return [year for year in years if not is_year_known(year) and not _is_filled(year, overrides)]


def _is_filled(year: int, overrides: Overrides) -> bool:
    freed = [day for day, is_working in overrides.items() if day.year == year and not is_working]
    return sum(_is_workday_by_law(day) for day in freed) >= _FREED_AT_LEAST


def next_workday(day: date, overrides: Overrides = NO_OVERRIDES) -> date:
    """The first working day after a day."""
    day += _ONE_DAY
    while not is_workday(day, overrides):
        day += _ONE_DAY
    return day


def add_working_days(start_at: datetime, days: int, overrides: Overrides = NO_OVERRIDES) -> datetime:
    """The deadline ``days`` working days after an instant: 18:00 in Henan, aware, in UTC.

    Handed in on a Friday or a Saturday, one working day means Monday 18:00. ``ValueError`` below one day.
    """
    if days < 1:
        raise ValueError("a deadline is at least one working day away")
    day = _local(start_at).date()
    for _ in range(days):
        day = next_workday(day, overrides)
    return _at(day, DAY_ENDS)


def working_seconds_between(start_at: datetime, end_at: datetime, overrides: Overrides = NO_OVERRIDES) -> int:
    """Seconds of working time from ``start_at`` to ``end_at``; negative when the end comes first."""
    if end_at < start_at:
        return -working_seconds_between(end_at, start_at, overrides)
    total = 0
    for opens_at, closes_at in _working_spans(start_at, overrides):
        if opens_at >= end_at:
            break
        total += max(0, int((min(closes_at, end_at) - max(opens_at, start_at)).total_seconds()))
    return total


def add_working_seconds(start_at: datetime, seconds: int, overrides: Overrides = NO_OVERRIDES) -> datetime:
    """The instant at which so much working time has passed; in UTC.

    For moving a deadline by the time an application waited as 待补件: ``add_working_seconds(deadline,
    waited)``. A result at the very end of a working day stays there (18:00, not 09:00 of the next).
    ``ValueError`` below zero.
    """
    if seconds < 0:
        raise ValueError("working time runs forward")
    if seconds == 0:
        return start_at.astimezone(UTC)
    left = timedelta(seconds=seconds)
    for opens_at, closes_at in _working_spans(start_at, overrides):
        begins_at = max(opens_at, start_at)
        if begins_at + left <= closes_at:
            return (begins_at + left).astimezone(UTC)
        left -= max(closes_at - begins_at, timedelta(0))
    raise AssertionError("working days never end")


def _working_spans(start_at: datetime, overrides: Overrides) -> Iterator[tuple[datetime, datetime]]:
    """Endless (opens, closes) of the working days from the day of ``start_at`` on."""
    day = _local(start_at).date()
    while True:
        if is_workday(day, overrides):
            yield _at(day, DAY_STARTS), _at(day, DAY_ENDS)
        day += _ONE_DAY


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, LOCAL_ZONE).astimezone(UTC)


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no place on the time line")
    return instant.astimezone(LOCAL_ZONE)
