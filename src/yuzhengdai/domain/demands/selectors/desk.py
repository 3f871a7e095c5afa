"""What the operator's desk reads: demands that the text check holds, the oldest first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.demands.enums import DemandState
from yuzhengdai.domain.demands.models import DemandChange, FinancingDemand
from yuzhengdai.domain.demands.permissions import demands_visible_to
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound

HISTORY_LIMIT = 100


def demands_held(actor: Actor) -> QuerySet[FinancingDemand]:
    """待审核, the longest waiting first; nothing for anybody but operators."""
    if actor.kind != ActorKind.OPERATOR:
        return FinancingDemand.objects.none()
    rows = demands_visible_to(actor).filter(state=DemandState.IN_REVIEW).select_related("enterprise")
    return rows.order_by("created_at", "id")


def demand_for_desk(*, actor: Actor, demand_id: UUID) -> FinancingDemand:
    """One demand with its enterprise, in any state but a draft. Raises NotFound."""
    if actor.kind != ActorKind.OPERATOR:
        raise NotFound
    row = demands_visible_to(actor).select_related("enterprise").filter(pk=demand_id).first()
    if row is None:
        raise NotFound
    return row


def demand_history_for_desk(demand: FinancingDemand) -> list[DemandChange]:
    """The demand's own steps, newest first; offers are not the operator's to read."""
    rows = DemandChange.objects.filter(demand=demand, offer__isnull=True)
    return list(rows.order_by("-created_at", "-id")[:HISTORY_LIMIT])
