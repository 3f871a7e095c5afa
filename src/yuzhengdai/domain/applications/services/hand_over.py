"""转办: a file goes to another officer of the same institution, and to that officer's branch."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH, given
from yuzhengdai.domain.applications.services.officers import acting_officer
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.institutions.enums import WORKERS
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import FieldErrors


def application_hand_over(
    *, actor: Actor, application_id: UUID, expected_version: int, officer_id: UUID | None, note: str
) -> Application:
    """Give the file to ``officer_id``; ``note`` stays inside the institution.

    Raises FieldErrors for nobody, oneself, a viewer, a stranger, or an officer who has the file already.
    """
    giver = acting_officer(actor)
    errors = Errors()
    reason = errors.text("note", note, "转办说明", NOTE_LENGTH)
    errors.require(officer_id is not None, "officer_id", "请选择接手的人")
    errors.raise_if_any()
    taker = Officer.objects.filter(
        pk=given(officer_id), institution_id=giver.institution_id, is_active=True, role__in=WORKERS
    ).first()
    if taker is None:
        raise FieldErrors({"officer_id": "请在名单里选择接手的人"})
    with application_step(
        actor=actor,
        application_id=application_id,
        action="hand_over",
        expected_version=expected_version,
        internal_note=f"转给 {taker.name}：{reason}"[:NOTE_LENGTH],
    ) as step:
        application = step.application
        if application.officer_id == taker.pk:
            raise FieldErrors({"officer_id": "这笔申请已经由这位经办办理"})
        application.officer = taker
        application.branch_id = taker.branch_id or application.branch_id
    return application
