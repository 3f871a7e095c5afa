from __future__ import annotations

from decimal import Decimal

import pytest

from yuzhengdai.foundation.reference.enterprise_size import EnterpriseSize, classify, trade_of


def wan(amount: int) -> Decimal:
    return Decimal(amount) * 10_000


@pytest.mark.parametrize(
    ("code", "staff", "revenue_wan", "assets_wan", "size"),
    [
        ("A", None, 20_000, None, "large"),
        ("01", None, 500, None, "medium"),
        ("01", None, 499, None, "small"),
        ("01", None, 49, None, "micro"),
        ("13", 1000, 40_000, None, "large"),
        ("13", 1000, 39_999, None, "medium"),
        ("C1331", 38, 1_900, None, "small"),
        ("13", 19, 50_000, None, "micro"),
        ("47", None, 80_000, 79_999, "medium"),
        ("51", 5, 1_000, None, "small"),
        ("52", 10, 99, None, "micro"),
        ("54", 300, 3_000, None, "medium"),
        ("591", 100, 1_000, None, "small"),
        ("592", 100, 1_000, None, "medium"),
        ("60", 300, 2_000, None, "medium"),
        ("62", 300, 10_000, None, "large"),
        ("64", 2_000, 100_000, None, "large"),
        ("65", 10, 50, None, "small"),
        ("701", None, 200_000, 10_000, "large"),
        ("702", 300, 1_000, None, "medium"),
        ("72", 100, None, 8_000, "medium"),
        ("75", 300, None, None, "large"),
        ("53", 99, None, None, "small"),
    ],
)
def test_bounds_of_the_rule(
    code: str, staff: int | None, revenue_wan: int | None, assets_wan: int | None, size: str
) -> None:
    found = classify(
        code,
        staff=staff,
        annual_revenue_yuan=None if revenue_wan is None else wan(revenue_wan),
        assets_yuan=None if assets_wan is None else wan(assets_wan),
    )
    assert found == size


def test_unknown_figures_and_trades_tell_no_size() -> None:
    assert classify("13", staff=38) is None
    assert classify("13", staff=3) == EnterpriseSize.MICRO
    assert classify("66", staff=3, annual_revenue_yuan=wan(1)) is None
    assert classify("99", staff=3) is None
    assert trade_of("T") is None
    assert EnterpriseSize.MICRO.label == "微型"
