"""Which conditions of which products an enterprise meets, as far as the platform knows. Never a decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.products.eligibility import Result, check, rules_from_json
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.clock import today


def enterprise_facts(*, enterprise: Enterprise) -> dict[str, Any]:
    """What is known of an enterprise, code of products.facts → value; what is unknown is left out.

    Only what 企业认证 has proved: a claim nobody has checked settles no condition but that it is not verified.
    """
    if not enterprise.is_verified:
        return {"is_verified": False}
    facts: dict[str, Any] = {
        "is_verified": True,
        "entity_type": enterprise.entity_type,
        "region_code": enterprise.region_code,
        "industry_code": enterprise.industry_code,
        "size": enterprise.size,
    }
    if enterprise.established_on is not None:
        facts["established_months"] = whole_months(enterprise.established_on, today())
    return {code: value for code, value in facts.items() if value not in ("", None)}


def conditions_of(*, version: ProductVersion, facts: Mapping[str, Any]) -> list[Result]:
    """The version's conditions one by one beside the facts."""
    return check(rules_from_json(version.rules), facts)


def whole_months(start_on: date, end_on: date) -> int:
    """Full months between two days, never below 0."""
    months = (end_on.year - start_on.year) * 12 + end_on.month - start_on.month
    return max(0, months - (end_on.day < start_on.day))
