"""All products on the shelf, in memory, for finding: facets, keywords, orders and pages without a query per search.

Each process holds one immutable ``Catalogue`` of the catalogue version last seen. Positions of products are bits of integers:
a facet value is the integer of the products that have it, so that narrowing is ``&`` and counting ``bit_count``. Page 250
costs what page 1 costs.

A process looks at the version (one row by key) at most every ``_LOOK_EVERY_S`` seconds; writers of the same process are seen
at once. While one thread loads a new catalogue the others go on with the one before.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.catalogue_index import KIND_ORDER, Catalogue, Entry, Found
from yuzhengdai.domain.products.conditions import (
    Bounds,
    enterprise_conditions,
    listed_conditions,
    wish_conditions,
)
from yuzhengdai.domain.products.eligibility import Rule
from yuzhengdai.domain.products.enums import Facet, ProductState
from yuzhengdai.domain.products.facets import FACET_LABELS
from yuzhengdai.domain.products.models import CatalogueVersion, Product, ProductFacet

__all__ = [
    "Catalogue",
    "Entry",
    "Found",
    "catalogue",
    "catalogue_version",
    "forget",
    "forget_version",
    "load",
]

_LOOK_EVERY_S = 2.0


def _overall_order(entries: list[Entry]) -> list[Entry]:
    """综合: the places by rate (within a kind), promised days and amount, summed; loans before the rest."""
    places: dict[UUID, int] = defaultdict(int)
    keys: list[Callable[[Entry], Decimal | int]] = [
        lambda e: e.rate_min_pct,
        lambda e: e.decision_days,
        lambda e: -e.amount_max_yuan,
    ]
    for key in keys:
        for kind in KIND_ORDER:
            values = sorted({key(e) for e in entries if e.kind == kind})
            place = {value: number for number, value in enumerate(values)}
            scale = max(1, len(values) - 1)
            for e in entries:
                if e.kind == kind:
                    places[e.id] += 1000 * place[key(e)] // scale
    return sorted(entries, key=lambda e: (KIND_ORDER[e.kind], places[e.id], e.id))


_COLUMNS = (
    "id",
    "name",
    "kind",
    "institution__slug",
    "institution__short_name",
    "institution__seal",
    "institution__tone",
    "rate_min_pct",
    "rate_max_pct",
    "amount_min_yuan",
    "amount_max_yuan",
    "term_min_months",
    "term_max_months",
    "decision_days",
    "search_text",
)
_TEXT_COLUMNS = ("purposes", "rules", "regions", "industries", "entity_types", "guarantee_modes")
"""Of the published version."""


def load(version: int) -> Catalogue:
    """Read all products on the shelf: three queries whatever their number."""
    names = dict(
        Institution.objects.filter(is_active=True)
        .order_by("sort_key", "id")
        .values_list("slug", "short_name")
    )
    facets: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    shown = {"product__state": ProductState.ON_SHELF, "product__institution__is_active": True}
    for product_id, facet, value in ProductFacet.objects.filter(**shown).values_list(
        "product_id", "facet", "value"
    ):
        facets[product_id].append((facet, value))
    rows = Product.objects.filter(
        state=ProductState.ON_SHELF, institution__is_active=True, published_version__isnull=False
    ).values_list(*_COLUMNS, *(f"published_version__{name}" for name in _TEXT_COLUMNS))
    tag_order = {tag: number for number, tag in enumerate(FACET_LABELS[Facet.TAG])}
    entries = []
    conditions: dict[UUID, list[Rule]] = {}
    for row in cast(Iterable[tuple[Any, ...]], rows):
        tags = sorted((v for f, v in facets[row[0]] if f == Facet.TAG), key=lambda v: tag_order.get(v, 99))
        *columns, search_text = row[: len(_COLUMNS)]
        texts = dict(zip(_TEXT_COLUMNS, row[len(_COLUMNS) :], strict=True))
        entry = Entry(*cast(Any, (*columns, tuple(tags), search_text, tuple(texts["purposes"]))))
        entries.append(entry)
        conditions[entry.id] = _conditions(entry, texts)
    entries = _overall_order(entries)
    by_value: dict[Facet, dict[str, list[int]]] = {facet: defaultdict(list) for facet in Facet}
    for position, entry in enumerate(entries):
        for facet, value in facets[entry.id]:
            by_value[Facet(facet)][value].append(position)
    return Catalogue(version, entries, by_value, names, _distinct_rules([conditions[e.id] for e in entries]))


def _conditions(entry: Entry, texts: dict[str, Any]) -> list[Rule]:
    """Everything the product demands but amount and term: those are compared as numbers, not as thousands of rules."""
    bounds = Bounds(
        kind=entry.kind,
        regions=texts["regions"],
        industries=texts["industries"],
        entity_types=texts["entity_types"],
        purposes=texts["purposes"],
        guarantee_modes=texts["guarantee_modes"],
        amounts_yuan=(entry.amount_min_yuan, entry.amount_max_yuan),
        terms_months=(entry.term_min_months, entry.term_max_months),
    )
    return [
        *listed_conditions(texts["rules"]),
        *enterprise_conditions(bounds),
        *wish_conditions(bounds, with_figures=False),
    ]


def _distinct_rules(conditions: Sequence[list[Rule]]) -> list[tuple[Rule, list[int]]]:
    """Each different condition with the positions of the products that have it."""
    found: dict[str, tuple[Rule, list[int]]] = {}
    for position, rules in enumerate(conditions):
        for rule in rules:
            key = repr((rule.field, rule.operator, rule.value))
            positions = found.setdefault(key, (rule, []))[1]
            if not positions or positions[-1] != position:
                positions.append(position)
    return list(found.values())


_lock = threading.Lock()
_seen: tuple[float, int] | None = None
_current: Catalogue | None = None


def catalogue_version() -> int:
    """The number of the catalogue as last seen (at most two seconds ago); 0 before anything was published."""
    global _seen
    seen, now = _seen, time.monotonic()
    if seen is not None and now - seen[0] < _LOOK_EVERY_S:
        return seen[1]
    number = CatalogueVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    _seen = (now, number)
    return number


def catalogue() -> Catalogue:
    """The catalogue of the version last seen."""
    global _current
    version, current = catalogue_version(), _current
    if current is not None and current.version == version:
        return current
    if not _lock.acquire(blocking=current is None):
        assert current is not None  # noqa: S101 - only then does acquire not wait
        return current
    try:
        if _current is None or _current.version != version:
            _current = load(version)
        return _current
    finally:
        _lock.release()


def forget_version() -> None:
    """Look at the version again on the next question: something was changed in this process."""
    global _seen
    _seen = None


def forget() -> None:
    """Forget version and catalogue (tests, whose databases begin anew)."""
    global _current
    forget_version()
    _current = None
