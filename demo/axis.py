"""Working time as one axis: so many working seconds before the load day ↔ an instant. What officers do happens on it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from demo.seed import LoadDay
from yuzhengdai.foundation.core.clock import LOCAL_ZONE
from yuzhengdai.foundation.reference.workdays import WORKING_DAY_S, is_workday

HOUR = 3600
DAYS_BACK = 900


class WorkAxis:
    """Position ``now`` is the load day's 00:00; position 0 lies DAYS_BACK calendar days before."""

    def __init__(self, day: LoadDay) -> None:
        dates = (day.before(DAYS_BACK - number) for number in range(DAYS_BACK))
        self._opens = [
            datetime.combine(date, time(9), LOCAL_ZONE).astimezone(UTC) for date in dates if is_workday(date)
        ]
        self.now = len(self._opens) * WORKING_DAY_S

    def at(self, position: int) -> datetime:
        """The instant of a position before ``now``, in UTC."""
        index, seconds = divmod(min(max(position, 0), self.now - 1), WORKING_DAY_S)
        return self._opens[index] + timedelta(seconds=seconds)
