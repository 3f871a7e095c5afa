"""The operator's desk for held demands: 通过, 退回修改, 下架."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.demands.enums import DemandState, LapseReason
from yuzhengdai.domain.demands.messages import tell_owner
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.services.end import offers_lapse
from yuzhengdai.domain.demands.step import demand_step, live_state
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors

REASON_LENGTH = 300


@transaction.atomic
def demand_pass(*, actor: Actor, demand_id: UUID, expected_version: int) -> FinancingDemand:
    """Publish a held demand as it stands. Raises the step's errors; Refused for an operator's own enterprise."""
    with demand_step(
        actor=actor, demand_id=demand_id, action="pass", expected_version=expected_version
    ) as step:
        step.target = live_state(step.demand)
        step.demand.returned_reason = ""
    tell_owner(step.demand, "pass")
    return step.demand


@transaction.atomic
def demand_return(*, actor: Actor, demand_id: UUID, expected_version: int, reason: str) -> FinancingDemand:
    """Hand it back to the owner with what to change. Raises FieldErrors on "reason"."""
    said = _reason(reason)
    with demand_step(
        actor=actor, demand_id=demand_id, action="return", expected_version=expected_version, note=said
    ) as step:
        step.demand.returned_reason = said
    tell_owner(step.demand, "return", note=said)
    return step.demand


@transaction.atomic
def demand_remove(*, actor: Actor, demand_id: UUID, expected_version: int, reason: str) -> FinancingDemand:
    """Take a demand down for good; open offers end. Raises FieldErrors on "reason"."""
    said = _reason(reason)
    with demand_step(
        actor=actor, demand_id=demand_id, action="remove", expected_version=expected_version, note=said
    ) as step:
        step.demand.returned_reason = said
        # Already now, so that no message to an institution repeats the words that are taken down.
        step.demand.state = DemandState.REMOVED.value
        offers_lapse(step.demand, LapseReason.REMOVED)
    tell_owner(step.demand, "remove", note=said)
    return step.demand


def _reason(reason: str) -> str:
    errors = Errors()
    said = errors.text("reason", reason, "给企业的说明", REASON_LENGTH)
    errors.raise_if_any()
    return said
