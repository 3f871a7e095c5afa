"""提交上级: a 审批人 whose authority does not reach hands the proposal on, with what was entered, to those whose does."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.authority import exposure_of, may_not_approve, officers_who_may
from yuzhengdai.domain.applications.models import Application, CreditForward
from yuzhengdai.domain.applications.selectors.proposals import (
    NO_PROPOSAL,
    person_among,
    proposals_of,
    require_may_decide,
)
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH, REASON_LENGTH
from yuzhengdai.domain.applications.services.officers import acting_officer
from yuzhengdai.domain.applications.services.propose import cost_rows, terms_columns
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.applications.services.terms import ApprovalData, approval_check
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.notifications.services import sms_enqueue

OWN_POWER = "按现在的条件您有权审批，不需要提交上级。"
NOBODY = "本机构没有人有权审批这样的条件，请联系业务主管核对审批权限表。"


def application_escalate(
    *,
    actor: Actor,
    application_id: UUID,
    expected_version: int,
    data: ApprovalData,
    change_reason: str = "",
    note: str = "",
) -> Application:
    """Hand the open proposal on; the file stays 审批中 and its clock runs on. Those who may decide hear by SMS.

    Raises FieldErrors (as application_approve), Refused without an open proposal, for whoever proposed or wrote the 尽调, for
    whoever may approve these terms themselves, and where nobody may.
    """
    officer = acting_officer(actor)
    errors = Errors()
    why = errors.text("change_reason", change_reason, "改动的原因", REASON_LENGTH, required=False)
    inside = errors.text("note", note, "审批意见", NOTE_LENGTH, required=False)
    errors.raise_if_any()
    with application_step(
        actor=actor,
        application_id=application_id,
        action="escalate",
        expected_version=expected_version,
        internal_note=inside,
    ) as step:
        application = step.application
        found = proposals_of(application)
        require_may_decide(officer, found)
        if found.open is None:
            raise Refused("application.no_proposal", NO_PROPOSAL)
        cleaned, _sheet = approval_check(application=application, data=data)
        if not may_not_approve(officer, application, cleaned):
            raise Refused("application.own_power", OWN_POWER)
        parts = [*(row.proposed_by for row in found.rows), *found.writers]
        takers = [row for row in officers_who_may(application, cleaned) if person_among(row, parts) is None]
        if not takers:
            raise Refused("application.nobody_may_approve", NOBODY)
        forward = CreditForward.objects.create(
            proposal=found.open,
            by=officer,
            costs=cost_rows(cleaned),
            change_reason=why,
            note=inside,
            exposure_yuan=exposure_of(application, cleaned).total_yuan,
            **terms_columns(cleaned),
        )
        _tell(application, takers, f"escalate:{forward.pk}")
    return step.application


def _tell(application: Application, takers: list[Officer], key: str) -> None:
    """The SMS names the file alone; the terms are read after login."""
    for taker in takers:
        sms_enqueue(
            phone=str(taker.user.phone),
            template="application_escalated",
            params={"number": application.number or ""},
            text=f"【豫正贷】申请{application.number}的授信建议已提交您审批，请登录机构工作台办理。",
            dedupe_key=f"{key}:{taker.pk}",
        )
