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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.enums import Facet, LoanUse, ProductKind, ProductState
from yuzhengdai.domain.products.facets import EVERYWHERE, FACET_LABELS
from yuzhengdai.domain.products.models import CatalogueVersion, Product, ProductFacet
from yuzhengdai.domain.products.search import WITHOUT_COLLATERAL, Collateral, Search, Sort

_LOOK_EVERY_S = 2.0
_YUAN_PER_WAN = 10_000
_KIND_ORDER = {ProductKind.LOAN.value: 0, ProductKind.LEASING.value: 1, ProductKind.GUARANTEE.value: 2}


@dataclass(frozen=True, slots=True)
class Entry:
    """What lists show of one product."""

    id: UUID
    name: str
    kind: str
    institution_slug: str
    institution_name: str
    seal: str
    tone: int
    rate_min_pct: Decimal
    rate_max_pct: Decimal
    amount_min_yuan: Decimal
    amount_max_yuan: Decimal
    term_min_months: int
    term_max_months: int
    decision_days: int
    tags: tuple[str, ...]
    search_text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search: one page of entries, the whole number, and per facet value → number."""

    entries: Sequence[Entry]
    total: int
    page: int
    pages: int
    counts: Mapping[Facet, Mapping[str, int]]


class Catalogue:
    """The products of one catalogue version. Immutable but for its small memory of masks."""

    def __init__(
        self,
        version: int,
        entries: Sequence[Entry],
        facets: Mapping[Facet, Mapping[str, Iterable[int]]],
        institution_names: Mapping[str, str],
    ) -> None:
        self.version = version
        self.entries = tuple(entries)
        self.positions = {entry.id: position for position, entry in enumerate(self.entries)}
        self.institution_names = MappingProxyType(dict(institution_names))
        self._everything = (1 << len(self.entries)) - 1
        self._orders = _orders(self.entries)
        self._masks = {facet: self._facet_masks(facet, facets.get(facet, {})) for facet in Facet}
        # Leasing finances equipment only.
        self._not_leasing = self._mask(i for i, e in enumerate(self.entries) if e.kind != ProductKind.LEASING)
        # The same amounts and keywords come again and again; a mask of 5,000 products is 700 bytes.
        self._mask_of_keyword = lru_cache(maxsize=512)(self._find_keyword)
        self._mask_of_amount = lru_cache(maxsize=128)(self._find_amount)
        self._mask_of_term = lru_cache(maxsize=128)(self._find_term)

    def __len__(self) -> int:
        return len(self.entries)

    def entry(self, product_id: UUID) -> Entry | None:
        """One product's entry, None when it is not on the shelf."""
        position = self.positions.get(product_id)
        return None if position is None else self.entries[position]

    def find(self, search: Search, *, size: int) -> Found:
        """Search, count and cut one page. A page beyond the last is the last."""
        base = self._mask_of_needs(search)
        chosen = {facet: self._mask_of_values(facet, values) for facet, values in search.facets.items()}
        mask = base
        for facet_mask in chosen.values():
            mask &= facet_mask
        total = mask.bit_count()
        pages = max(1, -(-total // size))
        page = min(search.page, pages)
        positions = self._in_order(mask, search.sort)[(page - 1) * size : page * size]
        counts = {facet: self._counts(facet, base, chosen) for facet in Facet}
        return Found([self.entries[p] for p in positions], total, page, pages, counts)

    def count(self, search: Search) -> int:
        """How many products a search finds."""
        mask = self._mask_of_needs(search)
        for facet, values in search.facets.items():
            mask &= self._mask_of_values(facet, values)
        return mask.bit_count()

    def of_institution(self, slug: str) -> list[Entry]:
        """The products of one institution, in the overall order."""
        mask = self._masks[Facet.INSTITUTION].get(slug, 0)
        return [self.entries[p] for p in self._in_order(mask, Sort.OVERALL)]

    def value_counts(self, facet: Facet) -> Mapping[str, int]:
        """How many products each value of a facet has, nothing narrowed."""
        return {value: mask.bit_count() for value, mask in self._masks[facet].items()}

    def similar(self, *, kind: str, institution_slug: str, tags: Iterable[str], limit: int) -> list[Entry]:
        """Products of the same kind with most tags in common; for a product that is no longer there."""
        wanted = set(tags)
        same = [entry for entry in self.entries if entry.kind == kind]
        same.sort(key=lambda e: (-len(wanted.intersection(e.tags)), e.institution_slug != institution_slug))
        return same[:limit]

    def _counts(self, facet: Facet, base: int, chosen: Mapping[Facet, int]) -> dict[str, int]:
        mask = base
        for other, other_mask in chosen.items():
            if other != facet:
                mask &= other_mask
        return {value: (mask & value_mask).bit_count() for value, value_mask in self._masks[facet].items()}

    def _mask_of_values(self, facet: Facet, values: Iterable[str]) -> int:
        masks, found = self._masks[facet], 0
        for value in values:
            found |= masks.get(value, 0)
        return found

    def _mask_of_needs(self, search: Search) -> int:
        mask = self._everything
        if search.keyword:
            for word in search.keyword.lower().split():
                mask &= self._mask_of_keyword(word)
        if search.amount_wan is not None:
            mask &= self._mask_of_amount(search.amount_wan * _YUAN_PER_WAN)
        if search.term_months is not None:
            mask &= self._mask_of_term(search.term_months)
        if search.collateral == Collateral.NONE:
            mask &= self._mask_of_values(Facet.GUARANTEE, WITHOUT_COLLATERAL)
        if search.use and search.use != LoanUse.EQUIPMENT:
            mask &= self._not_leasing
        return mask

    def _find_keyword(self, word: str) -> int:
        return self._mask(i for i, entry in enumerate(self.entries) if word in entry.search_text)

    def _find_amount(self, yuan: Decimal) -> int:
        return self._mask(
            i
            for i, entry in enumerate(self.entries)
            if entry.amount_min_yuan <= yuan <= entry.amount_max_yuan
        )

    def _find_term(self, months: int) -> int:
        return self._mask(
            i
            for i, entry in enumerate(self.entries)
            if entry.term_min_months <= months <= entry.term_max_months
        )

    def _in_order(self, mask: int, sort: Sort) -> Sequence[int]:
        order = self._orders[sort]
        if mask == self._everything:
            return order
        bits = bin(mask)[:1:-1]  # least position first
        length = len(bits)
        return [p for p in order if p < length and bits[p] == "1"]

    def _mask(self, positions: Iterable[int]) -> int:
        found = bytearray(len(self.entries) // 8 + 1)
        for p in positions:
            found[p >> 3] |= 1 << (p & 7)
        return int.from_bytes(found, "little")

    def _facet_masks(self, facet: Facet, values: Mapping[str, Iterable[int]]) -> dict[str, int]:
        masks = {value: self._mask(positions) for value, positions in values.items()}
        everywhere = masks.pop(EVERYWHERE, 0)
        known: Iterable[str] = FACET_LABELS.get(facet) or (s for s in self.institution_names if s in masks)
        return {value: masks.get(value, 0) | everywhere for value in known}


def _orders(entries: Sequence[Entry]) -> dict[Sort, Sequence[int]]:
    keys: dict[Sort, Callable[[int], tuple[object, ...]]] = {
        # Loans first: fees of guarantees and costs of leasing are no interest rates.
        Sort.RATE: lambda p: (
            _KIND_ORDER[entries[p].kind],
            entries[p].rate_min_pct,
            entries[p].rate_max_pct,
            p,
        ),
        Sort.AMOUNT: lambda p: (-entries[p].amount_max_yuan, p),
        Sort.SPEED: lambda p: (entries[p].decision_days, p),
    }
    everything = range(len(entries))
    return {Sort.OVERALL: everything} | {
        sort: tuple(sorted(everything, key=key)) for sort, key in keys.items()
    }


def _overall_order(entries: list[Entry]) -> list[Entry]:
    """综合: the places by rate (within a kind), promised days and amount, summed; loans before the rest."""
    places: dict[UUID, int] = defaultdict(int)
    keys: list[Callable[[Entry], Decimal | int]] = [
        lambda e: e.rate_min_pct,
        lambda e: e.decision_days,
        lambda e: -e.amount_max_yuan,
    ]
    for key in keys:
        for kind in _KIND_ORDER:
            values = sorted({key(e) for e in entries if e.kind == kind})
            place = {value: number for number, value in enumerate(values)}
            scale = max(1, len(values) - 1)
            for e in entries:
                if e.kind == kind:
                    places[e.id] += 1000 * place[key(e)] // scale
    return sorted(entries, key=lambda e: (_KIND_ORDER[e.kind], places[e.id], e.id))


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
    ).values_list(
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
    tag_order = {tag: number for number, tag in enumerate(FACET_LABELS[Facet.TAG])}
    entries = []
    for row in cast(Iterable[tuple[Any, ...]], rows):
        tags = sorted((v for f, v in facets[row[0]] if f == Facet.TAG), key=lambda v: tag_order.get(v, 99))
        entries.append(Entry(*cast(Any, (*row[:-1], tuple(tags), row[-1]))))
    entries = _overall_order(entries)
    by_value: dict[Facet, dict[str, list[int]]] = {facet: defaultdict(list) for facet in Facet}
    for position, entry in enumerate(entries):
        for facet, value in facets[entry.id]:
            by_value[Facet(facet)][value].append(position)
    return Catalogue(version, entries, by_value, names)


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
