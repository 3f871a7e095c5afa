"""撤回, 删除, 延长有效期, and what becomes of open offers when a demand ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.demands.enums import (
    LIVE_STATES,
    OWNER_CLOSE_REASONS,
    CloseReason,
    DemandState,
    LapseReason,
)
from yuzhengdai.domain.demands.form import LABELS, last_day, read_valid_until
from yuzhengdai.domain.demands.messages import tell_institutions, tell_owner
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.step import OfferStep, demand_step, offer_move, open_offers
from yuzhengdai.domain.demands.workflow import OFFERS
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.collecting import Errors

NOTE_LENGTH = 200
EXTENSION = timedelta(days=60)


@transaction.atomic
def demand_close(
    *, actor: Actor, demand_id: UUID, expected_version: int, reason: str, note: str = ""
) -> FinancingDemand:
    """Take a demand back with a reason; open offers end and their institutions are told. Raises FieldErrors and the step's."""
    errors = Errors()
    errors.require(reason in OWNER_CLOSE_REASONS, "reason", "请选择撤回原因")
    said = errors.text("note", note, "说明", NOTE_LENGTH, required=False)
    errors.raise_if_any()
    with demand_step(
        actor=actor, demand_id=demand_id, action="close", expected_version=expected_version, note=said
    ) as step:
        step.demand.closed_reason, step.demand.closed_note = reason, said
        offers_lapse(step.demand, LapseReason.CLOSED)
    tell_owner(step.demand, "close")
    return step.demand


@transaction.atomic
def demand_delete(*, actor: Actor, demand_id: UUID, expected_version: int) -> FinancingDemand:
    """Hide a demand from everybody; one under way ends, and institutions with open offers are told. Not a matched one."""
    with demand_step(
        actor=actor, demand_id=demand_id, action="delete", expected_version=expected_version
    ) as step:
        demand = step.demand
        demand.deleted_at = step.at
        if step.source not in {DemandState.WITHDRAWN, DemandState.EXPIRED, DemandState.REMOVED}:
            offers_lapse(demand, LapseReason.DELETED)
            demand.closed_reason = CloseReason.DELETED
            step.target = DemandState.WITHDRAWN.value
    return demand


@transaction.atomic
def demand_extend(
    *, actor: Actor, demand_id: UUID, expected_version: int, valid_until: str = ""
) -> FinancingDemand:
    """Let it stand longer: until the day typed, or 60 days from now. Institutions with open offers are told.

    Raises FieldErrors on "valid_until": earlier than it is, or beyond six months.
    """
    with demand_step(
        actor=actor, demand_id=demand_id, action="extend", expected_version=expected_version
    ) as step:
        demand = step.demand
        errors = Errors()
        label = LABELS["valid_until"]
        day = min(today() + EXTENSION, last_day())
        if valid_until.strip():
            day = errors.cleaned("valid_until", lambda: read_valid_until(valid_until, label)) or day
        errors.require(
            day > demand.valid_until, "valid_until", f"{label}应晚于现在的 {demand.valid_until.isoformat()}"
        )
        errors.raise_if_any()
        before = demand.valid_until.isoformat()
        step.fields = [{"field": "valid_until", "before": before, "after": day.isoformat()}]
        demand.valid_until = day
    tell_institutions(open_offers(demand), "extended")
    return demand


def offers_lapse(demand: FinancingDemand, reason: LapseReason) -> list[Offer]:
    """End every open offer on a locked demand and tell the institutions. Part of the step that ends the demand."""
    offers = open_offers(demand)
    for offer in offers:
        offer_end(offer, demand, action="lapse", reason=reason)
    if offers:
        tell_institutions(offers, "lapse")
    return offers


def offer_end(offer: Offer, demand: FinancingDemand, *, action: str, reason: str) -> None:
    """One open, locked offer ended by the system."""
    transition = OFFERS.require(action=action, state=offer.state, roles=SYSTEM.roles)
    offer.end_reason = reason
    step = OfferStep(action, offer, demand, offer.state, now(), str(transition.target))
    offer_move(actor=SYSTEM, step=step, target=str(transition.target))


def demand_is_live(demand: FinancingDemand) -> bool:
    """Whether institutions may read and offer today."""
    return demand.state in LIVE_STATES and demand.deleted_at is None and demand.valid_until >= today()
