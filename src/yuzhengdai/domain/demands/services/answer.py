"""The enterprise's answer to offers: 谢绝, 接受 (only with the application handed in), and 重新开放需求."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.demands.enums import (
    OWNER_DECLINE_REASONS,
    DeclineReason,
    DemandState,
    OfferState,
)
from yuzhengdai.domain.demands.form import last_day
from yuzhengdai.domain.demands.messages import tell_institutions, tell_owner
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.permissions import offers_visible_to
from yuzhengdai.domain.demands.services.end import EXTENSION, offer_end
from yuzhengdai.domain.demands.step import (
    OfferStep,
    demand_step,
    live_state,
    offer_move,
    offer_step,
    open_offers,
)
from yuzhengdai.domain.demands.workflow import OFFERS
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import NotFound, Refused

_NOTE_LENGTH = 200


@transaction.atomic
def offer_decline(
    *, actor: Actor, offer_id: UUID, expected_version: int, reason: str, note: str = ""
) -> Offer:
    """Say no to one offer, with a reason that its institution reads. Raises FieldErrors and the step's errors."""
    errors = Errors()
    errors.require(reason in OWNER_DECLINE_REASONS, "reason", "请选择谢绝原因")
    said = errors.text("note", note, "说明", _NOTE_LENGTH, required=False)
    errors.raise_if_any()
    with offer_step(
        actor=actor,
        offer_id=offer_id,
        action="decline",
        expected_version=expected_version,
        note=said,
        needs_live=False,
    ) as step:
        step.offer.end_reason, step.offer.end_note = reason, said
    tell_institutions([step.offer], "decline")
    return step.offer


def offer_require_acceptable(*, actor: Actor, offer: Offer) -> None:
    """Raise Refused with the reason unless this offer could be accepted now by this actor; ``offer.demand`` is loaded."""
    OFFERS.require(action="accept", state=offer.state, roles=actor.roles)
    demand = offer.demand
    if demand.state != DemandState.OFFERED or demand.valid_until < today():
        raise Refused(
            "demands.not_live", "这条需求现在不在对接中，不能接受方案。请在「管理需求」查看需求的状态。"
        )
    if offer.valid_until < today():
        raise Refused("demands.offer_expired", "这份方案已过有效期，不能接受。您可以选择其他方案。")
    if offer.demand_revision != demand.revision:
        raise Refused("demands.offer_outdated", "这份方案基于修改前的需求，等机构确认或修改后才能接受。")
    if not offer.institution.is_active:
        raise Refused("demands.institution_inactive", "这家机构暂停服务，请选择其他方案。")


def offer_accept(*, actor: Actor, offer_id: UUID, expected_version: int | None = None) -> Offer:
    """Accept one offer; the others end with 「企业已选择其他方案」 and the demand is 已达成.

    Only from within the transaction that hands in the application made from the offer. Raises RuntimeError outside of one,
    Refused ("demands.offer_outdated", "demands.offer_expired", "demands.not_live", …), Conflict, NotFound.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an offer is accepted by handing in its application")
    found = offers_visible_to(actor).filter(pk=offer_id).values_list("demand_id", flat=True).first()
    if found is None:
        raise NotFound
    with demand_step(actor=actor, demand_id=found, action="match") as step:
        demand = step.demand
        rows = offers_visible_to(actor).select_related("institution", "product_version__product")
        offer = transitions.lock(rows, pk=offer_id, expected_version=expected_version)
        offer.demand = demand
        offer_require_acceptable(actor=actor, offer=offer)
        accepted = OfferStep("accept", offer, demand, offer.state, now(), OfferState.ACCEPTED.value)
        offer_move(actor=actor, step=accepted, target=OfferState.ACCEPTED.value)
        others = open_offers(demand)
        for other in others:
            offer_end(other, demand, action="pass_over", reason=DeclineReason.CHOSE_OTHER)
    tell_institutions([offer], "accept")
    if others:
        tell_institutions(others, "pass_over")
    return offer


@transaction.atomic
def demand_reopen(*, actor: Actor, demand_id: UUID, expected_version: int) -> FinancingDemand:
    """Put a matched demand back; the institutions that offered before are told.

    ``applications.demand_reopen`` has checked that the application made from its offer ended without credit. The accepted
    offer ends as 已失效: it was used up by that application.
    """
    with demand_step(
        actor=actor, demand_id=demand_id, action="reopen", expected_version=expected_version
    ) as step:
        demand = step.demand
        for offer in demand.offers.select_for_update(of=("self",)).filter(state=OfferState.ACCEPTED):
            offer.state, offer.version = OfferState.EXPIRED.value, offer.version + 1
            offer.save(update_fields=["state", "version"])
        demand.valid_until = max(demand.valid_until, min(today() + EXTENSION, last_day()))
        demand.expiry_told_for = None
        step.target = live_state(demand)
    earlier = list(demand.offers.select_related("institution").filter(sent_at__isnull=False))
    for offer in earlier:
        offer.demand = demand
    newest = {offer.institution_id: offer for offer in sorted(earlier, key=lambda one: one.created_at)}
    tell_institutions(newest.values(), "reopened")
    tell_owner(demand, "reopen")
    return demand
