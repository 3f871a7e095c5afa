"""Amounts, rates, terms and counts as people type them: one reader and one writer for every field of every site. Pure.

Taken: full-width digits, 。 as the point, thousands in groups of three (comma or space), and a unit typed along, which counts:
in a field of 万元 「50」, 「50万」 and 「500,000元」 are the same amount. What two people could read as two values is refused
with a sentence: 「12,5」, 「1.234,56」, 「1万5」, 「5-10」, a unit that is not one of the field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.core.exceptions import ValidationError

TYPED_AT_MOST = 40
"""Characters of one figure; more is no typing."""

_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
_ONE = Decimal(1)
_AS_TYPED = {full: chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)} | {
    ord(typed): meant
    for typed, meant in (
        ("。", "."), ("｡", "."), ("−", "-"), ("　", " "), ("\xa0", " "), ("\u202f", " "), ("\u2009", " ")
    )
}  # fmt: skip
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_PARTS = re.compile(r"(?P<sign>[+-]?)\s*(?P<number>[0-9][0-9 ,.]*|\.[0-9]+)(?P<unit>.*)", re.DOTALL)
_WHOLE = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,3}(?: [0-9]{3}){1,4}")
_MONEY_PREFIX = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])\s*", re.IGNORECASE)
_MONEY = {
    "元": _ONE, "块": _ONE, "块钱": _ONE, "千元": Decimal(1000), "万": _WAN, "万元": _WAN, "w": _WAN, "万块": _WAN,
    "百万": 100 * _WAN, "百万元": 100 * _WAN, "千万": 1000 * _WAN, "千万元": 1000 * _WAN, "亿": _YI, "亿元": _YI,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """What a field's figures are.

    ``name`` as the page shows it beside the field. ``own`` is how much one of it is in what is kept (10,000 yuan for 万元);
    ``others`` the units that may be typed along, in what is kept. ``step`` is the finest figure kept, ``too_fine`` the
    sentence for a finer one, after the label.
    """

    name: str
    own: Decimal
    others: Mapping[str, Decimal]
    step: Decimal
    too_fine: str
    example: str
    is_money: bool = False
    may_be_negative: bool = False


WAN = Unit(
    "万元", _WAN, MappingProxyType(_MONEY), _ONE, "最多四位小数，精确到元", "100 或 12.5", is_money=True
)
"""Typed in 万元, kept in yuan."""
YUAN = Unit(
    "元", _ONE, MappingProxyType(_MONEY), Decimal("0.01"), "最多精确到分", "8500 或 0.36", is_money=True
)
"""Typed and kept in yuan, to the cent."""
PERCENT = Unit("%", _ONE, MappingProxyType({"%": _ONE, "％": _ONE}), Decimal("0.001"), "最多三位小数", "3.65")
"""Annual percent."""
MONTHS = Unit(
    "个月",
    _ONE,
    MappingProxyType({"个月": _ONE, "月": _ONE, "年": Decimal(12)}),
    _ONE,
    "请填写整数",
    "12",
)
PEOPLE = Unit("人", _ONE, MappingProxyType({"人": _ONE, "名": _ONE}), _ONE, "请填写整数", "46")
YEARS = Unit("周岁", _ONE, MappingProxyType({"周岁": _ONE, "岁": _ONE}), _ONE, "请填写整数", "35")
BASIS_POINTS = Unit(
    "基点",
    _ONE,
    MappingProxyType({"基点": _ONE, "个基点": _ONE, "bp": _ONE, "bps": _ONE}),
    _ONE,
    "请填写整数",
    "50 或 -30",
    may_be_negative=True,
)
PLAIN = Unit("", _ONE, MappingProxyType({}), Decimal("0.0001"), "最多四位小数", "100")


def read_figure(typed: str, unit: Unit, *, label: str) -> Decimal | None:
    """The figure in what is kept (yuan, percent, months, …); None for an empty field.

    Raises ValidationError with a sentence that begins with ``label``.
    """
    text = " ".join(_INVISIBLE.sub("", typed).translate(_AS_TYPED).split())
    if not text:
        return None
    if unit.is_money:
        text = _MONEY_PREFIX.sub("", text)
    parts = _PARTS.fullmatch(text)
    if parts is None or len(text) > TYPED_AT_MOST:
        raise ValidationError(f"{label}请填写数字，{_unit_and_example(unit)}")
    value = _number(parts["number"].rstrip(), label) * _factor(parts["unit"].strip(), unit, label)
    if parts["sign"]:
        if not unit.may_be_negative:
            raise ValidationError(f"{label}请填写数字，不带正负号，{_unit_and_example(unit)}")
        value = -value if parts["sign"] == "-" else value
    if value % unit.step:
        raise ValidationError(f"{label}{unit.too_fine}")
    # Without the zeros of a longer way of writing; -0 is 0.
    return value.quantize(unit.step) + 0


def read_whole(typed: str, unit: Unit, *, label: str) -> int | None:
    """As ``read_figure``, for units kept as whole numbers."""
    value = read_figure(typed, unit, label=label)
    return None if value is None else int(value)


def write_figure(value: Decimal | int | None, unit: Unit) -> str:
    """As it stands in a field of this unit: ``12.5``, without thousands and zeros at the end; "" for None."""
    if value is None:
        return ""
    text = f"{Decimal(value) / unit.own:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(text: str, label: str) -> Decimal:
    whole, point, decimals = text.partition(".")
    if not (_WHOLE.fullmatch(whole) or (not whole and point)):
        raise ValidationError(f"{label}里的逗号或空格看不出是千位还是小数点，请写成 12.5 或 12,500 这样")
    if point and not re.fullmatch(r"[0-9]{1,12}", decimals):
        raise ValidationError(f"{label}的小数点写得不完整或不止一个，请写成 12.5 这样")
    return Decimal(re.sub("[ ,]", "", whole) + point + decimals)


def _factor(typed: str, unit: Unit, label: str) -> Decimal:
    if not typed:
        return unit.own
    factor = unit.others.get(typed.lower().replace(" ", ""))
    if factor is None:
        raise ValidationError(f"{label}请填写数字，{_unit_and_example(unit)}")
    return factor


def _unit_and_example(unit: Unit) -> str:
    return f"单位{unit.name}，例如 {unit.example}" if unit.name else f"例如 {unit.example}"
