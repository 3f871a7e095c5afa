"""The whole shelf at once says of each product what its own comparison says; what is offered fails nothing checkable."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests import factories
from yuzhengdai.domain.matching.match import match_product
from yuzhengdai.domain.matching.next_steps import Refusal, next_products
from yuzhengdai.domain.products.catalogue import catalogue, forget
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.domain.products.facts import Fact, Facts, values_of

pytestmark = pytest.mark.django_db

RULES: list[dict[str, Any]] = [
    {"code": "age", "field": "established_months", "operator": "min", "value": 24},
    {"code": "area", "field": "region_code", "operator": "in", "value": ["410100", "410300"]},
    {"code": "overdue", "field": "has_overdue", "operator": "is_false", "value": None},
    {"code": "tax", "field": "tax_level", "operator": "in", "value": ["A", "B"]},
    {"code": "large", "field": "requested_amount_yuan", "operator": "max", "value": 2_000_000},
]
FACTS: dict[str, list[object]] = {
    "established_months": [6, 24, 120],
    "region_code": ["410100", "410102", "410500", "000000"],
    "industry_code": ["13", "C", "52"],
    "entity_type": ["company", "cooperative"],
    "has_overdue": [True, False],
    "tax_level": ["A", "D"],
    "requested_amount_yuan": [50_000, 1_000_000, 9_000_000],
    "requested_term_months": [3, 12],
    "requested_use": ["equipment", "order"],
    "requested_guarantee": ["credit", "mortgage"],
}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A catalogue of this test alone."""
    forget()
    yield
    forget()


def drawn(rng: Random) -> Facts:
    """Some of the facts."""
    return {code: Fact(rng.choice(values), "测试") for code, values in FACTS.items() if rng.random() < 0.7}


def any_product(rng: Random) -> None:
    """A product with some conditions of every kind."""
    factories.product(
        version={
            "rules": rng.sample(RULES, rng.randrange(len(RULES))),
            "regions": rng.choice([[], ["410300"], ["410102"]]),
            "industries": rng.choice([[], ["C"], ["13", "52"]]),
            "entity_types": rng.choice([[], ["company"]]),
            "purposes": rng.choice([[], ["equipment"]]),
            "guarantee_modes": rng.choice([["credit"], ["mortgage", "pledge"]]),
        }
    )


def test_the_shelf_agrees_with_each_product() -> None:
    """Failing and open conditions, one product after the other and all at once."""
    rng = Random(7)  # noqa: S311 - the same products every time
    for _ in range(12):
        any_product(rng)
    index = catalogue()
    products = {row.pk: row for row in factories.Product.objects.select_related("published_version")}
    for _ in range(60):
        facts = drawn(rng)
        fitting = index.fitting(values_of(facts))
        for entry, position in ((e, index.positions[e.id]) for e in index.entries):
            version = products[entry.id].published_version
            assert version is not None
            found = match_product(version, facts)
            assert bool(fitting.failing >> position & 1) == (found.verdict is Verdict.FAILS)


def test_what_hangs_on_the_same_doubt_comes_last() -> None:
    """Refused for 信用记录: a product with the same open condition stands behind one that asks something else."""
    refused = factories.product(version={"rules": [RULES[2]], "rate_min_pct": 3})
    same = factories.product(version={"rules": [RULES[2]], "rate_min_pct": 2})
    other = factories.product(version={"rules": [RULES[3]], "rate_min_pct": 4})
    failing = factories.product(version={"rules": [RULES[0]], "rate_min_pct": 1})
    facts = {"established_months": Fact(3, "企业认证")}
    steps = next_products(catalogue(), facts=facts, refusal=Refusal(refused.pk, ["has_overdue"]))
    assert [step.entry.id for step in steps] == [other.pk, same.pk]
    assert failing.pk not in [step.entry.id for step in steps]
    without = next_products(catalogue(), facts=facts, refusal=Refusal(refused.pk), without=[other.pk])
    assert [step.entry.id for step in without] == [same.pk]


def test_the_first_rows_do_not_hang_on_one_doubt() -> None:
    """Six cheap products that all ask 首次贷款 do not push the one that asks nothing such out of the first five."""
    first = {"code": "first", "field": "first_time_borrower", "operator": "is_true", "value": None}
    for _ in range(6):
        factories.product(version={"rules": [first], "rate_min_pct": 1})
    other = factories.product(version={"rules": [RULES[3]], "rate_min_pct": 6})
    rows = catalogue().suiting({}, limit=5)
    assert other.pk in [entry.id for entry in rows]
