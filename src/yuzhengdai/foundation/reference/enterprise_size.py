"""Sizes of enterprises by 《中小企业划型标准规定》(工信部联企业〔2011〕300号).

Industries are assigned as in 《统计上大中小微型企业划分办法(2017)》. A size needs every indicator at its
lower bound, else the next size down; one indicator below the bound of 小型 makes 微型. Financial institutions
(门类 J) have a rule of their own and international organisations (T) none: no size is told for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from django.db.models import TextChoices

from yuzhengdai.foundation.reference.industries import section_of


class EnterpriseSize(TextChoices):
    """From small to large; the values are those of ``enterprises.enums.EnterpriseSize``."""

    MICRO = "micro", "微型"
    SMALL = "small", "小型"
    MEDIUM = "medium", "中型"
    LARGE = "large", "大型"


_ORDER = (EnterpriseSize.MICRO, EnterpriseSize.SMALL, EnterpriseSize.MEDIUM, EnterpriseSize.LARGE)
_YUAN_PER_WAN = 10_000

#: Kind of trade → indicator → lower bounds of (小型, 中型, 大型). Staff in persons, money in 万元.
_Bounds = Mapping[str, tuple[int, int, int]]
_RULES: Mapping[str, _Bounds] = MappingProxyType(
    {
        "农、林、牧、渔业": {"revenue": (50, 500, 20_000)},
        "工业": {"staff": (20, 300, 1_000), "revenue": (300, 2_000, 40_000)},
        "建筑业": {"revenue": (300, 6_000, 80_000), "assets": (300, 5_000, 80_000)},
        "批发业": {"staff": (5, 20, 200), "revenue": (1_000, 5_000, 40_000)},
        "零售业": {"staff": (10, 50, 300), "revenue": (100, 500, 20_000)},
        "交通运输业": {"staff": (20, 300, 1_000), "revenue": (200, 3_000, 30_000)},
        "仓储业": {"staff": (20, 100, 200), "revenue": (100, 1_000, 30_000)},
        "邮政业": {"staff": (20, 300, 1_000), "revenue": (100, 2_000, 30_000)},
        "住宿业": {"staff": (10, 100, 300), "revenue": (100, 2_000, 10_000)},
        "餐饮业": {"staff": (10, 100, 300), "revenue": (100, 2_000, 10_000)},
        "信息传输业": {"staff": (10, 100, 2_000), "revenue": (100, 1_000, 100_000)},
        "软件和信息技术服务业": {"staff": (10, 100, 300), "revenue": (50, 1_000, 10_000)},
        "房地产开发经营": {"revenue": (100, 1_000, 200_000), "assets": (2_000, 5_000, 10_000)},
        "物业管理": {"staff": (100, 300, 1_000), "revenue": (500, 1_000, 5_000)},
        "租赁和商务服务业": {"staff": (10, 100, 300), "assets": (100, 8_000, 120_000)},
        "其他未列明行业": {"staff": (10, 100, 300)},
    }
)

_TRADE_BY_SECTION = MappingProxyType(
    {"A": "农、林、牧、渔业", "B": "工业", "C": "工业", "D": "工业", "E": "建筑业", "L": "租赁和商务服务业"}
)
# Longest prefix of the GB/T 4754 code wins. 53 (railways) is left to 其他未列明行业 by the rule itself; a
# bare 59 is taken as storage and a bare 70 as development, their main trades.
_TRADE_BY_PREFIX = MappingProxyType(
    {
        "51": "批发业",
        "52": "零售业",
        "54": "交通运输业",
        "55": "交通运输业",
        "56": "交通运输业",
        "57": "交通运输业",
        "58": "交通运输业",
        "591": "交通运输业",
        "59": "仓储业",
        "60": "邮政业",
        "61": "住宿业",
        "62": "餐饮业",
        "63": "信息传输业",
        "64": "信息传输业",
        "65": "软件和信息技术服务业",
        "702": "物业管理",
        "703": "其他未列明行业",
        "704": "其他未列明行业",
        "709": "其他未列明行业",
        "70": "房地产开发经营",
    }
)


def trade_of(industry_code: str) -> str | None:
    """The kind of trade in the words of the rule, or nothing where the rule does not apply."""
    section = section_of(industry_code)
    if section is None or section.code in {"J", "T"}:
        return None
    digits = industry_code[1:] if industry_code[0].isalpha() else industry_code
    for length in (3, 2):
        if digits[:length] in _TRADE_BY_PREFIX and len(digits) >= length:
            return _TRADE_BY_PREFIX[digits[:length]]
    return _TRADE_BY_SECTION.get(section.code, "其他未列明行业")


def classify(
    industry_code: str,
    *,
    annual_revenue_yuan: Decimal | None = None,
    staff: int | None = None,
    assets_yuan: Decimal | None = None,
) -> EnterpriseSize | None:
    """The size, or nothing where the rule does not apply or what it needs is unknown.

    ``industry_code``: section, division or finer code of GB/T 4754-2017. Revenue of the last year; staff at
    its end.
    """
    trade = trade_of(industry_code)
    if trade is None:
        return None
    figures = {
        "revenue": None if annual_revenue_yuan is None else annual_revenue_yuan / _YUAN_PER_WAN,
        "staff": None if staff is None else Decimal(staff),
        "assets": None if assets_yuan is None else assets_yuan / _YUAN_PER_WAN,
    }
    ranks = [_rank(figures[name], bounds) for name, bounds in _RULES[trade].items()]
    if 0 in ranks:
        return EnterpriseSize.MICRO
    known = [rank for rank in ranks if rank is not None]
    return _ORDER[min(known)] if len(known) == len(ranks) else None


def _rank(figure: Decimal | None, bounds: tuple[int, int, int]) -> int | None:
    return None if figure is None else sum(figure >= bound for bound in bounds)
