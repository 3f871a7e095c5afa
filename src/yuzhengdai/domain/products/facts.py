"""What conditions may be about: the facts of an enterprise and of what it asks for, and how they are said in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from yuzhengdai.domain.enterprises.enums import EnterpriseSize, EntityType
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.reference import industries, regions


class FactKind(StrEnum):
    """The type of a fact's value; forms choose their input by it."""

    MONTHS = "months"
    YUAN = "yuan"
    COUNT = "count"
    YEARS = "years"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    REGION = "region"
    INDUSTRY = "industry"

    @property
    def is_number(self) -> bool:
        """Whether values compare by size."""
        return self in {FactKind.MONTHS, FactKind.YUAN, FactKind.COUNT, FactKind.YEARS}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known: its value, where it comes from (企业认证, 您的回答) and since which day.

    ``is_proved``: checked by the platform or told by a source of the state; else somebody said so. ``value`` has the type
    that the kind of its field asks for; of a number ``Span`` says no more than between which bounds it lies.
    """

    value: object
    source: str
    since: date | None = None
    is_proved: bool = False


Facts = Mapping[str, Fact]
"""Code of ``FIELDS`` → what is known; what is unknown is left out."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number of which only the bounds are told, both included: a band of revenue. ``high`` None is open."""

    low: Decimal
    high: Decimal | None = None


def values_of(facts: Facts) -> dict[str, object]:
    """Code → value, as eligibility.check compares them: without source and day."""
    return {code: fact.value for code, fact in facts.items()}


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact.

    ``name`` opens an explanation (成立时间), ``question`` asks a visitor, ``unit`` follows counts. Of a yes/no fact
    ``when_true`` and ``when_false`` are its two sentences. ``choices`` maps a value to its word.
    """

    code: str
    name: str
    kind: FactKind
    question: str
    unit: str = ""
    when_true: str = ""
    when_false: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def say_known(self, value: object) -> str:
        """A known value as people say it: how long an enterprise has existed in years and months."""
        number = as_number(value) if self.code == "established_months" else None
        if number is None or number < _MONTHS_A_YEAR:
            return self.say(value)
        years, months = divmod(int(number), _MONTHS_A_YEAR)
        return f"{years} 年 {months} 个月" if months else f"{years} 年"

    def say(self, value: object) -> str:
        """A value in words: ``9 年 7 个月``, ``100 万元``, ``郑州市``."""
        return _SAY[self.kind](self, value)


_MONTHS_A_YEAR = 12

#: Beyond this a figure is a typing error, not a fact.
_ABSURD = Decimal(10) ** 15


def as_number(value: object) -> Decimal | None:
    """A number from a fact or a rule (JSON may carry it as text); nothing for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _ABSURD else None


def _say_number(fact: FactField, value: object) -> str:
    if isinstance(value, Span):
        low = _say_number(fact, value.low)
        return f"{low}以上" if value.high is None else f"{low}至 {_say_number(fact, value.high)}"
    number = as_number(value)
    if number is None:
        return str(value)
    if fact.kind is FactKind.MONTHS:
        return f"{int(number)} 个月"
    if fact.kind is FactKind.YUAN:
        return money.wan(number)
    return f"{number.normalize():f} {fact.unit}"


def _say_region(_fact: FactField, value: object) -> str:
    found = regions.region(str(value))
    city = regions.city_of(str(value))
    if found is None:
        return "河南省外"
    return found.name if city is None or city == found else city.name + found.name


def _say_industry(_fact: FactField, value: object) -> str:
    found = industries.industry(str(value))
    return found.name if found else "未列明行业"


def _say_boolean(fact: FactField, value: object) -> str:
    return fact.when_true if value else fact.when_false


_SAY: Mapping[FactKind, Callable[[FactField, object], str]] = MappingProxyType(
    {
        **dict.fromkeys((kind for kind in FactKind if kind.is_number), _say_number),
        FactKind.BOOLEAN: _say_boolean,
        FactKind.CHOICE: lambda fact, value: fact.choices.get(str(value), str(value)),
        FactKind.REGION: _say_region,
        FactKind.INDUSTRY: _say_industry,
    }
)


def _flag(code: str, name: str, when_true: str, when_false: str, question: str) -> FactField:
    return FactField(code, name, FactKind.BOOLEAN, question, when_true=when_true, when_false=when_false)


_TAX_LEVELS = MappingProxyType({level: f"{level} 级" for level in "ABMCD"})

