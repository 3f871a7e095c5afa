"""What an institution reads: demands in the hall, and its own offers. Contact data is never among it.

A demand goes out as ``HallDemand``, which has no place for contact data; rows from ``hall_rows`` are read without the columns
that hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.demands.enums import (
    HELD_STATES,
    OPEN_OFFERS,
    DemandState,
    MarkKind,
    OfferState,
    RevenueBand,
    ShownFact,
)
from yuzhengdai.domain.demands.messages import title_for_institutions
from yuzhengdai.domain.demands.models import DemandChange, DemandMark, FinancingDemand, Offer
from yuzhengdai.domain.demands.permissions import demands_visible_to, offers_visible_to
from yuzhengdai.domain.demands.selectors.public import PublicDemand, public_values
from yuzhengdai.domain.enterprises.enums import EnterpriseSize, EntityType
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.money import months_long

HISTORY_LIMIT = 100
_VERIFIED = "企业认证"
_NOBODY = UUID(int=0)
_PRIVATE = ("contact_name", "contact_phone", "draft_data", "held_for", "returned_reason", "closed_note")


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact that the owner ticked: ``value`` for rules, ``words`` for people, ``source`` where it comes from."""

    code: str
    label: str
    value: Any
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class HallDemand(PublicDemand):
    """What an institution may read of a demand.

    ``title`` and ``description`` are empty words while they wait for the operator. ``enterprise_name`` "" unless shown.
    ``max_offers`` None unless the owner shows it. ``is_live``: offers may be made today.
    """

    description: str
    revision: int
    max_offers: int | None
    shown: tuple[Shown, ...]
    is_live: bool


def hall_demand(row: FinancingDemand) -> HallDemand:
    """What an institution may read of a row."""
    is_hidden = row.state in {*HELD_STATES, DemandState.REMOVED}
    return HallDemand(
        **{**public_values(row), "title": title_for_institutions(row)},
        description="" if is_hidden else row.description,
        revision=row.revision,
        max_offers=row.max_offers if row.shows_offer_limit else None,
        shown=shown_facts(row),
        is_live=row.state in {DemandState.PUBLISHED, DemandState.OFFERED} and row.valid_until >= today(),
    )


def hall_demand_get(*, actor: Actor, demand_id: UUID) -> HallDemand:
    """One demand: a live one, or one that the own institution has an offer on. Raises NotFound."""
    if actor.kind != ActorKind.INSTITUTION:
        raise NotFound
    rows = demands_visible_to(actor).select_related("enterprise").defer(*_PRIVATE)
    row = rows.filter(pk=demand_id).first()
    if row is None:
        raise NotFound
    return hall_demand(row)


def shown_facts(row: FinancingDemand) -> tuple[Shown, ...]:
    """The ticked facts that are known, in the order of ShownFact; unticked ones are not even looked at."""
    found = (_FACTS[ShownFact(code)](row) for code in ShownFact.values if code in row.shown_facts)
    return tuple(one for one in found if one is not None)


def offers_of_institution(actor: Actor) -> QuerySet[Offer]:
    """The own institution's offers with what a list needs, newest first; the demands without what is nobody's."""
    if actor.kind != ActorKind.INSTITUTION:
        return Offer.objects.none()
    rows = offers_visible_to(actor).select_related(
        "demand__enterprise", "institution", "officer", "product_version__product"
    )
    return rows.defer(*(f"demand__{name}" for name in _PRIVATE)).order_by("-created_at", "-id")


def offer_get(*, actor: Actor, offer_id: UUID) -> Offer:
    """One of them. Raises NotFound for every other institution."""
    offer = offers_of_institution(actor).filter(pk=offer_id).first()
    if offer is None:
        raise NotFound
    return offer


def own_offer_on(*, actor: Actor, demand_id: UUID) -> Offer | None:
    """The own institution's open or accepted offer on a demand."""
    rows = offers_of_institution(actor).filter(demand_id=demand_id)
    return rows.filter(state__in=[*OPEN_OFFERS, OfferState.ACCEPTED]).first()


def offer_history(*, actor: Actor, offer: Offer) -> list[DemandChange]:
    """The steps of one own offer, newest first."""
    return list(
        offer.changes.filter(offer__in=offers_visible_to(actor)).order_by("-created_at", "-id")[
            :HISTORY_LIMIT
        ]
    )


def has_room(*, demand_id: UUID) -> bool:
    """Whether one more institution may offer. Says nothing of how many there are."""
    row = FinancingDemand.objects.only("max_offers").filter(pk=demand_id).first()
    return row is not None and row.offers.filter(state__in=OPEN_OFFERS).count() < row.max_offers


def marks_of(*, actor: Actor, demands: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """What the own institution noted beside these demands: id → MarkKind values."""
    if actor.kind != ActorKind.INSTITUTION or actor.organisation_id is None:
        return {}
    found: dict[UUID, set[str]] = {}
    rows = DemandMark.objects.filter(institution_id=actor.organisation_id, demand_id__in=list(demands))
    for demand_id, kind in rows.values_list("demand_id", "kind"):
        found.setdefault(demand_id, set()).add(kind)
    return {demand_id: frozenset(kinds) for demand_id, kinds in found.items()}


def marked_ids(*, actor: Actor, kind: MarkKind) -> QuerySet[DemandMark, UUID]:
    """Demands with this mark of the own institution, as a subquery for filters."""
    rows = DemandMark.objects.filter(institution__pk=actor.organisation_id or _NOBODY, kind=kind)
    return rows.values_list("demand_id", flat=True)


def _established(row: FinancingDemand) -> Shown | None:
    began = row.enterprise.established_on
    if began is None:
        return None
    day = today()
    months = max(0, (day.year - began.year) * 12 + day.month - began.month - (day.day < began.day))
    return Shown(
        "established_months", str(ShownFact.ESTABLISHED.label), months, months_long(months), _VERIFIED
    )


def _entity_type(row: FinancingDemand) -> Shown | None:
    value = row.enterprise.entity_type
    words = str(EntityType(value).label) if value in EntityType.values else ""
    return Shown("entity_type", str(ShownFact.ENTITY_TYPE.label), value, words, _VERIFIED) if words else None


def _size(row: FinancingDemand) -> Shown | None:
    value = row.enterprise.size
    words = str(EnterpriseSize(value).label) if value in EnterpriseSize.values else ""
    return Shown("size", str(ShownFact.SIZE.label), value, words, _VERIFIED) if words else None


def _revenue_band(row: FinancingDemand) -> Shown | None:
    value = row.revenue_band
    words = str(RevenueBand(value).label) if value in RevenueBand.values else ""
    label = str(ShownFact.REVENUE_BAND.label)
    return Shown("annual_revenue_band", label, value, words, "企业自述") if words else None


_FACTS = {
    ShownFact.ESTABLISHED: _established,
    ShownFact.ENTITY_TYPE: _entity_type,
    ShownFact.SIZE: _size,
    ShownFact.REVENUE_BAND: _revenue_band,
}
