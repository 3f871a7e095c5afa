"""Everything a published version demands, as rules: its 申请条件, and what its columns say about whom and what it is for.

A product for two cities is not for the rest of the province, whether or not its 申请条件 repeat it. Who compares an
enterprise with a product compares it with all of this, so that nothing is called 符合 that the institution would refuse by
its own published text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.products.eligibility import Operator, Rule
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse, ProductKind
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.reference.regions import PROVINCE_CODE

WISHES = frozenset({"requested_amount_yuan", "requested_term_months", "requested_use", "requested_guarantee"})
"""Facts about what is asked for, beside those about the enterprise."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The columns of a version that bind; [] of regions, industries or entity types means all. Amounts in yuan."""

    kind: str
    regions: Sequence[str]
    industries: Sequence[str]
    entity_types: Sequence[str]
    purposes: Sequence[str]
    guarantee_modes: Sequence[str]
    amounts_yuan: tuple[Decimal, Decimal]
    terms_months: tuple[int, int]

    @classmethod
    def of(cls, version: ProductVersion) -> Bounds:
        """The bounds of one version."""
        return cls(
            kind=version.kind,
            regions=version.regions,
            industries=version.industries,
            entity_types=version.entity_types,
            purposes=version.purposes,
            guarantee_modes=version.guarantee_modes,
            amounts_yuan=(version.amount_min_yuan, version.amount_max_yuan),
            terms_months=(version.term_min_months, version.term_max_months),
        )


def conditions_of_version(version: ProductVersion) -> list[Rule]:
    """申请条件 first, in their order, then what the columns add about the enterprise and about what is asked for.

    A rule of 申请条件 that makes no sense is left out: nothing can be held against it.
    """
    bounds = Bounds.of(version)
    return [*listed_conditions(version.rules), *enterprise_conditions(bounds), *wish_conditions(bounds)]


def listed_conditions(rules: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """``ProductVersion.rules`` → rules, without those that cannot be read."""
    found = []
    for data in rules:
        try:
            found.append(Rule.from_dict(data))
        except ValueError:
            continue
    return found


def enterprise_conditions(bounds: Bounds) -> list[Rule]:
    """What the columns say of who may apply: 适用地区, 适用行业, 适用法人类型."""
    found = []
    if bounds.regions and PROVINCE_CODE not in bounds.regions:
        found.append(_one_of("area", "region_code", bounds.regions))
    if bounds.industries:
        found.append(_one_of("trade", "industry_code", bounds.industries))
    if bounds.entity_types and not set(EntityType.values) <= set(bounds.entity_types):
        found.append(_one_of("entity", "entity_type", bounds.entity_types))
    return found


def wish_conditions(bounds: Bounds, *, with_figures: bool = True) -> list[Rule]:
    """What the columns say of what may be asked for; ``with_figures``: amount and term too."""
    found = []
    if with_figures:
        amounts = [str(amount) for amount in bounds.amounts_yuan]
        found.append(Rule("amount", "requested_amount_yuan", Operator.BETWEEN, amounts, source="产品额度"))
        terms = list(bounds.terms_months)
        found.append(Rule("term", "requested_term_months", Operator.BETWEEN, terms, source="产品期限"))
    uses = list(bounds.purposes) or ([LoanUse.EQUIPMENT.value] if bounds.kind == ProductKind.LEASING else [])
    if uses:
        found.append(_one_of("use", "requested_use", uses))
    # Whoever has something to pledge may also borrow on credit; who has nothing may not where a pledge is asked.
    if bounds.guarantee_modes and GuaranteeMode.CREDIT not in bounds.guarantee_modes:
        found.append(_one_of("guarantee", "requested_guarantee", bounds.guarantee_modes))
    return found


def _one_of(code: str, field: str, values: Sequence[str]) -> Rule:
    source = "工商登记" if field == "entity_type" else "企业填写"
    return Rule(code, field, Operator.IN, list(values), source=source)