_FIELDS = (
    FactField("established_months", "成立时间", FactKind.MONTHS, "企业成立多久了"),
    FactField("region_code", "注册地", FactKind.REGION, "企业注册在哪个市、县（区）"),
    FactField("industry_code", "所属行业", FactKind.INDUSTRY, "企业主要从事哪个行业"),
    FactField(
        "entity_type",
        "法人类型",
        FactKind.CHOICE,
        "企业是哪种法人类型",
        choices=MappingProxyType(dict(EntityType.choices)),
    ),
    FactField(
        "size",
        "企业规模",
        FactKind.CHOICE,
        "企业属于大型、中型、小型还是微型",
        choices=MappingProxyType(dict(EnterpriseSize.choices)),
    ),
    FactField("annual_revenue_yuan", "年营业收入", FactKind.YUAN, "上一年度营业收入是多少"),
    FactField("annual_tax_yuan", "年纳税额", FactKind.YUAN, "上一年度缴纳税款是多少"),
    FactField("assets_yuan", "资产总额", FactKind.YUAN, "资产总额是多少"),
    FactField("staff_count", "从业人员", FactKind.COUNT, "现有多少从业人员", unit="人"),
    FactField("insured_count", "参保人数", FactKind.COUNT, "为多少人缴纳社保", unit="人"),
    FactField(
        "tax_level", "纳税信用等级", FactKind.CHOICE, "最近一年的纳税信用等级是什么", choices=_TAX_LEVELS
    ),
    FactField("tax_months", "连续纳税时间", FactKind.MONTHS, "已连续纳税多久"),
    FactField("electricity_months", "正常用电时间", FactKind.MONTHS, "已正常用电多久"),
    FactField("social_insurance_months", "连续缴纳社保时间", FactKind.MONTHS, "已连续缴纳社保多久"),
    FactField("representative_age", "法定代表人年龄", FactKind.YEARS, "法定代表人多少周岁", unit="周岁"),
    FactField("requested_amount_yuan", "申请金额", FactKind.YUAN, "想申请多少金额"),
    FactField("requested_term_months", "申请期限", FactKind.MONTHS, "想申请多长期限"),
    FactField(
        "requested_use",
        "资金用途",
        FactKind.CHOICE,
        "资金用在哪里",
        choices=MappingProxyType({use.value: str(use.label) for use in LoanUse}),
    ),
    FactField(
        "requested_guarantee",
        "担保方式",
        FactKind.CHOICE,
        "可以提供哪种担保",
        choices=MappingProxyType({mode.value: str(mode.label) for mode in GuaranteeMode}),
    ),
    FactField("loan_balance_yuan", "现有贷款余额", FactKind.YUAN, "现有贷款余额是多少"),
    _flag("has_overdue", "贷款逾期", "有贷款逾期", "无贷款逾期", "现在是否有逾期的贷款"),
    _flag("has_tax_arrears", "欠税", "有欠税", "无欠税", "现在是否欠税"),
    _flag("has_enforcement", "失信被执行", "有失信被执行记录", "无失信被执行记录", "是否有失信被执行记录"),
    _flag("has_penalty", "行政处罚", "近期有重大行政处罚", "近期无重大行政处罚", "近期是否有重大行政处罚"),
    _flag("is_verified", "企业认证", "已完成企业认证", "未完成企业认证", "是否已完成企业认证"),
    _flag("electricity_verified", "电力户号", "电力户号已验证", "电力户号未验证", "是否已验证电力户号"),
    _flag("social_insurance_verified", "社保号", "社保号已验证", "社保号未验证", "是否已验证社保号"),
    _flag("first_time_borrower", "首次贷款", "首次贷款", "曾有贷款", "是否首次向银行贷款"),
    _flag("is_high_tech", "科技型企业", "是科技型企业", "不是科技型企业", "是否科技型中小企业或高新技术企业"),
    _flag("is_agricultural", "涉农主体", "是涉农主体", "不是涉农主体", "是否从事农业生产经营"),
    _flag("is_green", "绿色项目", "用于绿色项目", "不用于绿色项目", "资金是否用于绿色项目"),
    _flag("has_export", "进出口业务", "有进出口业务", "无进出口业务", "是否有进出口业务"),
    _flag("has_collateral", "抵押物", "有可抵押的不动产", "无可抵押的不动产", "是否有可抵押的不动产"),
    _flag("has_orders", "订单或合同", "有在手订单或合同", "无在手订单或合同", "是否有在手订单或政府采购合同"),
)

#: Code → field, in the order in which a form asks.
FIELDS: Mapping[str, FactField] = MappingProxyType({fact.code: fact for fact in _FIELDS})
