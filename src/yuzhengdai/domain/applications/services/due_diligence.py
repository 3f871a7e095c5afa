"""尽调: begin, write notes (for the institution alone), hand in for 审批."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.models import Application, DueDiligenceNote
from yuzhengdai.domain.applications.services.inputs import Errors, optional_note
from yuzhengdai.domain.applications.services.officers import acting_officer, take_if_free
from yuzhengdai.domain.applications.services.step import Step, application_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Refused

DUE_DILIGENCE_LENGTH = 2000


def application_start_due_diligence(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str = ""
) -> Application:
    """Begin; ``note`` is read by both sides (who comes when)."""
    officer = acting_officer(actor)
    return application_step(
        actor=actor,
        application_id=application_id,
        step=Step(
            "start_due_diligence", note=optional_note(note), work=lambda row: take_if_free(row, officer)
        ),
        expected_version=expected_version,
    )


def due_diligence_note_add(
    *, actor: Actor, application_id: UUID, expected_version: int, text: str
) -> Application:
    """Add one note. The enterprise never reads it. Raises FieldErrors on "text"."""
    officer = acting_officer(actor)
    errors = Errors()
    cleaned = errors.text("text", text, "尽调记录", DUE_DILIGENCE_LENGTH)
    errors.raise_if_any()

    def work(application: Application) -> None:
        take_if_free(application, officer)
        DueDiligenceNote.objects.create(application=application, officer=officer, text=cleaned)

    return application_step(
        actor=actor,
        application_id=application_id,
        step=Step("note", work=work),
        expected_version=expected_version,
    )


def application_start_approval(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str = ""
) -> Application:
    """Hand in for approval; ``note`` stays inside. Raises Refused without any due-diligence note."""
    acting_officer(actor)
    inside = optional_note(note)

    def work(application: Application) -> None:
        if not DueDiligenceNote.objects.filter(application=application).exists():
            raise Refused("application.no_due_diligence", "还没有尽调记录，请先记录尽调情况，再提交审批")

    return application_step(
        actor=actor,
        application_id=application_id,
        step=Step("start_approval", internal_note=inside, work=work),
        expected_version=expected_version,
    )
