"""What a demand shows beside what institutions lend: only what the demand says and what its owner ticked counts.

Everything else is 待核实. An institution is told nothing here of another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yuzhengdai.domain.demands.enums import RevenueBand
from yuzhengdai.domain.demands.selectors.hall import HallDemand
from yuzhengdai.domain.products.catalogue_index import Catalogue, Entry
from yuzhengdai.domain.products.eligibility import Operator, Rule, Verdict, check
from yuzhengdai.domain.products.facts import Fact, Facts, Span, values_of
from yuzhengdai.foundation.core.clock import local

SAID = "需求写明"
_VERIFIED = "企业认证"
_TOO_CHEAP = 100
"""Added to the rank where no suiting product begins at or below the rate that is hoped for."""
_UNSURE_AREA = 50
"""Added where the demand names a city and the institution lends in some of its counties."""
_MOST_OPEN = 49


@dataclass(frozen=True, slots=True)
class Fit:
    """The product of an institution that suits a demand best, and where the demand stands in its hall (least first)."""

    entry: Entry
    open_count: int
    rank: int


def facts_of_demand(demand: HallDemand) -> Facts:
    """What rules may be held against: the demand's own words and the ticked facts, each with its source."""
    since = local(demand.published_at).date() if demand.published_at is not None else None
    said: dict[str, object] = {
        "region_code": demand.region_code,
        "industry_code": demand.industry_code,
        "requested_amount_yuan": demand.amount_yuan,
        "requested_term_months": demand.term_months,
        "requested_use": demand.use,
        "requested_guarantee": demand.guarantee_mode,
    }
    facts = {code: Fact(value, SAID, since) for code, value in said.items() if value not in ("", None)}
    facts["is_verified"] = Fact(True, _VERIFIED, is_proved=True)
    for shown in demand.shown:
        if shown.code == "annual_revenue_band":
            facts["annual_revenue_yuan"] = Fact(band_of(shown.value), shown.source, since)
        else:
            facts[shown.code] = Fact(shown.value, shown.source, since, is_proved=shown.source == _VERIFIED)
    return facts


def band_of(value: str) -> Span:
    """The bounds of a RevenueBand, in yuan."""
    low, _, high = RevenueBand(value).value.partition("-")
    return Span(Decimal(low), Decimal(high) if high else None)


def area_verdict(areas: Sequence[str], region_code: str) -> Verdict:
    """Whether a demand lies where an institution lends; [] is the whole province."""
    if not areas:
        return Verdict.MEETS
    rule = Rule("lending", "region_code", Operator.IN, list(areas))
    return check([rule], {"region_code": region_code})[0].verdict


def fits_of_demand(
    index: Catalogue, demand: HallDemand, areas: Mapping[str, Sequence[str]]
) -> dict[str, Fit]:
    """Slug of an institution → its fit, for those that have one. ``areas``: slug → where it lends."""
    best = index.best_by_institution(values_of(facts_of_demand(demand)), rate_max_pct=demand.rate_max_pct)
    found: dict[str, Fit] = {}
    for slug, (entry, open_count, is_in_rate) in best.items():
        where = area_verdict(areas.get(slug, ()), demand.region_code)
        if slug not in areas or where is Verdict.FAILS:
            continue
        rank = min(open_count, _MOST_OPEN)
        rank += _UNSURE_AREA if where is Verdict.UNKNOWN else 0
        rank += 0 if is_in_rate else _TOO_CHEAP
        found[slug] = Fit(entry, open_count, rank)
    return found
