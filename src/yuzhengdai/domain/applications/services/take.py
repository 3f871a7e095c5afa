"""领取: an officer takes a file."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.officers import acting_officer
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Refused


def application_take(*, actor: Actor, application_id: UUID, expected_version: int) -> Application:
    """Become the 经办 of a file nobody holds. Raises Refused when somebody has it (he hands it over himself)."""
    officer = acting_officer(actor)
    with application_step(
        actor=actor, application_id=application_id, action="take", expected_version=expected_version
    ) as step:
        application = step.application
        if application.officer_id == officer.pk:
            raise Refused("application.taken_already", "您已经是这笔申请的经办，可以直接办理。")
        if application.officer is not None:
            raise Refused(
                "application.taken", f"{application.officer.name} 已领取这笔申请，需要更换时请由对方转办。"
            )
        application.officer = officer
    return application
