"""What is known of an enterprise beside what a product asks (P3)."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from yuzhengdai.domain.matching.selectors import conditions_of, enterprise_facts, whole_months
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.foundation.core import clock


@pytest.mark.django_db
def test_only_what_was_verified_is_a_fact() -> None:
    """A claim nobody checked settles nothing but that it is not verified."""
    assert enterprise_facts(enterprise=factories.enterprise(state="claimed")) == {"is_verified": False}
    with clock.frozen("2026-03-20T09:00"):
        verified = factories.enterprise(established_on=date(2024, 3, 21), industry_code="")
        facts = enterprise_facts(enterprise=verified)
    assert facts["established_months"] == 23
    assert facts["is_verified"] is True
    assert "industry_code" not in facts


@pytest.mark.django_db
def test_conditions_stand_in_their_order() -> None:
    """Known ones are judged, unknown ones stay 待核实."""
    product = factories.product(
        version={
            "rules": [
                {"code": "tax", "field": "tax_level", "operator": "in", "value": ["A"]},
                {"code": "age", "field": "established_months", "operator": "min", "value": 12},
            ]
        }
    )
    version = product.published_version
    assert version is not None
    results = conditions_of(version=version, facts={"established_months": 13})
    assert [result.verdict for result in results] == [Verdict.UNKNOWN, Verdict.MEETS]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 15), date(2024, 2, 15), 1),
        (date(2020, 5, 1), date(2026, 5, 1), 72),
        (date(2026, 5, 2), date(2026, 5, 1), 0),
    ],
)
def test_whole_months(start: date, end: date, months: int) -> None:
    """Only full months count; never below zero."""
    assert whole_months(start, end) == months
