"""退回补件: the clock stops until the enterprise has supplemented, at the latest on the day named."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from yuzhengdai.domain.applications.clock import end_of_day, supplement_deadline
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH, check_day, given
from yuzhengdai.domain.applications.services.officers import acting_officer, take_if_free
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local, now, today
from yuzhengdai.foundation.core.collecting import Errors

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
    with application_step(
        actor=actor,
        application_id=application_id,
        action="return",
        expected_version=expected_version,
        note=missing,
    ) as step:
        take_if_free(step.application, officer)
        step.due_at = end_of_day(given(until_on))
    return step.application
