"""退回补件: the clock stops until the enterprise has supplemented, at the latest on the day named."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from yuzhengdai.domain.applications.clock import supplement_deadline
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH, Errors, check_day
from yuzhengdai.domain.applications.services.officers import acting_officer, take_if_free
from yuzhengdai.domain.applications.services.step import Step, application_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, local, now, today

LONGEST_DAYS = 90


def supplement_day_default() -> date:
    """The last day of the usual ten working days."""
    return local(supplement_deadline(now())).date()


def application_return(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str, until_on: date | None
) -> Application:
    """Say what is missing (``note``) and until when (``until_on``, that whole day). Raises FieldErrors."""
    officer = acting_officer(actor)
    errors = Errors()
    missing = errors.text("note", note, "需要补充的内容", NOTE_LENGTH)
    first, last = today() + timedelta(days=1), today() + timedelta(days=LONGEST_DAYS)
    check_day(errors, "until_on", until_on, "补件期限", first=first, last=last)
    errors.raise_if_any()
    until = until_on or last
    return application_step(
        actor=actor,
        application_id=application_id,
        step=Step(
            "return",
            note=missing,
            due_at=datetime.combine(until, time(23, 59, 59), LOCAL_ZONE),
            work=lambda row: take_if_free(row, officer),
        ),
        expected_version=expected_version,
    )
