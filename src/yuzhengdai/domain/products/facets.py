"""What a product can be found by: the values of each facet, their labels, and which of them a version has.

A band of amounts or terms holds what lies above its lower and up to its upper bound; a product is in every band its range
touches, because an enterprise may borrow anywhere in the range. Rates are compared for loans only: a guarantee's fee and the
cost of leasing are no interest and would mislead beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from yuzhengdai.domain.institutions.enums import InstitutionKind
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.enums import Facet, GuaranteeMode, ProductKind, ProductTag
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.reference import industries, regions

EVERYWHERE = "*"
"""Facet value of a product without limits of region or industry: it is found under every value."""

_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch between two bounds; ``high`` None is open."""

    value: str
    label: str
    low: Decimal
    high: Decimal | None


def _band(value: str, label: str, low: int, high: int | None, unit: int = 1) -> Band:
    return Band(value, label, Decimal(low * unit), None if high is None else Decimal(high * unit))


AMOUNT_BANDS = (
    _band("to-50", "50 万以下", 0, 50, _WAN),
    _band("50-100", "50–100 万", 50, 100, _WAN),
    _band("100-300", "100–300 万", 100, 300, _WAN),
    _band("300-1000", "300–1000 万", 300, 1000, _WAN),
    _band("over-1000", "1000 万以上", 1000, None, _WAN),
)
TERM_BANDS = (
    _band("to-6", "6 个月内", 0, 6),
    _band("6-12", "6–12 个月", 6, 12),
    _band("12-36", "1–3 年", 12, 36),
    _band("over-36", "3 年以上", 36, None),
)
RATE_BANDS = (
    _band("to-4", "4% 以下", 0, 4),
    _band("4-5", "4%–5%", 4, 5),
    _band("5-6", "5%–6%", 5, 6),
    _band("over-6", "6% 以上", 6, None),
)


def _labels() -> dict[Facet, Mapping[str, str]]:
    return {
        Facet.INSTITUTION_KIND: {kind.value: str(kind.label) for kind in InstitutionKind},
        Facet.GUARANTEE: {mode.value: str(mode.label) for mode in GuaranteeMode},
        Facet.AMOUNT: {band.value: band.label for band in AMOUNT_BANDS},
        Facet.TERM: {band.value: band.label for band in TERM_BANDS},
        Facet.RATE: {band.value: band.label for band in RATE_BANDS},
        Facet.REGION: {city.code: city.name for city in regions.cities()},
        Facet.INDUSTRY: {section.code: section.name for section in industries.sections()},
        Facet.TAG: {tag.value: str(tag.label) for tag in ProductTag},
    }


FACET_LABELS: Mapping[Facet, Mapping[str, str]] = MappingProxyType(_labels())
"""Facet → value → label, in the order of the screen. Institutions are data: the catalogue knows their names."""


def facets_of(version: ProductVersion, institution: Institution) -> Iterator[tuple[Facet, str]]:
    """Every facet value of one version, each once."""
    yield Facet.INSTITUTION_KIND, institution.kind
    yield Facet.INSTITUTION, institution.slug
    for mode in dict.fromkeys(version.guarantee_modes):
        yield Facet.GUARANTEE, mode
    for tag in dict.fromkeys(version.tags):
        yield Facet.TAG, tag
    amounts = (version.amount_min_yuan, version.amount_max_yuan)
    for band in AMOUNT_BANDS:
        if _touches(band, *amounts):
            yield Facet.AMOUNT, band.value
    terms = (Decimal(version.term_min_months), Decimal(version.term_max_months))
    for band in TERM_BANDS:
        if _touches(band, *terms):
            yield Facet.TERM, band.value
    if version.kind == ProductKind.LOAN:
        for band in RATE_BANDS:
            if version.rate_max_pct >= band.low and (band.high is None or version.rate_min_pct < band.high):
                yield Facet.RATE, band.value
    yield from ((Facet.REGION, code) for code in _city_codes(version.regions))
    yield from ((Facet.INDUSTRY, code) for code in _section_codes(version.industries))


def _touches(band: Band, low: Decimal, high: Decimal) -> bool:
    return high > band.low and (band.high is None or low <= band.high)


def _city_codes(codes: list[str]) -> list[str]:
    if not codes or regions.PROVINCE_CODE in codes:
        return [EVERYWHERE]
    return sorted({city.code for city in map(regions.city_of, codes) if city is not None})


def _section_codes(codes: list[str]) -> list[str]:
    if not codes:
        return [EVERYWHERE]
    return sorted({section.code for section in map(industries.section_of, codes) if section is not None})
