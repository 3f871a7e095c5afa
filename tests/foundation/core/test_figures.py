"""Figures as people type them: one reader, one writer. The values expected are written by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.foundation.core.figures import (
    BASIS_POINTS,
    MONTHS,
    PEOPLE,
    PERCENT,
    PLAIN,
    WAN,
    YUAN,
    Unit,
    read_figure,
    write_figure,
)

UNITS = [WAN, YUAN, PERCENT, MONTHS, PEOPLE, BASIS_POINTS, PLAIN]


@pytest.mark.parametrize(
    ("unit", "typed", "kept"),
    [
        (WAN, "50", "500000"), (WAN, "12.5", "125000"), (WAN, "12。5", "125000"), (WAN, "１２．５", "125000"),
        (WAN, "12｡5", "125000"), (WAN, "50万", "500000"), (WAN, "50 万元", "500000"), (WAN, "50W", "500000"),
        (WAN, "500,000元", "500000"), (WAN, "500，000 元", "500000"), (WAN, "¥500,000元", "500000"),
        (WAN, "人民币50万元", "500000"), (WAN, "0.5亿", "50000000"), (WAN, "2亿元", "200000000"),
        (WAN, "1,250", "12500000"), (WAN, "1 250", "12500000"), (WAN, "5百万", "5000000"), (WAN, "0", "0"),
        (WAN, ".5", "5000"), (WAN, "12.50", "125000"), (WAN, "007", "70000"), (WAN, " 50　", "500000"),
        (WAN, "0.0001", "1"), (WAN, "50.0000万", "500000"), (WAN, "8500.00元", "8500"), (WAN, "3千元", "3000"),
        (YUAN, "8500", "8500"), (YUAN, "0.36", "0.36"), (YUAN, "0。36元", "0.36"), (YUAN, "５０万", "500000"),
        (YUAN, "1,234,567.89", "1234567.89"), (YUAN, "￥0.36", "0.36"), (YUAN, "36块", "36"),
        (PERCENT, "3.65", "3.65"), (PERCENT, "3.65％", "3.65"), (PERCENT, "３。６５ %", "3.65"), (PERCENT, "4.855", "4.855"),
        (MONTHS, "12", "12"), (MONTHS, "12 个月", "12"), (MONTHS, "2年", "24"), (MONTHS, "1.5年", "18"),
        (PEOPLE, "46人", "46"), (PEOPLE, "1,046", "1046"), (BASIS_POINTS, "-30", "-30"), (BASIS_POINTS, "－30BP", "-30"),
        (BASIS_POINTS, "+50 个基点", "50"), (PLAIN, "3.25", "3.25"),
    ],
)  # fmt: skip
def test_what_a_reader_takes_is_taken(unit: Unit, typed: str, kept: str) -> None:
    assert read_figure(typed, unit, label="金额") == Decimal(kept)


@pytest.mark.parametrize("typed", ["", " ", "　", "\u200b", "\xa0"])
def test_nothing_is_none(typed: str) -> None:
    assert read_figure(typed, WAN, label="金额") is None


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        *((WAN, typed) for typed in (
            "12,5", "12，5", "1,0000", "1,00", "1.234,56", "1.234.567", "12..5", "12.。5", "50.", "50。", "12 5", "1 ,000",
            "1, 000", "1,000 000", "5-10", "5~10", "5至10", "50左右", "约50", "五十", "五十万", "1万5", "1万5千", "1亿2000万",
            "50千", "50k", "50%", "50个月", "50万万", "50元万", "1e5", "1_000", "0x10", "NaN", "Infinity", "-5", "+5", "--5",
            "5²", "⑤", "٥", "५", "50美元", "$50", "50;60", "50/2", "1'000", "12·5", "12、5", "l00", "1OO", "=50", "50\n60",
            "0.00001", "9" * 16, "1" * 41, "0.1元", ".", "。", ",", "万",
        )),
        (YUAN, "0.005"), (YUAN, "1分"), (YUAN, "3角"), (PERCENT, "3.6555"), (PERCENT, "3.65‰"), (PERCENT, "3.65万"),
        (PERCENT, "3.65元"), (MONTHS, "1.5"), (MONTHS, "12天"), (MONTHS, "1年半"), (MONTHS, "12万"), (PEOPLE, "46.5"),
        (PEOPLE, "46个月"), (BASIS_POINTS, "0.5%"), (BASIS_POINTS, "5-"), (PLAIN, "3元"),
    ],
)  # fmt: skip
def test_what_is_ambiguous_or_of_another_kind_is_refused_at_the_field(unit: Unit, typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_figure(typed, unit, label="借款金额")
    sentence = caught.value.messages[0]
    assert sentence.startswith("借款金额")


@given(st.sampled_from(UNITS), st.integers(0, 10**12))
def test_what_is_written_is_read_again(unit: Unit, steps: int) -> None:
    value = steps * unit.step
    assert read_figure(write_figure(value, unit), unit, label="金额") == value


@given(
    st.integers(0, 10**10), st.integers(0, 9999), st.booleans(), st.sampled_from(["", "万", " 万元", "Ｗ"])
)
def test_ways_of_writing_change_nothing(whole: int, decimals: int, is_wide: bool, unit: str) -> None:
    """Thousands, width, 。 and the unit: the same amount, counted in ten-thousandths."""
    typed = f"{whole:,}.{decimals:04d}"
    if is_wide:
        typed = typed.translate(
            {ord(a): b for a, b in zip("0123456789,.", "０１２３４５６７８９，。", strict=True)}
        )
    assert read_figure(typed + unit, WAN, label="金额") == Decimal(whole * 10_000 + decimals)


@given(st.text(alphabet="0123456789,.，。 万元亿%-+eE年k", max_size=14))
def test_nothing_else_is_ever_read(typed: str) -> None:
    """Whatever is taken has one point at most, whole groups of three, and the digits typed, in their order."""
    try:
        value = read_figure(typed, YUAN, label="金额")
    except ValidationError:
        return
    half = typed.replace("，", ",").replace("。", ".").strip()
    if value is None:
        assert not half
        return
    number = half.rstrip("万元亿 ")
    head, *rest = number.split(".")
    assert len(rest) <= 1
    assert not set(half[len(number) :]) & set("0123456789.")
    groups = head.replace(" ", ",").split(",")
    assert all(len(group) == 3 for group in groups[1:])
    scale = {"": 1, "元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}[
        half[len(number) :].replace(" ", "")
    ]
    assert value == Decimal("".join(groups) + "." + "".join(rest) + "0") * scale


@given(st.text(max_size=60))
def test_rubbish_is_refused_or_a_figure(typed: str) -> None:
    """Nothing but ValidationError ever comes out, and what is taken has an ASCII or full-width digit in it."""
    try:
        value = read_figure(typed, PERCENT, label="利率")
    except ValidationError:
        return
    assert value is None or set(typed) & set("0123456789０１２３４５６７８９")
