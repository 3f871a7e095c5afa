"""Enterprises as they truly are, drawn from a seed: what the platform knows of them, and what only they and the registers know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.reference import industries, regions

ENTITY_TYPES = ["company"] * 6 + ["sole_proprietor"] * 3 + ["cooperative", "partnership", "sole_investment"]
SIZES = ["micro"] * 4 + ["small"] * 4 + ["medium"] * 2 + ["large"]
USES = [
    "raw_materials", "equipment", "working_capital", "wages_rent", "plant", "research", "order", "other",
]  # fmt: skip
GUARANTEES = ["credit"] * 6 + ["mortgage"] * 2 + ["guarantee", "guarantee_company", "pledge"]
AMOUNTS_WAN = [5, 10, 20, 30, 30, 50, 50, 80, 100, 100, 150, 200, 300, 500, 1000, 2000]
MONTHS = [2, 5, 6, 8, 11, 12, 13, 18, 23, 24, 25, 35, 36, 36, 48, 60, 60, 120, 120, 240]
TERMS = [3, 6, 12, 12, 12, 12, 18, 24, 24, 36, 60]
TRADES = "CCCCCFFFFFAAEEGGHHILMNOPQR"
"""门类, the more often the more enterprises there are of it."""


@dataclass(frozen=True)
class Person:
    """``truth``: fact → value, complete. ``row`` is what the platform holds of it."""

    row: Enterprise
    truth: dict[str, Any]

    @property
    def wish(self) -> dict[str, Any]:
        """What is asked for."""
        return {code: value for code, value in self.truth.items() if code.startswith("requested_")}


def draw(rng: Random, number: int, today: date) -> Person:
    """One enterprise. Those whose region or industry the platform knows only roughly are among them."""
    city = rng.choice(regions.cities())
    county = rng.choice(regions.counties(city.code) or (city,))
    section = rng.choice(TRADES)
    division = rng.choice(industries.divisions(section))
    months = rng.choice(MONTHS)
    established = _months_ago(today, months)
    entity_type, size = rng.choice(ENTITY_TYPES), rng.choice(SIZES)
    revenue = int(10 ** rng.uniform(4.7, 8.2))
    staff = rng.randrange(1, 120)
    truth: dict[str, Any] = {
        "is_verified": True,
        "region_code": county.code,
        "industry_code": division.code,
        "entity_type": entity_type,
        "size": size,
        "established_months": months,
        "annual_revenue_yuan": revenue,
        "annual_tax_yuan": int(revenue * rng.uniform(0.005, 0.06)),
        "assets_yuan": int(revenue * rng.uniform(0.3, 2)),
        "staff_count": staff,
        "insured_count": int(staff * rng.uniform(0, 1)),
        "tax_level": rng.choice("AABBBBMMCD"),
        "tax_months": min(months, rng.randrange(0, 60)),
        "electricity_months": 0 if rng.random() < 0.15 else min(months, rng.randrange(6, 120)),
        "social_insurance_months": 0 if rng.random() < 0.25 else min(months, rng.randrange(3, 120)),
        "representative_age": rng.randrange(20, 70),
        "loan_balance_yuan": 0 if rng.random() < 0.4 else int(revenue * rng.uniform(0, 0.8)),
        "requested_amount_yuan": rng.choice(AMOUNTS_WAN) * 10_000,
        "requested_term_months": rng.choice(TERMS),
        "requested_use": rng.choice(USES),
        "requested_guarantee": rng.choice(GUARANTEES),
    }
    for code, share in (
        ("has_overdue", 0.08), ("has_tax_arrears", 0.05), ("has_enforcement", 0.04), ("has_penalty", 0.05),
        ("electricity_verified", 0.5), ("social_insurance_verified", 0.5), ("first_time_borrower", 0.35),
        ("is_high_tech", 0.1), ("is_agricultural", 0.15), ("is_green", 0.1), ("has_export", 0.1),
        ("has_collateral", 0.4), ("has_orders", 0.3),
    ):  # fmt: skip
        truth[code] = rng.random() < share
    row = Enterprise(
        name=f"模拟{number}有限公司",
        uscc=make_uscc(region=f"41{number % 10_000:04d}", seed=number),
        entity_type=entity_type,
        state="verified",
        region_code=rng.choice([county.code, county.code, city.code, ""]),
        industry_code=rng.choice([division.code, division.code, section, ""]),
        size=rng.choice([size, size, ""]),
        established_on=rng.choice([established, established, established, None]),
        legal_representative_name="示例",
    )
    return Person(row, truth)


def _months_ago(today: date, months: int) -> date:
    """The first of a month, so that one day more or less changes nothing."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 1)
