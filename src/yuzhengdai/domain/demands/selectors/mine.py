"""What an enterprise reads of its own demands and of the offers sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet

from yuzhengdai.domain.demands.enums import DemandState, OfferState
from yuzhengdai.domain.demands.models import DemandChange, FinancingDemand, Offer
from yuzhengdai.domain.demands.permissions import demands_visible_to, offers_visible_to
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.paging import page_of

PAGE_SIZE = 10
HISTORY_LIMIT = 100
OFFERS_LIMIT = 50
_RECEIVED = (OfferState.SENT, OfferState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One line of 「管理需求」: ``offers`` stand open or were accepted, of them ``outdated`` rest on an earlier text."""

    demand: FinancingDemand
    offers: int
    outdated: int


def own_demands(actor: Actor) -> QuerySet[FinancingDemand]:
    """The demands of the actor's enterprise; nothing for other sides, no draft that was only looked at."""
    if actor.kind != ActorKind.ENTERPRISE:
        return FinancingDemand.objects.none()
    return demands_visible_to(actor).exclude(state=DemandState.DRAFT, version=0)


def demand_list_for_enterprise(
    *, actor: Actor, page: str | None = None
) -> tuple[Page[FinancingDemand], list[DemandRow]]:
    """(the page, newest first, its lines); three queries whatever the size."""
    rows = own_demands(actor).order_by("-created_at", "-id")
    found = page_of(rows, page, size=PAGE_SIZE, total=rows.count())
    demands = list(found.object_list)
    counts = _offer_counts([demand.pk for demand in demands])
    lines = [DemandRow(demand, *counts.get(demand.pk, (0, 0))) for demand in demands]
    return found, lines


def demand_get_own(*, actor: Actor, demand_id: UUID) -> FinancingDemand:
    """One of them, with its enterprise. Raises NotFound."""
    row = own_demands(actor).select_related("enterprise").filter(pk=demand_id).first()
    if row is None:
        raise NotFound
    return row


def offers_received(*, actor: Actor, demand: FinancingDemand) -> list[Offer]:
    """Every offer that was sent on an own demand, the accepted first, then open ones by rate, then ended ones."""
    rows = offers_visible_to(actor).filter(demand=demand)
    rows = rows.select_related("institution", "officer", "product_version__product")
    order = {OfferState.ACCEPTED.value: 0, OfferState.SENT.value: 1}
    found = list(rows.order_by("annual_rate_pct", "sent_at", "id")[:OFFERS_LIMIT])
    for offer in found:
        offer.demand = demand
    return sorted(found, key=lambda offer: order.get(offer.state, 2))


def offer_received(*, actor: Actor, offer_id: UUID) -> Offer:
    """One offer that was sent to the actor's enterprise, with its demand, institution and product. Raises NotFound."""
    if actor.kind != ActorKind.ENTERPRISE:
        raise NotFound
    rows = offers_visible_to(actor).select_related(
        "demand__enterprise", "institution", "officer", "product_version__product"
    )
    offer = rows.filter(pk=offer_id).first()
    if offer is None:
        raise NotFound
    return offer


def demand_history(*, actor: Actor, demand: FinancingDemand) -> list[DemandChange]:
    """The enterprise's history of an own demand, newest first; what institutions do before an offer is sent is not in it."""
    seen = offers_visible_to(actor).filter(demand=demand).values("pk")
    rows = DemandChange.objects.filter(demand=demand)
    rows = rows.filter(Q(offer__isnull=True) | Q(offer__in=seen)).exclude(action="release")
    return list(rows.select_related("offer__institution").order_by("-created_at", "-id")[:HISTORY_LIMIT])


def _offer_counts(demands: list[UUID]) -> dict[UUID, tuple[int, int]]:
    rows = Offer.objects.filter(demand_id__in=demands, state__in=_RECEIVED).values(
        "demand_id", "demand__revision", "demand_revision"
    )
    found: dict[UUID, tuple[int, int]] = {}
    for row in rows.annotate(number=Count("pk")):
        total, outdated = found.get(row["demand_id"], (0, 0))
        late = row["number"] if row["demand_revision"] != row["demand__revision"] else 0
        found[row["demand_id"]] = (total + row["number"], outdated + late)
    return found
