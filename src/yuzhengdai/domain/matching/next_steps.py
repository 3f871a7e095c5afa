"""Where an enterprise may turn after a refusal: only products of which no checkable condition fails, each with its answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from yuzhengdai.domain.matching.match import Match, match_product
from yuzhengdai.domain.products.catalogue_index import Catalogue, Entry
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.domain.products.enums import ProductState
from yuzhengdai.domain.products.facts import Facts, values_of
from yuzhengdai.domain.products.models import Product


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused, and about which facts the reason is (codes of products.facts); those may be why elsewhere too."""

    product_id: UUID
    doubted: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class NextProduct:
    """A product to turn to, and every condition of it beside what is known."""

    entry: Entry
    match: Match


def next_products(
    index: Catalogue,
    *,
    facts: Facts,
    refusal: Refusal | None = None,
    without: Collection[UUID] = (),
    limit: int = 5,
) -> list[NextProduct]:
    """The most promising first. ``facts`` are those of the enterprise and of what it asks for; ``without`` names products that
    are not to be offered (asked already); the refused one never is. One query.
    """
    left_out = {*without, *([refusal.product_id] if refusal is not None else [])}
    entries = index.suiting(
        values_of(facts),
        limit=limit,
        without=left_out,
        refused=refusal.product_id if refusal is not None else None,
        doubted=refusal.doubted if refusal is not None else (),
    )
    products = Product.objects.filter(pk__in=[entry.id for entry in entries], state=ProductState.ON_SHELF)
    versions = {row.pk: row.published_version for row in products.select_related("published_version")}
    found = (
        NextProduct(entry, match_product(version, facts, with_unasked=True))
        for entry in entries
        if (version := versions.get(entry.id)) is not None
    )
    # The catalogue of this process may be two seconds old: what was published meanwhile is judged by its own text.
    return [step for step in found if step.match.verdict is not Verdict.FAILS]
