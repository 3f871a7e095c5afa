"""What products may be used for: a search for one use finds what is meant for it, the closest first (P2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yuzhengdai.domain.products.catalogue import Catalogue, Entry
from yuzhengdai.domain.products.search import Search, Sort, read_search
from yuzhengdai.foundation.core.ids import new_id


def entry(name: str, *purposes: str, kind: str = "loan", rate: str = "4") -> Entry:
    return Entry(
        id=new_id(),
        name=name,
        kind=kind,
        institution_slug="a",
        institution_name="甲",
        seal="甲",
        tone=1,
        rate_min_pct=Decimal(rate),
        rate_max_pct=Decimal(9),
        amount_min_yuan=Decimal(10_000),
        amount_max_yuan=Decimal(1_000_000),
        term_min_months=1,
        term_max_months=36,
        decision_days=3,
        tags=(),
        search_text=name,
        purposes=purposes,
    )


SHELF = Catalogue(
    1,
    [
        entry("无还本续贷", "renewal"),
        entry("设备购置贷", "equipment"),
        entry("抵押经营贷", rate="3"),
        entry("惠商贷", "raw_materials", "working_capital", "wages_rent"),
        entry("社保贷", "wages_rent", "working_capital"),
        entry("收购贷", "raw_materials", rate="5"),
        entry("厂房按揭贷", "plant"),
        entry("设备直租", kind="leasing"),
        entry("小微担保", kind="guarantee"),
        entry("采购担保", "raw_materials", kind="guarantee"),
    ],
    {},
    {"a": "甲"},
)


@pytest.mark.parametrize(
    ("use", "names"),
    [
        ("raw_materials", ["收购贷", "惠商贷", "抵押经营贷", "采购担保", "小微担保"]),
        ("working_capital", ["社保贷", "惠商贷", "抵押经营贷", "小微担保"]),
        ("wages_rent", ["社保贷", "惠商贷", "抵押经营贷", "小微担保"]),
        ("plant", ["厂房按揭贷", "抵押经营贷", "小微担保"]),
        ("equipment", ["设备购置贷", "抵押经营贷", "设备直租", "小微担保"]),
        ("research", ["抵押经营贷", "小微担保"]),
        ("other", ["抵押经营贷", "小微担保"]),
    ],
)
def test_p2_each_use_finds_what_is_meant_for_it_the_closest_first(use: str, names: list[str]) -> None:
    """No equipment loan for raw materials, no renewal for a new loan; what states no purpose comes behind."""
    found = SHELF.find(read_search({"use": [use]}), size=20)
    assert [e.name for e in found.entries] == names
    assert found.total == SHELF.count(read_search({"use": [use]})) == len(names)


def test_another_order_is_kept_and_no_use_hides_nothing() -> None:
    """By rate the lowest comes first whatever it is meant for."""
    by_rate = SHELF.find(Search(use="raw_materials", sort=Sort.RATE), size=20)
    assert [e.name for e in by_rate.entries][:3] == ["抵押经营贷", "惠商贷", "收购贷"]
    assert SHELF.find(Search(), size=20).total == len(SHELF)


def test_pages_of_a_use_hold_each_product_once() -> None:
    names = [
        e.name
        for page in (1, 2, 3)
        for e in SHELF.find(Search(use="raw_materials", page=page), size=2).entries
    ]
    assert names == ["收购贷", "惠商贷", "抵押经营贷", "采购担保", "小微担保"]
