"""承担方 and 周期 of 《企业贷款综合融资成本清单》 from a product's own words. Expectations by hand."""

from __future__ import annotations

import pytest

from yuzhengdai.domain.applications.costs import cycle_of, payer_of


@pytest.mark.parametrize(
    ("words", "payer"),
    [
        ("企业", "企业"),
        ("金融机构", "金融机构"),
        ("财政或其他第三方", "财政或其他第三方"),
        ("由银行承担", "金融机构"),
        ("本行", "金融机构"),
        ("借款人", "企业"),
        ("", "企业"),
    ],
)
def test_a_cost_whose_payer_is_not_clear_is_the_enterprises(words: str, payer: str) -> None:
    assert payer_of(words) == payer


@pytest.mark.parametrize(
    ("words", "cycle"),
    [
        ("按年收取", "每年"),
        ("每季", "每季"),
        ("按月", "每月"),
        ("一次性", "一次性"),
        ("放款时", "一次性"),
        ("", "一次性"),
    ],
)
def test_how_often_a_cost_is_paid(words: str, cycle: str) -> None:
    assert cycle_of(words) == cycle
