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
    assert workdays.is_workday(date(2090, 10, 9))  # a Monday
    assert not workdays.is_workday(date(2090, 10, 8))  # a Sunday
    assert not workdays.is_workday(date(2090, 10, 9), {date(2090, 10, 9): False})
    assert workdays.is_workday(date(2026, 3, 21), {date(2026, 3, 21): True})


@pytest.mark.parametrize("year", [2027, 2029, 2032, 2090])
def test_holidays_fixed_by_law_are_free_before_they_are_announced(year: int) -> None:
    for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        assert not workdays.is_workday(date(year, month, day)), (year, month, day)
    worked = [date(year, 1, 4 + n) for n in range(7)]
    assert sum(workdays.is_workday(day) for day in worked) == 5
    assert workdays.is_workday(
        date(year, 5, 1), {date(year, 5, 1): True}
    )  # the operator's table wins here too


def test_a_promise_over_the_turn_of_a_year_not_announced() -> None:
    # Thursday 31 December 2026: 1 January is free, Monday the 4th is the first working day of 2027.
    assert workdays.add_working_days(at("2026-12-31T10:00"), 1) == at("2027-01-04T18:00")
    # Friday 30 April 2027: 1 and 2 May are a weekend, Monday is worked as long as nothing else is announced.
    assert workdays.add_working_days(at("2027-04-30T10:00"), 1) == at("2027-05-03T18:00")
    # Thursday 30 September 2027: 1 October is a Friday, 2 and 3 the weekend.
    assert workdays.add_working_days(at("2027-09-30T10:00"), 2) == at("2027-10-05T18:00")
    assert workdays.working_seconds_between(at("2026-12-31T18:00"), at("2027-01-04T09:00")) == 0


def test_the_next_year_is_to_be_filled_from_november_on() -> None:
    assert workdays.years_to_fill(date(2026, 10, 31)) == []
    assert workdays.years_to_fill(date(2026, 11, 1)) == [2027]
    assert workdays.years_to_fill(date(2027, 3, 1)) == [2027]
    assert workdays.years_to_fill(date(2027, 12, 1)) == [2027, 2028]
    assert workdays.years_to_fill(date(2025, 12, 1)) == []
    spring = {date(2027, 2, day): False for day in (5, 8, 9, 10, 11)}  # a Friday, Monday to Thursday
    assert workdays.years_to_fill(date(2026, 11, 1), spring) == []
    one_day = {date(2027, 2, 8): False}
    assert workdays.years_to_fill(date(2026, 11, 1), one_day) == [2027]
    # A day worked in exchange, a weekend or a holiday that the law fixes anyway is not the announcement.
    assert workdays.years_to_fill(date(2026, 11, 1), {date(2027, 2, 6): True}) == [2027]
    assert workdays.years_to_fill(date(2026, 11, 1), {date(2027, 1, 1): False, date(2027, 1, 2): False}) == [
        2027
    ]


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
