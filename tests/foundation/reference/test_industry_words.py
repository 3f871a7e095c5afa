"""行业: words of people find a 大类; what no enterprise is, is not offered."""

from __future__ import annotations

import pytest

from yuzhengdai.foundation.reference.industries import all_industries
from yuzhengdai.foundation.reference.industry_words import USUAL, WORDS, enterprise_choices, industry_of_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("郑州示例面业有限公司", "13"),
        ("洛阳示例机械制造有限公司", "34"),
        ("郑州示例机械设备商贸有限公司", "51"),
        ("新乡市示例物流有限公司", "54"),
        ("信阳示例餐饮管理有限公司", "62"),
        ("示例（河南）投资有限公司", ""),
        ("", ""),
    ],
)
def test_a_name_tells_its_industry_or_none(name: str, code: str) -> None:
    found = industry_of_name(name)
    assert (found.code if found else "") == code


def test_choices_begin_with_the_usual_and_hold_no_organs() -> None:
    groups = enterprise_choices()
    assert groups[0][0] == "小微企业常选"
    offered = {code for _, options in groups for code, _ in options}
    assert offered.isdisjoint({"91", "92", "93", "94", "97"})
    assert {"13", "95"} <= offered
    assert "T" not in {name for name, _ in groups}
    assert "91" in {code for _, options in enterprise_choices("91") for code, _ in options}, (
        "a known one stays"
    )


def test_every_code_is_a_division() -> None:
    for code in (*USUAL, *WORDS):
        assert not all_industries()[code].is_section
