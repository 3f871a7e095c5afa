"""需求大厅 as one institution reads it: tabs, filters, orders, pages. Nothing of another institution is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from yuzhengdai.domain.demands.audit_actions import DemandAudit
from yuzhengdai.domain.demands.enums import MarkKind
from yuzhengdai.domain.demands.models import DemandMark, FinancingDemand
from yuzhengdai.domain.demands.permissions import live_demands
from yuzhengdai.domain.matching.models import DemandFit
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.paging import page_number, page_of
from yuzhengdai.foundation.core.prepared import PreparedValues
from yuzhengdai.foundation.reference import industries, regions

PAGE_SIZE = 20
COUNT_AT_MOST = 400
"""More are not counted: 「400 条以上」; filters narrow."""
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class HallFilters:
    """``tab``: "fit", "all" or "hidden" (不感兴趣). ``areas``: codes a demand must lie in, () for all. Amounts in yuan.

    ``rate_pct``: only demands whose owner would pay at least this a year, or says nothing of it.
    """

    tab: str = "fit"
    search: str = ""
    areas: tuple[str, ...] = ()
    section: str = ""
    guarantee: str = ""
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    rate_pct: Decimal | None = None
    is_unseen: bool = False
    sort: str = "fit"


@dataclass(frozen=True, slots=True)
class HallRow:
    """One line: what the demand shows, its fit (None where no product suits), and whether the institution looked at it."""

    id: UUID
    title: str
    region_code: str
    industry_code: str
    amount_yuan: Decimal
    term_months: int
    guarantee_mode: str
    rate_max_pct: Decimal | None
    valid_until: date
    open_count: int | None
    product_name: str | None
    is_seen: bool


_COLUMNS = (
    "id", "title", "region_code", "industry_code", "amount_yuan", "term_months", "guarantee_mode", "rate_max_pct",
    "valid_until", "fit__open_count", "fit__product__name", "is_seen",
)  # fmt: skip
"""In the order of HallRow. Contact data and the owner's name are not among them."""


def hall_list(
    *, actor: Actor, filters: HallFilters, page: str | None = None
) -> tuple[Page[Any], list[HallRow], bool]:
    """(the page, its lines, whether there are more than are counted). Two queries whatever the size.

    As it opens, what fits is read in its order and counted beside it. Else the demands are found once, as many as are counted,
    and the lines of the page are read by their keys.
    """
    if actor.kind is not ActorKind.INSTITUTION or actor.organisation_id is None:
        return page_of([], page), [], False
    ours, day = actor.organisation_id, today()
    is_plain = filters == HallFilters(tab=filters.tab, sort=filters.sort)
    if is_plain and filters.tab == "fit" and page_number(page) == 1:
        lines = _fit_page(filters.sort).rows(ours, day)
        counted = len(lines) if len(lines) < PAGE_SIZE else len(_fit_ids().rows(ours))
        found: Page[Any] = page_of(lines, page, size=PAGE_SIZE, total=min(counted, COUNT_AT_MOST))
        return found, [HallRow(*line) for line in lines], counted > COUNT_AT_MOST
    if is_plain:
        keys = _plain_ids(filters.tab, filters.sort).rows(ours, day)
    else:
        keys = list(_ordered(_filtered(ours, day, filters), filters).values_list("pk")[: COUNT_AT_MOST + 1])
    found = page_of([key for (key,) in keys[:COUNT_AT_MOST]], page, size=PAGE_SIZE)
    return found, _lines_of(ours, list(found.object_list)), len(keys) > COUNT_AT_MOST


@transaction.atomic
def hall_export(*, actor: Actor, filters: HallFilters) -> list[HallRow]:
    """What the filters list, in their order, at most COUNT_AT_MOST, for a file; the audit keeps who took how many."""
    if actor.kind is not ActorKind.INSTITUTION or actor.organisation_id is None:
        return []
    ours = actor.organisation_id
    rows = _filtered(ours, today(), filters)
    found = [HallRow(*line) for line in _lines(ours, rows, filters)[:COUNT_AT_MOST]]
    audit_record(
        actor=actor,
        action=DemandAudit.EXPORT,
        object_kind="institution",
        object_id=ours,
        detail={"count": len(found)},
    )
    return found


def fits_unseen(*, actor: Actor) -> int:
    """How many demands suit the institution and were not looked at yet, at most COUNT_AT_MOST."""
    if actor.kind is not ActorKind.INSTITUTION or actor.organisation_id is None:
        return 0
    rows = _filtered(actor.organisation_id, today(), HallFilters(is_unseen=True))
    return rows.order_by()[:COUNT_AT_MOST].count()


def areas_within(areas: Sequence[str]) -> tuple[str, ...]:
    """Every code that lies in one of the areas."""
    return tuple(
        code for code in regions.all_regions() if any(regions.lies_within(code, area) for area in areas)
    )


# As the hall opens, and under its tabs and orders: asked all day long, so compiled once a process.


