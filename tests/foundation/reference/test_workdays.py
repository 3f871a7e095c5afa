from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core.clock import LOCAL_ZONE
from yuzhengdai.foundation.reference import workdays


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def test_holidays_and_exchanged_weekends_of_a_known_year() -> None:
    assert not workdays.is_workday(date(2026, 10, 1))
    assert workdays.is_workday(date(2026, 2, 14))  # a Saturday worked before the Spring Festival of 2026
    assert not workdays.is_workday(date(2026, 3, 21))
    assert workdays.is_workday(date(2026, 3, 20))


def test_unknown_year_is_monday_to_friday_and_the_operator_wins() -> None:
    assert not workdays.is_year_known(2090)
    assert workdays.is_year_known(2026)
    assert workdays.is_workday(date(2090, 10, 2))  # a Monday
    assert not workdays.is_workday(date(2090, 10, 1))  # a Sunday
    assert not workdays.is_workday(date(2090, 10, 2), {date(2090, 10, 2): False})
    assert workdays.is_workday(date(2026, 3, 21), {date(2026, 3, 21): True})


@pytest.mark.parametrize(
    ("start", "days", "deadline"),
    [
        ("2026-03-19T15:00", 1, "2026-03-20T18:00"),
        ("2026-03-19T23:59", 1, "2026-03-20T18:00"),
        ("2026-03-20T09:00", 1, "2026-03-23T18:00"),  # Friday
        ("2026-03-21T09:00", 1, "2026-03-23T18:00"),  # Saturday
        ("2026-03-20T09:00", 5, "2026-03-27T18:00"),
        ("2026-09-30T10:00", 1, "2026-10-08T18:00"),  # over the National Day holidays
    ],
)
def test_deadlines_end_at_18_of_a_working_day(start: str, days: int, deadline: str) -> None:
    assert workdays.add_working_days(at(start), days) == at(deadline)
    assert workdays.add_working_days(at(start), days).tzinfo == UTC


def test_a_deadline_is_at_least_a_day_away() -> None:
    with pytest.raises(ValueError, match="at least one"):
        workdays.add_working_days(at("2026-03-20T09:00"), 0)
    with pytest.raises(ValueError, match="naive"):
        workdays.add_working_days(datetime(2026, 3, 20), 1)


def test_working_seconds() -> None:
    between = workdays.working_seconds_between
    assert between(at("2026-03-20T11:40"), at("2026-03-20T18:00")) == 6 * 3600 + 20 * 60
    assert between(at("2026-03-20T17:00"), at("2026-03-23T10:00")) == 2 * 3600
    assert between(at("2026-03-21T08:00"), at("2026-03-22T20:00")) == 0
    assert between(at("2026-03-23T10:00"), at("2026-03-20T17:00")) == -2 * 3600
    assert between(at("2026-03-20T00:00"), at("2026-03-21T00:00")) == workdays.WORKING_DAY_S


def test_a_deadline_moves_by_the_working_time_it_stood_still() -> None:
    deadline = at("2026-03-20T18:00")
    assert workdays.add_working_seconds(deadline, 0) == deadline
    assert workdays.add_working_seconds(deadline, 3600) == at("2026-03-23T10:00")
    assert workdays.add_working_seconds(deadline, workdays.WORKING_DAY_S) == at("2026-03-23T18:00")


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(LOCAL_ZONE)).map(
    lambda value: value.replace(microsecond=0)
)


@given(instants, st.integers(0, 400_000))
def test_adding_and_measuring_agree(start: datetime, seconds: int) -> None:
    end = workdays.add_working_seconds(start, seconds)
    assert workdays.working_seconds_between(start, end) == seconds


@given(instants, st.integers(1, 30))
def test_more_days_never_end_earlier(start: datetime, days: int) -> None:
    deadline = workdays.add_working_days(start, days)
    assert deadline < workdays.add_working_days(start, days + 1)
    assert deadline - start >= timedelta(hours=18)
