"""The doors through which every action on a demand and on an offer goes.

Lock, visibility, guard by the workflow, the use case's own work, state, history, audit and event: all in one transaction. The
demand's row is always locked first, offers after it: so the number of offers is counted by one at a time, and accepting never
races against withdrawing, editing or expiring.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.demands.audit_actions import DemandAudit
from yuzhengdai.domain.demands.enums import ENDED_STATES, LIVE_STATES, DemandState, OfferState
from yuzhengdai.domain.demands.events import DemandEvent
from yuzhengdai.domain.demands.models import DemandChange, FinancingDemand, Offer
from yuzhengdai.domain.demands.permissions import demands_visible_to, offers_visible_to
from yuzhengdai.domain.demands.workflow import DEMANDS, FREE_OF_FREEZING, OFFERS
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.domain.enterprises.selectors import is_party
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.inserts import insert
from yuzhengdai.foundation.core.own import require_not_own

_OFFERS_FREE_OF_FREEZING = frozenset({"withdraw", "decline", "pass_over", "lapse"})
_NO_LONGER_OPEN = "这条需求已经结束或正在审核，现在不能办理这一步。"


@dataclass(slots=True)
class DemandStep:
    """One action under way on a locked demand. ``target`` is for the body to name where the workflow leaves it open."""

    action: str
    demand: FinancingDemand
    source: str
    at: datetime
    target: str
    note: str = ""
    fields: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class OfferStep:
    """One action under way on a locked offer whose demand is locked too."""

    action: str
    offer: Offer
    demand: FinancingDemand
    source: str
    at: datetime
    target: str
    note: str = ""


@contextmanager
def demand_step(
    *, actor: Actor, demand_id: UUID, action: str, expected_version: int | None = None, note: str = ""
) -> Iterator[DemandStep]:
    """Do one action of the demand's workflow: the body checks and writes under the lock, leaving it moves the demand.

    Raises NotFound (not this actor's), Refused (wrong state or role, frozen, an officer's own case) and Conflict (changed
    since ``expected_version`` was shown) before the body runs. Whatever the body raises undoes everything.
    """
    with transaction.atomic():
        demand = demand_lock(actor, demand_id, expected_version)
        transition = DEMANDS.require(action=action, state=demand.state, roles=actor.roles)
        if action not in FREE_OF_FREEZING:
            require_not_frozen(actor=actor, enterprise=demand.enterprise)
        _require_not_own(actor, demand)
        step = DemandStep(action, demand, demand.state, now(), transition.target or demand.state, note)
        yield step
        target = transition.target or step.target
        transitions.move(demand, target=target)
        if target in LIVE_STATES and demand.published_at is None:
            demand.published_at = step.at
        demand.ended_at = (demand.ended_at or step.at) if target in ENDED_STATES else None
        demand.save()
        demand_record(actor=actor, step=step)


@contextmanager
def offer_step(
    *,
    actor: Actor,
    offer_id: UUID,
    action: str,
    expected_version: int | None = None,
    note: str = "",
    needs_live: bool = True,
) -> Iterator[OfferStep]:
    """Do one action of the offer's workflow under the locks of its demand and itself; afterwards the demand is 对接中 or 已发布.

    ``needs_live``: refused while the demand is not open to offers (held for review, ended). Raises as ``demand_step``.
    """
    with transaction.atomic():
        found = offers_visible_to(actor).filter(pk=offer_id).values_list("demand_id", flat=True).first()
        if found is None:
            raise NotFound
        demand = demand_lock(actor, found, None)
        offer = _lock_offer(actor, offer_id, expected_version)
        offer.demand = demand
        transition = OFFERS.require(action=action, state=offer.state, roles=actor.roles)
        if action not in _OFFERS_FREE_OF_FREEZING:
            require_not_frozen(actor=actor, enterprise=demand.enterprise)
        _require_not_own(actor, demand)
        if needs_live and demand.state not in LIVE_STATES:
            raise Refused("demands.not_live", _NO_LONGER_OPEN)
        step = OfferStep(action, offer, demand, offer.state, now(), transition.target or offer.state, note)
        yield step
        offer_move(actor=actor, step=step, target=transition.target or step.target)
        settle(demand)


def demand_lock(actor: Actor, demand_id: UUID, expected_version: int | None) -> FinancingDemand:
    """The row under its lock, with its enterprise. Raises NotFound and Conflict."""
    rows = demands_visible_to(actor).select_related("enterprise")
    try:
        return transitions.lock(rows, pk=demand_id, expected_version=expected_version)
    except FinancingDemand.DoesNotExist:
        raise NotFound from None


def _lock_offer(actor: Actor, offer_id: UUID, expected_version: int | None) -> Offer:
    rows = offers_visible_to(actor).select_related("institution", "officer", "product_version__product")
    try:
        return transitions.lock(rows, pk=offer_id, expected_version=expected_version)
    except Offer.DoesNotExist:
        raise NotFound from None


def _require_not_own(actor: Actor, demand: FinancingDemand) -> None:
    """Neither an officer nor an operator acts on a demand of an enterprise they belong to. Raises Refused."""
    if actor.kind in {ActorKind.INSTITUTION, ActorKind.OPERATOR}:
        party = is_party(user_id=actor.user_id, enterprise_id=demand.enterprise_id)
        require_not_own(actor, demand.created_by_id, is_party=party)


def live_state(demand: FinancingDemand) -> str:
    """What a demand that may be seen is: 对接中 while an offer that was sent stands open, else 已发布."""
    has_offer = Offer.objects.filter(demand=demand, state=OfferState.SENT).exists()
    return DemandState.OFFERED.value if has_offer else DemandState.PUBLISHED.value


def settle(demand: FinancingDemand) -> None:
    """Follow the offers: 对接中 ⇄ 已发布. The demand is locked; nothing to do in any other state."""
    if demand.state not in LIVE_STATES:
        return
    state = live_state(demand)
    if state != demand.state:
        transitions.move(demand, target=state)
        demand.save(update_fields=["state", "version"])


def open_offers(demand: FinancingDemand) -> list[Offer]:
    """The open offers on a locked demand, locked too, oldest first."""
    rows = Offer.objects.select_for_update(of=("self",)).filter(
        demand=demand, state__in=[OfferState.PENDING, OfferState.SENT]
    )
    found = list(rows.select_related("institution", "product_version__product").order_by("created_at", "id"))
    for offer in found:
        offer.demand = demand
    return found


def offer_move(*, actor: Actor, step: OfferStep, target: str) -> None:
    """State, instants, history, audit and event of one step of an offer in hand; the demand is the caller's."""
    offer = step.offer
    transitions.move(offer, target=target)
    if target == OfferState.SENT and offer.sent_at is None:
        offer.sent_at = step.at
    if target not in {OfferState.PENDING, OfferState.SENT}:
        offer.ended_at = step.at
    offer.save()
    _write_change(actor, step, target=target, fields=[], offer=offer)
    audit_record(
        actor=actor,
        action=DemandAudit(f"demands.offer_{step.action}"),
        object_kind="offer",
        object_id=offer.pk,
        detail={"from": step.source, "to": target, "demand": str(step.demand.pk)},
    )
    ids = {"demand": step.demand.pk, "offer": offer.pk}
    publish(Event(DemandEvent.OFFER_MOVED, ids, actor, {"action": step.action, "state": target}))


def demand_record(*, actor: Actor, step: DemandStep, offer: Offer | None = None) -> None:
    """History, audit and event of one step of a demand as it stands now."""
    demand = step.demand
    _write_change(actor, step, target=demand.state, fields=step.fields, offer=offer)
    detail: dict[str, str | int | bool | None] = {"from": step.source, "to": demand.state}
    if offer is not None:
        detail["offer"] = str(offer.pk)
    audit_record(
        actor=actor,
        action=DemandAudit(f"demands.{step.action}"),
        object_kind="demand",
        object_id=demand.pk,
        detail=detail,
    )
    told = {"action": step.action, "state": demand.state}
    publish(Event(DemandEvent.MOVED, {"demand": demand.pk}, actor, told))


def _write_change(
    actor: Actor,
    step: DemandStep | OfferStep,
    *,
    target: str,
    fields: list[dict[str, str]],
    offer: Offer | None,
) -> None:
    change = DemandChange(
        demand=step.demand,
        offer=offer,
        action=step.action,
        from_state=step.source,
        to_state=target,
        side=actor.kind,
        by_user_id=actor.user_id,
        by_name=actor.written_name[:60],
        note=step.note[:300],
        fields=fields,
    )
    insert([change])
