"""尽调: begin, write notes (for the institution alone); what follows is the 授信建议 (propose.py)."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.models import Application, DueDiligenceNote
from yuzhengdai.domain.applications.services.inputs import optional_note
from yuzhengdai.domain.applications.services.officers import acting_officer, take_if_free
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors

DUE_DILIGENCE_LENGTH = 2000


def application_start_due_diligence(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str = ""
) -> Application:
    """Begin; ``note`` is read by both sides (who comes when)."""
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="start_due_diligence",
        expected_version=expected_version,
        note=optional_note(note),
    ) as step:
        take_if_free(step.application, officer)
    return step.application


def due_diligence_note_add(
    *, actor: Actor, application_id: UUID, expected_version: int, text: str
) -> Application:
    """Add one note. The enterprise never reads it. Raises FieldErrors on "text"."""
    officer = acting_officer(actor)
    errors = Errors()
    cleaned = errors.text("text", text, "尽调记录", DUE_DILIGENCE_LENGTH)
    errors.raise_if_any()
    with application_step(
        actor=actor, application_id=application_id, action="note", expected_version=expected_version
    ) as step:
        take_if_free(step.application, officer)
        DueDiligenceNote.objects.create(application=step.application, officer=officer, text=cleaned)
    return step.application
