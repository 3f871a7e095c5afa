"""What everybody may read of demands. No free text but the name, no contact data, the enterprise's name only where shown."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import QuerySet

from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.permissions import live_demands
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.reference import regions

PAGE_SIZE = 20
COUNTED = 400
"""A longer list says no more than so many: counting all would cost more than the page."""
_SHOWN = (
    "id", "title", "state", "amount_yuan", "term_months", "use", "guarantee_mode", "rate_max_pct", "region_code",
    "industry_code", "valid_until", "shows_name", "published_at", "enterprise__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicDemand:
    """What everybody may see; ``enterprise_name`` is empty unless the enterprise shows it."""

    id: UUID
    title: str
    state: str
    amount_yuan: Decimal
    term_months: int
    use: str
    guarantee_mode: str
    rate_max_pct: Decimal | None
    region_code: str
    industry_code: str
    enterprise_name: str
    valid_until: date
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicFilters:
    """``city``: a city's code or ""; ``use``: a LoanUse or ""."""

    city: str = ""
    use: str = ""


def demand_list_recent(*, limit: int = 5) -> list[PublicDemand]:
    """Published demands that still stand, newest first."""
    return [public_demand(row) for row in _rows()[:limit]]


def demand_list_public(*, filters: PublicFilters, page: str | None = None) -> Page[FinancingDemand]:
    """One page of them; the count stops at COUNTED. Rows are for ``public_demand`` alone."""
    rows = _rows()
    if filters.city:
        inside = [
            code for code, found in regions.all_regions().items() if filters.city in {code, found.parent_code}
        ]
        rows = rows.filter(region_code__in=inside)
    if filters.use:
        rows = rows.filter(use=filters.use)
    total = len(rows.values_list("pk", flat=True)[:COUNTED])
    return page_of(rows, page, size=PAGE_SIZE, total=total)


def demand_public(*, demand_id: UUID) -> PublicDemand:
    """One of them. Raises NotFound for what is not live."""
    row = _rows().filter(pk=demand_id).first()
    if row is None:
        raise NotFound
    return public_demand(row)


def public_demand(row: FinancingDemand) -> PublicDemand:
    """What everybody may read of a row."""
    return PublicDemand(**public_values(row))


def public_values(row: FinancingDemand) -> dict[str, Any]:
    """The fields of PublicDemand for a row."""
    read = {
        field.name: getattr(row, field.name)
        for field in fields(PublicDemand)
        if field.name not in {"id", "enterprise_name"}
    }
    return {**read, "id": row.pk, "enterprise_name": row.enterprise.name if row.shows_name else ""}


def _rows() -> QuerySet[FinancingDemand]:
    return live_demands().select_related("enterprise").only(*_SHOWN).order_by("-published_at", "-id")
