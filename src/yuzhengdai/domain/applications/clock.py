"""The promise clock 「135」: working days in which an institution acts; stricter per product, stopped while 待补件.

1: 受理 or 不予受理 after 提交. 3: 尽调反馈 (the file goes to 审批) after 受理. 5: 授信意见 after 受理. Being late sets a flag and
escalates; it never ends an application.

Each stage's deadline and the instant it was met are written into the row when they happen and are never worked out again:
a later supplement, another calendar or another version of the product changes nothing about a promise that was kept or broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

from yuzhengdai.domain.applications.enums import ENDED_STATES, PromiseStage
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, now
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import (
    add_working_days,
    add_working_seconds,
    working_seconds_between,
)

SUPPLEMENT_DAYS = 10
"""Working days an enterprise has for a supplement when the officer names no date."""

_STAGE_OF_STATE = {
    S.SUBMITTED: PromiseStage.ACCEPTANCE,
    S.ACCEPTED: PromiseStage.DUE_DILIGENCE,
    S.DUE_DILIGENCE: PromiseStage.DUE_DILIGENCE,
    S.APPROVING: PromiseStage.DECISION,
}
_MET_BY_REACHING = {
    S.ACCEPTED: (PromiseStage.ACCEPTANCE,),
    S.DECLINED: (PromiseStage.ACCEPTANCE,),
    S.APPROVING: (PromiseStage.DUE_DILIGENCE,),
    S.APPROVED: (PromiseStage.DECISION,),
    # A refusal out of 尽调 is the feedback and the opinion in one.
    S.REJECTED: (PromiseStage.DUE_DILIGENCE, PromiseStage.DECISION),
}


class PromiseState(Enum):
    """How a promise stands; sites put it into words."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    STOPPED = "stopped"
    OVERDUE = "overdue"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    ENDED_OVERDUE = "ended_overdue"
    """The application ended after the deadline, without an answer."""
    ENDED = "ended"
    """The application ended before the deadline; nothing was owed yet."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One stage: the working days promised, the stored deadline and the instant it was met, and how it stands."""

    stage: PromiseStage
    days: int
    due_at: datetime | None
    met_at: datetime | None
    state: PromiseState


def promises_of(application: Application) -> list[Promise]:
    """受理, 尽调反馈, 授信意见 in this order, as stored."""
    return [
        Promise(
            stage=stage,
            days=_days(application, stage),
            due_at=_due_at(application, stage),
            met_at=_met_at(application, stage),
            state=_state(application, stage),
        )
        for stage in PromiseStage
    ]


def deadlines_expected(application: Application) -> list[tuple[PromiseStage, int, datetime]]:
    """(stage, working days, deadline): the stored ones, and for stages not begun what follows when 受理 takes all of its time."""
    overrides = calendar_overrides()
    accepted_at = _due_at(application, PromiseStage.ACCEPTANCE) or add_working_days(
        application.submitted_at or now(), application.product_version.acceptance_days, overrides
    )
    found = []
    for stage in PromiseStage:
        days = _days(application, stage)
        expected = (
            accepted_at
            if stage == PromiseStage.ACCEPTANCE
            else add_working_days(accepted_at, days, overrides)
        )
        found.append((stage, days, _due_at(application, stage) or expected))
    return found


def clock_move(application: Application, *, source: str, target: str, at: datetime) -> None:
    """Write the deadlines that begin with this step and the stages it meets, stop the clock or let it go on."""
    if target == S.RETURNED:
        application.clock_stopped_at = at
        return
    if source == S.RETURNED:
        _go_on(application, at)
    if target == S.SUBMITTED and source == S.DRAFT:
        _begin(application, PromiseStage.ACCEPTANCE, at)
    if target == S.ACCEPTED and source == S.SUBMITTED:
        _begin(application, PromiseStage.DUE_DILIGENCE, at)
        _begin(application, PromiseStage.DECISION, at)
    if source != S.RETURNED:
        for stage in _MET_BY_REACHING.get(S(target), ()):
            if _due_at(application, stage) is not None and _met_at(application, stage) is None:
                setattr(application, f"{stage.value}_met_at", at)


def institution_deadline(application: Application, *, state: str) -> datetime | None:
    """Until when the institution promises to act in ``state``; None where no promise runs."""
    stage = _STAGE_OF_STATE.get(S(state))
    return None if stage is None else _due_at(application, stage)


def supplement_deadline(at: datetime, days: int = SUPPLEMENT_DAYS) -> datetime:
    """Until when the enterprise may supplement; the file is closed afterwards."""
    return add_working_days(at, days, calendar_overrides())


def end_of_day(day: date) -> datetime:
    """The last second of a day in Henan: until when something named by a date holds."""
    return datetime.combine(day, time(23, 59, 59), LOCAL_ZONE)


def _begin(application: Application, stage: PromiseStage, at: datetime) -> None:
    due_at = add_working_days(at, _days(application, stage), calendar_overrides())
    setattr(application, f"{stage.value}_due_at", due_at)


def _go_on(application: Application, at: datetime) -> None:
    """The running stages move by the working time that was waited; a stage already met keeps its deadline."""
    stopped_at, application.clock_stopped_at = application.clock_stopped_at, None
    if stopped_at is None:
        return
    overrides = calendar_overrides()
    waited = max(0, working_seconds_between(stopped_at, at, overrides))
    for stage, due_at in _running(application):
        setattr(application, f"{stage.value}_due_at", add_working_seconds(due_at, waited, overrides))


def _running(application: Application) -> Iterator[tuple[PromiseStage, datetime]]:
    for stage in PromiseStage:
        due_at = _due_at(application, stage)
        if due_at is not None and _met_at(application, stage) is None:
            yield stage, due_at


def _state(application: Application, stage: PromiseStage) -> PromiseState:
    due_at, met_at = _due_at(application, stage), _met_at(application, stage)
    if due_at is None:
        return PromiseState.ENDED if application.state in ENDED_STATES else PromiseState.NOT_STARTED
    if met_at is not None:
        return PromiseState.KEPT if met_at <= due_at else PromiseState.KEPT_LATE
    if application.ended_at is not None:
        return PromiseState.ENDED_OVERDUE if due_at < application.ended_at else PromiseState.ENDED
    if application.clock_stopped_at is not None:
        return PromiseState.STOPPED if application.clock_stopped_at <= due_at else PromiseState.OVERDUE
    return PromiseState.RUNNING if now() <= due_at else PromiseState.OVERDUE


def _days(application: Application, stage: PromiseStage) -> int:
    days: int = getattr(application.product_version, f"{stage.value}_days")
    return days


def _due_at(application: Application, stage: PromiseStage) -> datetime | None:
    due_at: datetime | None = getattr(application, f"{stage.value}_due_at")
    return due_at


def _met_at(application: Application, stage: PromiseStage) -> datetime | None:
    met_at: datetime | None = getattr(application, f"{stage.value}_met_at")
    return met_at