@cache
def _fit_page(sort: str) -> PreparedValues:
    filters = HallFilters(sort=sort)
    return PreparedValues(
        lambda ours, day: _lines(ours, _filtered(ours, day, filters), filters)[:PAGE_SIZE], UUID, date
    )


@cache
def _plain_ids(tab: str, sort: str) -> PreparedValues:
    filters = HallFilters(tab=tab, sort=sort)
    return PreparedValues(
        lambda ours, day: _ordered(_filtered(ours, day, filters), filters).values_list("pk")[
            : COUNT_AT_MOST + 1
        ],
        UUID,
        date,
    )


@cache
def _page_of_keys() -> PreparedValues:
    def build(ours: UUID, *keys: UUID) -> QuerySet[FinancingDemand, tuple[Any, ...]]:
        rows = _with_fit(ours).filter(pk__in=keys).annotate(is_seen=_seen(ours))
        return rows.values_list(*_COLUMNS)

    return PreparedValues(build, *[UUID] * (PAGE_SIZE + 1))


def _lines_of(ours: UUID, keys: Sequence[UUID]) -> list[HallRow]:
    """The lines of these demands in this order; at most a page of them."""
    if not keys:
        return []
    wanted = [*keys, *[_NOBODY] * (PAGE_SIZE - len(keys))]
    found = {line[0]: HallRow(*line) for line in _page_of_keys().rows(ours, *wanted)}
    return [found[key] for key in keys if key in found]


@cache
def _fit_ids() -> PreparedValues:
    """What fits, without looking at the demands: those that ended meanwhile go within minutes (hall_jobs)."""
    hidden = DemandMark.objects.filter(demand=OuterRef("demand"), kind=MarkKind.NOT_INTERESTED)
    return PreparedValues(
        lambda ours: DemandFit.objects.filter(
            ~Exists(hidden.filter(institution_id=ours)), institution_id=ours
        ).values_list("demand_id")[: COUNT_AT_MOST + 1],
        UUID,
    )


def _with_fit(ours: UUID) -> QuerySet[FinancingDemand]:
    return FinancingDemand.objects.annotate(
        fit=FilteredRelation("fits", condition=Q(fits__institution_id=ours))
    )


def _seen(ours: UUID) -> Exists:
    marks = DemandMark.objects.filter(demand=OuterRef("pk"), institution_id=ours, kind=MarkKind.SEEN)
    return Exists(marks)


def _filtered(ours: UUID, day: date, filters: HallFilters) -> QuerySet[FinancingDemand]:
    # A place or a word finds few demands, whose fits are then looked up; else what fits is gone through in its order.
    fits = Q(fit__institution_id=ours) if filters.tab == "fit" else None
    is_beside = fits is not None and not filters.areas and not filters.search
    rows = live_demands(on=day, is_beside=is_beside, rows=_with_fit(ours), after=fits)
    marks = DemandMark.objects.filter(demand=OuterRef("pk"), institution_id=ours)
    hidden = marks.filter(kind=MarkKind.NOT_INTERESTED)
    if filters.tab == "all":
        # Read once as a list: PostgreSQL else looks at everybody's marks of each demand. Beside what fits, it reads more so.
        ours_hidden = DemandMark.objects.filter(institution_id=ours, kind=MarkKind.NOT_INTERESTED)
        rows = rows.exclude(pk__in=ours_hidden.values("demand_id"))
    else:
        rows = rows.filter(Exists(hidden) if filters.tab == "hidden" else ~Exists(hidden))
    if filters.is_unseen:
        rows = rows.filter(~_seen(ours))
    if filters.areas:
        rows = rows.filter(region_code__in=filters.areas)
    if filters.section:
        divisions = [division.code for division in industries.divisions(filters.section)]
        rows = rows.filter(industry_code__in=[filters.section, *divisions])
    if filters.rate_pct is not None:
        rows = rows.filter(Q(rate_max_pct__gte=filters.rate_pct) | Q(rate_max_pct__isnull=True))
    conditions: dict[str, Any] = {
        "guarantee_mode": filters.guarantee or None,
        "amount_yuan__gt": filters.amount_min,
        "amount_yuan__lte": filters.amount_max,
        "title__holds_signs": filters.search or None,
        "title__icontains": filters.search or None,
    }
    return rows.filter(**{name: value for name, value in conditions.items() if value is not None})


def _ordered(rows: QuerySet[FinancingDemand], filters: HallFilters) -> QuerySet[FinancingDemand]:
    if filters.sort == "amount":
        order: tuple[Any, ...] = ("-amount_yuan", "-id")
    elif filters.tab == "fit" and filters.sort == "fit":
        order = ("fit__rank", F("fit__published_at").desc(), "-id")
    else:
        order = ("-published_at", "-id")
    return rows.order_by(*order)


def _lines(
    ours: UUID, rows: QuerySet[FinancingDemand], filters: HallFilters
) -> QuerySet[FinancingDemand, tuple[Any, ...]]:
    return _ordered(rows, filters).annotate(is_seen=_seen(ours)).values_list(*_COLUMNS)
