"""The products of one catalogue version as integers of bits: facets, keywords, orders and pages (see catalogue.py)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from yuzhengdai.domain.products.eligibility import Rule
from yuzhengdai.domain.products.enums import Facet, LoanUse, ProductKind
from yuzhengdai.domain.products.facets import EVERYWHERE, FACET_LABELS
from yuzhengdai.domain.products.facts import as_number
from yuzhengdai.domain.products.fitting import EVERY_WORLD, Fitting, fitting_of, positions_of
from yuzhengdai.domain.products.keywords import parts_of, synonym, telling
from yuzhengdai.domain.products.search import WITHOUT_COLLATERAL, Collateral, Search, Sort

_YUAN_PER_WAN = 10_000
ANY_USE = 99
"""Place of products for any use: behind all that name it."""
KIND_ORDER = {ProductKind.LOAN.value: 0, ProductKind.LEASING.value: 1, ProductKind.GUARANTEE.value: 2}
"""Loans before the rest: fees of guarantees and costs of leasing do not compare with interest."""


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
    purposes: tuple[str, ...] = ()

    def fit(self, use: str) -> int | None:
        """How closely the product is meant for a use: the fewer purposes it names beside it the smaller, ``ANY_USE`` where it
        names none; None where it is meant for others. A lease that names none finances equipment.
        """
        if use in self.purposes:
            return len(self.purposes)
        if self.purposes:
            return None
        if self.kind == ProductKind.LEASING:
            return 1 if use == LoanUse.EQUIPMENT else None
        return ANY_USE


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
        rules: Iterable[tuple[Rule, Iterable[int]]] = (),
    ) -> None:
        self.version = version
        self.entries = tuple(entries)
        self.positions = {entry.id: position for position, entry in enumerate(self.entries)}
        self.institution_names = MappingProxyType(dict(institution_names))
        self._everything = (1 << len(self.entries)) - 1
        self._orders = _orders(self.entries)
        self._masks = {facet: self._facet_masks(facet, facets.get(facet, {})) for facet in Facet}
        # Thousands of products share a few dozen conditions: each is judged once.
        self._rules = [(rule, self._mask(positions)) for rule, positions in rules]
        self._fits = {
            use.value: {i: fit for i, e in enumerate(self.entries) if (fit := e.fit(use.value)) is not None}
            for use in LoanUse
        }
        self._masks_of_use = {use: self._mask(fits) for use, fits in self._fits.items()}
        # The same amounts and keywords come again and again; a mask of 5,000 products is 700 bytes.
        self._corpus = "\n".join(entry.search_text for entry in self.entries)
        self._read_keyword = lru_cache(maxsize=512)(self._find_words)
        self._mask_of_keyword = lru_cache(maxsize=512)(self._find_keyword)
        self._mask_of_amount = lru_cache(maxsize=128)(self._find_amount)
        self._mask_of_term = lru_cache(maxsize=128)(self._find_term)

    def __len__(self) -> int:
        return len(self.entries)

    def entry(self, product_id: UUID) -> Entry | None:
        """One product's entry, None when it is not on the shelf."""
        position = self.positions.get(product_id)
        return None if position is None else self.entries[position]

    def find(self, search: Search, *, size: int, facts: Mapping[str, Any] | None = None) -> Found:
        """Search, count and cut one page. A page beyond the last is the last.

        With ``facts`` of an enterprise, products with a condition that is known to fail are left out, and the overall order
        puts in front what is most likely to suit (see fitting.py).
        """
        base = self._mask_of_needs(search)
        fitting = self.fitting(facts) if facts is not None else None
        if fitting is not None:
            base &= ~fitting.failing
        chosen = {facet: self._mask_of_values(facet, values) for facet, values in search.facets.items()}
        mask = base
        for facet_mask in chosen.values():
            mask &= facet_mask
        total = mask.bit_count()
        pages = max(1, -(-total // size))
        page = min(search.page, pages)
        ordered = self._in_order(mask, search.sort)
        if search.use and search.sort == Sort.OVERALL:
            # Loans before the rest, then what is meant for this use; sorting keeps the overall order within both.
            fits = self._fits[search.use]
            ordered = sorted(ordered, key=lambda p: (KIND_ORDER[self.entries[p].kind], fits[p]))
        if fitting is not None and search.sort == Sort.OVERALL:
            ordered = self._worth_reading(fitting, ordered)
        positions = ordered[(page - 1) * size : page * size]
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

    def fitting(self, facts: Mapping[str, Any]) -> Fitting:
        """What is known of an enterprise, and of what it asks for, beside every product (values by code of products.facts)."""
        found = fitting_of(self._rules, facts)
        failing = found.failing
        amount, months = (
            as_number(facts.get("requested_amount_yuan")),
            as_number(facts.get("requested_term_months")),
        )
        if amount is not None:
            failing |= self._everything & ~self._mask_of_amount(amount)
        if months is not None:
            failing |= self._everything & ~self._mask_of_term(int(months))
        return replace(found, failing=failing)

    def suiting(
        self,
        facts: Mapping[str, Any],
        *,
        limit: int,
        without: Collection[UUID] = (),
        refused: UUID | None = None,
        doubted: Collection[str] = (),
    ) -> list[Entry]:
        """Products of which no condition is known to fail, the most promising first, without those named.

        ``refused`` was refused for a reason about the facts ``doubted``: what hangs on the same doubt comes last.
        """
        fitting = self.fitting(facts)
        left_out = self._mask(self.positions[i] for i in without if i in self.positions)
        ordered = self._in_order(self._everything & ~fitting.failing & ~left_out, Sort.OVERALL)
        at = self.positions.get(refused) if refused is not None else None
        given = EVERY_WORLD if at is None else fitting.refused(at, doubted)
        return [self.entries[p] for p in self._worth_reading(fitting, ordered, given)[:limit]]

    def best_by_institution(
        self, facts: Mapping[str, Any], *, rate_max_pct: Decimal | None = None
    ) -> dict[str, tuple[Entry, int, bool]]:
        """Slug → (its product with the fewest open conditions, how many are open, whether it begins at or below the rate that
        is hoped for); only institutions with a product of which no condition is known to fail.
        """
        fitting = self.fitting(facts)
        best: dict[str, tuple[Entry, int, bool]] = {}
        for position in positions_of(self._everything & ~fitting.failing):
            entry = self.entries[position]
            is_in_rate = rate_max_pct is None or entry.rate_min_pct <= rate_max_pct
            found = (entry, fitting.open_count(position), is_in_rate)
            before = best.get(entry.institution_slug)
            if before is None or (not found[2], found[1]) < (not before[2], before[1]):
                best[entry.institution_slug] = found
        return best

    def _worth_reading(self, fitting: Fitting, ordered: Sequence[int], given: int = EVERY_WORLD) -> list[int]:
        """Loans before the rest, whatever is open of them."""
        loans = [p for p in ordered if self.entries[p].kind == ProductKind.LOAN]
        rest = [p for p in ordered if self.entries[p].kind != ProductKind.LOAN]
        return [*fitting.in_order(loans, given=given), *fitting.in_order(rest, given=given)]

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
            mask &= self._read_keyword(search.keyword)[0]
        if search.amount_wan is not None:
            mask &= self._mask_of_amount(search.amount_wan * _YUAN_PER_WAN)
        if search.term_months is not None:
            mask &= self._mask_of_term(search.term_months)
        if search.collateral == Collateral.NONE:
            mask &= self._mask_of_values(Facet.GUARANTEE, WITHOUT_COLLATERAL)
        if search.use:
            mask &= self._masks_of_use[search.use]
        return mask

    def keyword_read_as(self, keyword: str) -> str:
        """The part of a keyword that was looked for where the whole finds nothing; "" where all of it was understood."""
        return self._read_keyword(keyword)[1] if keyword else ""

    def _find_words(self, keyword: str) -> tuple[int, str]:
        """(products, what was looked for instead of the whole or "")."""
        words = keyword.lower().split()
        found = self._mask_of_all(words)
        if found:
            return found, ""
        whole = "".join(words)
        parts = [part for word in words for part in parts_of(synonym(word) or word, self._corpus)]
        if found := self._mask_of_all(parts):
            is_whole = bool(parts) and "".join(parts) == whole
            return found, "" if is_whole else " ".join(parts)
        parts = telling(parts)
        for tried in (parts, sorted(parts, key=len, reverse=True)[:1]):
            if found := self._mask_of_all(tried):
                return found, " ".join(tried)
        return 0, ""

    def _mask_of_all(self, words: Sequence[str]) -> int:
        mask = self._everything if words else 0
        for word in words:
            mask &= self._mask_of_keyword(word)
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
            KIND_ORDER[entries[p].kind],
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
