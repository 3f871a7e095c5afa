"""The promise clock as facts (「135」): stored when they happen, shown as stored. Every expected instant is worked out by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests import factories
from tests.domain.applications.applying import applicant, opened, product, submit
from yuzhengdai.domain.applications.clock import PromiseState, promises_of
from yuzhengdai.domain.applications.models import Application, DueDiligenceNote
from yuzhengdai.domain.applications.services.step import application_step_plain
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, FrozenClock, frozen, local
from yuzhengdai.foundation.reference.models import CalendarOverride
from yuzhengdai.foundation.reference.selectors import forget_calendar
from yuzhengdai.sites.member.applications.detail import promise_rows

pytestmark = pytest.mark.django_db

KEPT, LATE, RUNNING, STOPPED, OVERDUE, WAITING = (
    PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.RUNNING, PromiseState.STOPPED, PromiseState.OVERDUE, PromiseState.NOT_STARTED
)  # fmt: skip


class Case:
    """One application walked along a hand-written calendar. March and April 2026; 6 April is 清明 (free)."""

    def __init__(self, at: FrozenClock, **version: Any) -> None:
        self.at = at
        self.who = applicant()
        self.row = submit(self.who, opened(self.who, product(version=version)))
        self.officer = factories.officer_actor(factories.officer(institution=self.row.institution))

    def go(self, when: str, action: str) -> None:
        """``when`` as ``03-19 10:00`` in Henan."""
        self.at.move_to(datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL_ZONE))
        is_own = action in {"supplement", "withdraw"}
        actor = factories.enterprise_actor(self.who) if is_own else self.officer
        if action == "approve":
            approver = factories.officer(institution=self.row.institution, role="approver")
            actor = factories.officer_actor(approver)
        self.row = application_step_plain(actor=actor, application_id=self.row.pk, action=action)

    def facts(self) -> list[tuple[str, str, PromiseState]]:
        """(deadline, met, state) of 受理, 尽调反馈, 授信意见, read anew."""
        row = Application.objects.select_related("product_version").get(pk=self.row.pk)
        return [(_short(p.due_at), _short(p.met_at), p.state) for p in promises_of(row)]


def _short(instant: datetime | None) -> str:
    return f"{local(instant):%m-%d %H:%M}" if instant else ""


def test_in_time_all_the_way() -> None:
    with frozen("2026-03-19T10:00") as at:  # a Thursday
        case = Case(at)
        assert case.facts() == [("03-20 18:00", "", RUNNING), ("", "", WAITING), ("", "", WAITING)]
        case.go("03-20 17:00", "accept")
        case.go("03-23 09:00", "start_due_diligence")
        case.go("03-25 18:00", "start_approval")
        case.go("03-27 11:00", "approve")
        assert case.facts() == [
            ("03-20 18:00", "03-20 17:00", KEPT),
            ("03-25 18:00", "03-25 18:00", KEPT),
            ("03-27 18:00", "03-27 11:00", KEPT),
        ]


def test_a_supplement_later_on_changes_nothing_about_stages_already_met() -> None:
    """Late 尽调反馈, timely 受理, then a supplement of four working days in 审批中: only 授信意见 moves."""
    with frozen("2026-03-19T10:00") as at:
        case = Case(at)
        case.go("03-20 17:00", "accept")
        case.go("03-23 09:00", "start_due_diligence")
        case.go("03-26 09:00", "start_approval")
        case.go("03-26 18:00", "return")
        assert [state for *_, state in case.facts()] == [KEPT, LATE, STOPPED]
        case.go("04-01 18:00", "supplement")
        assert _short(case.row.due_at) == "04-02 18:00"
        case.go("04-02 17:59", "approve")
        assert case.facts() == [
            ("03-20 18:00", "03-20 17:00", KEPT),
            ("03-25 18:00", "03-26 09:00", LATE),
            ("04-02 18:00", "04-02 17:59", KEPT),
        ]


def test_a_supplement_before_acceptance_moves_the_acceptance_alone() -> None:
    with frozen("2026-03-19T10:00") as at:
        case = Case(at)
        case.go("03-20 09:00", "return")
        assert case.facts()[0] == ("03-20 18:00", "", STOPPED)
        case.go("03-24 09:00", "supplement")  # two working days: Friday, Monday
        assert case.facts()[0] == ("03-24 18:00", "", RUNNING)
        case.go("03-24 18:00", "accept")
        assert case.facts() == [
            ("03-24 18:00", "03-24 18:00", KEPT),
            ("03-27 18:00", "", RUNNING),
            ("03-31 18:00", "", RUNNING),
        ]


def test_two_supplements_one_over_a_holiday() -> None:
    """6 April is a holiday and the weekend before is free: Friday noon to Tuesday noon is one working day."""
    with frozen("2026-03-31T10:00") as at:  # a Tuesday
        case = Case(at)
        case.go("04-01 09:00", "accept")
        assert [due for due, *_ in case.facts()] == ["04-01 18:00", "04-07 18:00", "04-09 18:00"]
        case.go("04-01 09:00", "return")
        case.go("04-02 13:30", "supplement")  # a day and a half
        assert [due for due, *_ in case.facts()] == ["04-01 18:00", "04-09 13:30", "04-13 13:30"]
        case.go("04-03 13:30", "return")
        case.go("04-07 13:30", "supplement")
        assert [due for due, *_ in case.facts()] == ["04-01 18:00", "04-10 13:30", "04-14 13:30"]


def test_waiting_does_not_cure_what_was_late_before() -> None:
    with frozen("2026-03-19T10:00") as at:
        case = Case(at)
        case.go("03-19 11:00", "accept")
        case.go("03-25 10:00", "start_due_diligence")  # due on the 24th
        assert case.facts()[1] == ("03-24 18:00", "", OVERDUE)
        case.go("03-25 11:00", "return")
        assert case.facts()[1] == ("03-24 18:00", "", OVERDUE)
        case.go("03-26 11:00", "supplement")
        assert case.facts()[1] == ("03-25 18:00", "", OVERDUE)
        case.go("03-26 12:00", "start_approval")
        assert case.facts()[1] == ("03-25 18:00", "03-26 12:00", LATE)


def test_refused_and_given_up() -> None:
    with frozen("2026-03-19T10:00") as at:
        declined = Case(at)
        declined.go("03-23 09:00", "decline")
        assert declined.facts()[0] == ("03-20 18:00", "03-23 09:00", LATE)
        assert [state for *_, state in declined.facts()[1:]] == [PromiseState.ENDED, PromiseState.ENDED]
        at.move_to(datetime(2026, 3, 19, 10, tzinfo=LOCAL_ZONE))
        rejected = Case(at)
        rejected.go("03-20 09:00", "accept")
        rejected.go("03-26 09:00", "reject")  # due on the 25th and the 27th
        assert [state for *_, state in rejected.facts()] == [KEPT, LATE, KEPT]
        at.move_to(datetime(2026, 3, 19, 10, tzinfo=LOCAL_ZONE))
        given_up = Case(at)
        given_up.go("03-20 09:00", "accept")
        given_up.go("03-26 09:00", "withdraw")
        assert [state for *_, state in given_up.facts()] == [
            KEPT, PromiseState.ENDED_OVERDUE, PromiseState.ENDED
        ]  # fmt: skip


def test_neither_the_calendar_nor_the_product_changes_a_promise_given() -> None:
    with frozen("2026-03-19T10:00") as at:
        case = Case(at, acceptance_days=1, due_diligence_days=2, decision_days=4)
        case.go("03-20 09:00", "accept")
        before = case.facts()
        assert [due for due, *_ in before] == ["03-20 18:00", "03-24 18:00", "03-26 18:00"]
        CalendarOverride.objects.create(day=datetime(2026, 3, 23).date(), is_working=False)
        forget_calendar()
        ProductVersion.objects.update(due_diligence_days=3, decision_days=5)
        assert case.facts() == before
        case.go("03-24 10:00", "start_due_diligence")
        assert _short(case.row.due_at) == "03-24 18:00"
    forget_calendar()


def test_notes_and_taking_do_not_touch_the_clock() -> None:
    with frozen("2026-03-19T10:00") as at:
        case = Case(at)
        case.go("03-20 09:00", "take")
        case.go("03-20 10:00", "accept")
        before = case.facts()
        DueDiligenceNote.objects.all().delete()
        case.go("03-20 11:00", "note")
        assert case.facts() == before


def test_the_page_words_what_is_stored() -> None:
    """The same way as above, read by the enterprise: the late feedback stays late, the timely acceptance kept."""
    with frozen("2026-03-19T10:00") as at:
        case = Case(at)
        case.go("03-20 17:00", "accept")
        case.go("03-23 09:00", "start_due_diligence")
        case.go("03-26 09:00", "start_approval")
        case.go("03-26 18:00", "return")
        case.go("04-01 18:00", "supplement")
        case.row = Application.objects.select_related("product_version").get(pk=case.row.pk)
        assert promise_rows(case.row) == [
            ("受理　1 个工作日", "按时完成"),
            ("尽调反馈　3 个工作日", "超时完成"),
            ("授信意见　5 个工作日", "明天 18:00 前"),
        ]
