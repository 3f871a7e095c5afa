from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core.days import clean_day, says_long_term

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "typed",
    [
        "2016-8-17",
        "2016-08-17",
        "2016/8/17",
        "2016.08.17",
        "2016、8、17",
        "20160817",
        "２０１６．０８．１７",
        "２０１６／８／１７",
        "2016年8月17日",
        "2016 年 8 月 17 号",
        "２０１６年８月１７日",
        "2016－8－17",
        "2016–08–17",
        "二〇一六年八月十七日",
        "二零一六年八月一十七日",
        "二○一六年八月十七号",
        "贰零壹陆年捌月壹拾柒日",
        " 2016-8-17\u200b ",
    ],
)
def test_ways_of_writing_one_day(typed: str) -> None:
    assert clean_day(typed, label="成立日期") == date(2016, 8, 17)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("二〇二六年十月十日", date(2026, 10, 10)),
        ("二〇二六年十二月三十一日", date(2026, 12, 31)),
        ("二〇二六年一月廿三日", date(2026, 1, 23)),
        ("二〇二六年一月二十日", date(2026, 1, 20)),
        ("二〇二六年〇一月〇二日", date(2026, 1, 2)),
    ],
)
def test_numerals(typed: str, day: date) -> None:
    assert clean_day(typed, label="成立日期") == day


@pytest.mark.parametrize(
    "typed", ["16-8-17", "16/8/17", "１６．８．１７", "一六年八月十七日", "116-8-17", "17/8/2016", "6-8-17"]
)
def test_a_year_has_four_digits(typed: str) -> None:
    with pytest.raises(ValidationError, match="成立日期请填写四位年份，例如 2030-06-30"):
        clean_day(typed, label="成立日期")


@pytest.mark.parametrize(
    "typed", ["0016-08-17", "0000-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "00160817"]
)
def test_years_far_off(typed: str) -> None:
    with pytest.raises(ValidationError, match="成立日期应在 1900 年至 2100 年之间"):
        clean_day(typed, label="成立日期")


@pytest.mark.parametrize("typed", ["2016-13-1", "2016-2-30", "20160230", "二〇一六年二月三十日"])
def test_no_such_day(typed: str) -> None:
    with pytest.raises(ValidationError, match="成立日期没有这一天"):
        clean_day(typed, label="成立日期")


@pytest.mark.parametrize(
    "typed", ["昨天", "2016年8月", "160817", "99999-1-1", "2016-8", "²016-8-17", "٢٠١٦-٠٨-١٧", "1e3-1-1"]
)
def test_no_day_at_all(typed: str) -> None:
    with pytest.raises(ValidationError, match="成立日期应为日期，例如 2030-06-30"):
        clean_day(typed, label="成立日期")


@given(st.text(max_size=30))
def test_no_text_breaks_it(typed: str) -> None:
    try:
        found = clean_day(typed, label="日期")
    except ValidationError:
        return
    assert 1900 <= found.year <= 2100


@pytest.mark.parametrize(
    "typed",
    ["长期", "长期有效", "长 期", "（长期）", "長期", "永久", "永久有效", "无固定期限", " 长期\u3000"],
)
def test_ways_of_writing_long_term(typed: str) -> None:
    assert says_long_term(typed)


@pytest.mark.parametrize("typed", ["", "长", "长期无效", "2041-03-15", "不是长期"])
def test_no_long_term(typed: str) -> None:
    assert not says_long_term(typed)
