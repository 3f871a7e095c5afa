"""受理 and 不予受理."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.inputs import coded_reason, optional_note
from yuzhengdai.domain.applications.services.officers import acting_officer, take_if_free
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.foundation.core.actors import Actor


def application_accept(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str = ""
) -> Application:
    """Accept a submitted file; ``note`` is read by both sides."""
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="accept",
        expected_version=expected_version,
        note=optional_note(note),
    ) as step:
        take_if_free(step.application, officer)
    return step.application


def application_decline(
    *, actor: Actor, application_id: UUID, expected_version: int, reason_code: str, reason_text: str
) -> Application:
    """Decline a submitted file with a coded reason and a sentence for the applicant. Raises FieldErrors."""
    return _end(actor, application_id, expected_version, "decline", (reason_code, reason_text))


def application_reject(
    *, actor: Actor, application_id: UUID, expected_version: int, reason_code: str, reason_text: str
) -> Application:
    """未通过, with a coded reason and a sentence for the applicant. Raises FieldErrors."""
    return _end(actor, application_id, expected_version, "reject", (reason_code, reason_text))


def _end(
    actor: Actor, application_id: UUID, expected_version: int, action: str, reason: tuple[str, str]
) -> Application:
    officer = acting_officer(actor)
    code, text = coded_reason(*reason)
    with application_step(
        actor=actor,
        application_id=application_id,
        action=action,
        expected_version=expected_version,
        note=text,
    ) as step:
        take_if_free(step.application, officer)
        step.application.reason_code, step.application.reason_text = code, text
    return step.application
