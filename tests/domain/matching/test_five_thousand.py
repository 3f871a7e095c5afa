"""One demand against five thousand products: ≤ 60 ms of CPU, and only the worker pays it (issue of the second line)."""

from __future__ import annotations

import time
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests import factories
from yuzhengdai.domain.demands.selectors.hall import hall_demand
from yuzhengdai.domain.matching.hall import fits_of_demand
from yuzhengdai.domain.products.catalogue_index import Catalogue, Entry
from yuzhengdai.domain.products.eligibility import Operator, Rule
from yuzhengdai.foundation.core.ids import new_id

PRODUCTS = 5_000
INSTITUTIONS = 100
CPU_SECONDS = 0.060
REGIONS = ["410100", "410102", "410300", "411700", "419001"]


def entry(rng: Random, number: int) -> Entry:
    """A product of one of a hundred institutions, with terms of its own."""
    low = rng.randrange(1, 50) * 10_000
    return Entry(
        id=new_id(),
        name=f"示例产品{number}",
        kind="loan",
        institution_slug=f"bank-{number % INSTITUTIONS}",
        institution_name=f"示例银行{number % INSTITUTIONS}",
        seal="示",
        tone=1,
        rate_min_pct=Decimal(rng.randrange(300, 900)) / 100,
        rate_max_pct=Decimal(12),
        amount_min_yuan=Decimal(low),
        amount_max_yuan=Decimal(low * rng.randrange(5, 50)),
        term_min_months=1,
        term_max_months=rng.choice([12, 24, 36, 60]),
        decision_days=5,
        tags=(),
        search_text=f"示例产品{number}",
    )


def conditions(rng: Random) -> list[tuple[Rule, list[int]]]:
    """Four hundred different conditions, each of some tens of products: far more than a real shelf shares."""
    made: list[tuple[str, Operator, Any]] = []
    for number in range(100):
        made += [
            ("established_months", Operator.MIN, 6 + number),
            ("annual_revenue_yuan", Operator.MIN, 100_000 * (number + 1)),
            ("region_code", Operator.IN, rng.sample(REGIONS, 2)),
            ("requested_amount_yuan", Operator.MAX, 200_000 * (number + 1)),
        ]
    return [
        (Rule(f"rule-{number}", field, operator, value), rng.sample(range(PRODUCTS), 60))
        for number, (field, operator, value) in enumerate(made)
    ]


@pytest.mark.django_db
def test_one_demand_against_five_thousand_products() -> None:
    """The best of five rounds, so that what else the machine does is not counted."""
    rng = Random(20261201)  # noqa: S311 - the same shelf every time
    shelf = Catalogue(1, [entry(rng, n) for n in range(PRODUCTS)], {}, {}, conditions(rng))
    demand = hall_demand(factories.demand(rate_max_pct=Decimal(5), region_code="410100"))
    areas = {f"bank-{n}": [] if n % 3 else ["410100"] for n in range(INSTITUTIONS)}
    taken = []
    for _ in range(5):
        before = time.process_time()
        found = fits_of_demand(shelf, demand, areas)
        taken.append(time.process_time() - before)
    assert len(found) > INSTITUTIONS // 2
    assert min(taken) <= CPU_SECONDS
