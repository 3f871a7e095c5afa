"""The promise clock 「135」: working days in which an institution acts; stricter per product, stopped while 待补件.

1: 受理 or 不予受理 after 提交. 3: 尽调反馈 (the file goes to 审批) after 受理. 5: 授信意见 after 受理. Being late sets a flag and
escalates; it never ends an application.
"""

from __future__ import annotations

from datetime import date, datetime, time

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.core.clock import LOCAL_ZONE
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import (
    add_working_days,
    add_working_seconds,
    working_seconds_between,
)

SUPPLEMENT_DAYS = 10
"""Working days an enterprise has for a supplement when the officer names no date."""


def institution_deadline(application: Application, *, state: str, at: datetime) -> datetime | None:
    """Until when the institution promises to act in ``state``, entered at ``at``; None where no promise runs."""
    overrides = calendar_overrides()
    version = application.product_version
    if state == S.SUBMITTED:
        return add_working_days(application.submitted_at or at, version.acceptance_days, overrides)
    days = {
        S.ACCEPTED.value: version.due_diligence_days,
        S.DUE_DILIGENCE.value: version.due_diligence_days,
        S.APPROVING.value: version.decision_days,
    }.get(state)
    if days is None:
        return None
    due_at = add_working_days(application.accepted_at or at, days, overrides)
    return add_working_seconds(due_at, application.clock_paused_s, overrides)


def supplement_deadline(at: datetime, days: int = SUPPLEMENT_DAYS) -> datetime:
    """Until when the enterprise may supplement; the file is closed afterwards."""
    return add_working_days(at, days, calendar_overrides())


def end_of_day(day: date) -> datetime:
    """The last second of a day in Henan: until when something named by a date holds."""
    return datetime.combine(day, time(23, 59, 59), LOCAL_ZONE)


def clock_stop(application: Application, *, at: datetime) -> None:
    """待补件: the deadline stands still."""
    application.clock_stopped_at = at
    application.clock_stopped_due_at = application.due_at


def clock_resume(application: Application, *, at: datetime) -> datetime | None:
    """The institution's deadline after a supplement: moved by the working time that was waited."""
    stopped_at, due_at = application.clock_stopped_at, application.clock_stopped_due_at
    application.clock_stopped_at = application.clock_stopped_due_at = None
    if stopped_at is None or due_at is None:
        return due_at
    overrides = calendar_overrides()
    waited = max(0, working_seconds_between(stopped_at, at, overrides))
    application.clock_paused_s += waited
    return add_working_seconds(due_at, waited, overrides)
