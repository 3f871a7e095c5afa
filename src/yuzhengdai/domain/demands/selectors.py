"""Reading demands. The hall for institutions and the enterprise's own list come with later work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yuzhengdai.domain.demands.models import DemandState, FinancingDemand
from yuzhengdai.foundation.core.clock import today


@dataclass(frozen=True, slots=True)
class PublicDemand:
    """What everybody may see; ``enterprise_name`` is empty unless the enterprise shows it."""

    title: str
    amount_yuan: Decimal
    term_months: int
    region_code: str
    industry_code: str
    enterprise_name: str


def demand_list_recent(*, limit: int = 5) -> list[PublicDemand]:
    """Published demands that still stand, newest first."""
    rows = (
        FinancingDemand.objects.filter(
            state__in=[DemandState.PUBLISHED, DemandState.OFFERED], valid_until__gte=today()
        )
        .select_related("enterprise")
        .order_by("-published_at", "-id")[:limit]
    )
    return [
        PublicDemand(
            title=row.title,
            amount_yuan=row.amount_yuan,
            term_months=row.term_months,
            region_code=row.region_code,
            industry_code=row.industry_code,
            enterprise_name=row.enterprise.name if row.shows_name else "",
        )
        for row in rows
    ]
