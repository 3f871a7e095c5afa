"""Putting many products on the shelf at once."""

from __future__ import annotations

from collections.abc import Sequence

from yuzhengdai.demo.rows import write
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.enums import ProductTag
from yuzhengdai.domain.products.models import CatalogueVersion, Product, ProductFacet, ProductVersion


def shelve(made: Sequence[tuple[Product, ProductVersion]]) -> None:
    """Fill list columns and facets of published versions and count the catalogue version up."""
    for product, version in made:
        _fill(product, version, product.institution)
    columns = [
        "search_text", "rate_min_pct", "rate_max_pct", "amount_min_yuan", "amount_max_yuan", "term_min_months",
        "term_max_months", "decision_days",
    ]  # fmt: skip
    Product.objects.bulk_update([product for product, _ in made], columns, batch_size=100)
    write(
        ProductFacet(product=product, facet=facet, value=value)
        for product, version in made
        for facet, value in _facets(version, product.institution)
    )
    CatalogueVersion.objects.update_or_create(pk=1, defaults={"number": 1})


def _fill(product: Product, version: ProductVersion, institution: Institution) -> None:
    tags = [str(ProductTag(tag).label) for tag in version.tags]
    product.search_text = " ".join([version.name, institution.name, *tags]).lower()
    for name in ("rate_min_pct", "rate_max_pct", "amount_min_yuan", "amount_max_yuan", "term_min_months",
                 "term_max_months", "decision_days"):  # fmt: skip
        setattr(product, name, getattr(version, name))


def _facets(version: ProductVersion, institution: Institution) -> list[tuple[str, str]]:
    found = [("institution_kind", institution.kind), ("institution", institution.slug)]
    found += [("guarantee", mode) for mode in version.guarantee_modes]
    found += [("tag", tag) for tag in version.tags]
    return found
