"""Demands that everybody may see (R1)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.selectors.public import demand_list_recent
from yuzhengdai.foundation.core.clock import now, today

pytestmark = pytest.mark.django_db


def demand(**values: Any) -> FinancingDemand:
    """A published demand."""
    defaults = {
        "enterprise": values.pop("enterprise", None) or factories.enterprise(),
        "title": "流动资金",
        "state": "published",
        "amount_yuan": Decimal(800_000),
        "term_months": 12,
        "use": "raw_materials",
        "region_code": "410700",
        "valid_until": today() + timedelta(days=30),
        "published_at": now(),
    }
    return FinancingDemand.objects.create(**{**defaults, **values})


def test_names_are_hidden_unless_shown() -> None:
    """是否公开企业名称 decides."""
    enterprise = factories.enterprise()
    demand(enterprise=enterprise, shows_name=False)
    assert demand_list_recent()[0].enterprise_name == ""
    demand(enterprise=enterprise, shows_name=True, published_at=now() + timedelta(seconds=1))
    assert demand_list_recent()[0].enterprise_name == enterprise.name


def test_only_what_stands_is_listed() -> None:
    """No drafts, nothing withdrawn, nothing past its day; at most as many as asked for."""
    for values in ({"state": "draft"}, {"state": "withdrawn"}, {"valid_until": today() - timedelta(days=1)}):
        demand(**values)
    assert demand_list_recent() == []
    for _ in range(3):
        demand(state="offered")
    assert len(demand_list_recent(limit=2)) == 2
