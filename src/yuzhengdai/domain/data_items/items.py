"""The one table of what government and licensed sources answer. A further source is a row here and a schema (schemas.py).

``path`` is the last part of the address in docs/integrations.md, ``source`` names who answers it: items of one source share a
breaker and, in the demo, a fault switch. ``months`` of figures are asked for, up to the last whole month; 0 asks for the state of today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from yuzhengdai.domain.data_items import schemas
from yuzhengdai.domain.data_items.enums import Category, GivenBy

DAY = timedelta(days=1)
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Item:
    """One row. ``validity``: how long an answer may be used; ``given_by``: who must grant it; ``timeout_s``: of one question.

    ``warning``: possible bad consequences, told before the tick (征信业管理条例 第十四条); "" where there is nothing to warn of.
    """

    code: str
    label: str
    category: Category
    path: str
    source: str
    schema: type[schemas.Facts]
    department: str
    validity: timedelta = MONTH
    given_by: GivenBy = GivenBy.AGENT
    months: int = 0
    timeout_s: float = 3.0
    warning: str = ""


_C = Category
_AMR, _TAX, _SOCIAL, _POWER = "市场监管部门", "税务部门", "人社部门", "电力部门"
_COURT, _CREDIT = "人民法院", "公共信用信息平台"
_TAX_WARNING = "机构可能据此下调额度或不予授信。"

_ROWS = (
    Item("registration_profile", "工商照面信息", _C.REGISTRATION, "registration/profile", "register",
         schemas.Profile, _AMR),
    Item("registration_shareholders", "股东及出资", _C.REGISTRATION, "registration/shareholders", "register",
         schemas.Shareholders, _AMR),
    Item("registration_people", "主要人员", _C.REGISTRATION, "registration/people", "register",
         schemas.KeyPeople, _AMR),
    Item("registration_changes", "变更记录", _C.REGISTRATION, "registration/changes", "register",
         schemas.Changes, _AMR),
    Item("tax_rating", "纳税信用等级", _C.TAX, "tax/rating", "tax", schemas.TaxRatings, _TAX),
    Item("tax_amount", "年度纳税数额", _C.TAX, "tax/amount", "tax", schemas.TaxYears, _TAX, months=24,
         given_by=GivenBy.ADMIN, warning=_TAX_WARNING),
    Item("tax_arrears", "欠税公告", _C.TAX, "tax/arrears", "tax", schemas.Arrears, _TAX, validity=7 * DAY),
    Item("social_headcount", "参保人数", _C.SOCIAL_INSURANCE, "social-insurance/headcount", "social_insurance",
         schemas.Headcounts, _SOCIAL, months=24),
    Item("social_payment", "社保缴费", _C.SOCIAL_INSURANCE, "social-insurance/payment", "social_insurance",
         schemas.Payments, _SOCIAL, months=24),
    Item("electricity_use", "用电量", _C.ELECTRICITY, "electricity/use", "electricity", schemas.Uses, _POWER, months=24),
    Item("electricity_payment", "电费缴纳", _C.ELECTRICITY, "electricity/payment", "electricity",
         schemas.Payments, _POWER, months=24),
    Item("licences", "行政许可", _C.ADMINISTRATION, "administration/licences", "administration",
         schemas.Licences, _CREDIT),
    Item("penalties", "行政处罚", _C.ADMINISTRATION, "administration/penalties", "administration",
         schemas.Penalties, _CREDIT, validity=DAY),
    Item("abnormal", "经营异常名录", _C.ADMINISTRATION, "administration/abnormal", "register",
         schemas.Listings, _AMR, validity=DAY),
    Item("dishonest", "失信被执行", _C.JUDICIAL, "judicial/dishonest", "court", schemas.Cases, _COURT, validity=DAY),
    Item("enforced", "被执行", _C.JUDICIAL, "judicial/enforced", "court", schemas.Cases, _COURT, validity=DAY),
    Item("rulings", "裁判文书", _C.JUDICIAL, "judicial/rulings", "court", schemas.Cases, _COURT, validity=7 * DAY),
    Item("estates", "不动产", _C.ASSETS, "assets/estates", "estates", schemas.Estates, "不动产登记机构",
         given_by=GivenBy.LEGAL_REPRESENTATIVE, warning="机构可能据此要求以不动产提供担保，或下调额度。"),
    Item("pledges", "动产抵押", _C.ASSETS, "assets/pledges", "pledges", schemas.Pledges, "动产融资统一登记机构"),
    Item("intellectual_property", "知识产权", _C.INTELLECTUAL_PROPERTY, "intellectual-property", "intellectual_property",
         schemas.Rights, "知识产权部门"),
    Item("honours", "资质荣誉", _C.HONOURS, "honours", "honours", schemas.Honours, _CREDIT),
    Item("housing_fund", "住房公积金缴存", _C.HOUSING_FUND, "housing-fund", "housing_fund", schemas.Payments,
         "住房公积金管理中心", months=24),
    Item("water", "用水量", _C.UTILITIES, "water/use", "water", schemas.Uses, "供水企业", months=24),
    Item("gas", "用气量", _C.UTILITIES, "gas/use", "gas", schemas.Uses, "供气企业", months=24),
)  # fmt: skip

ITEMS: dict[str, Item] = {row.code: row for row in _ROWS}
"""Code → row, in the order of the table. Codes are stored in grants and answers: they do not change."""


def items_of(codes: Iterable[str]) -> list[Item]:
    """The rows of these codes in the table's order; what the table does not know is left out."""
    wanted = frozenset(codes)
    return [item for code, item in ITEMS.items() if code in wanted]


def period_of(item: Item, day: date) -> str:
    """The months that an item is asked for on ``day``: ``2024-12/2026-11``; "" for the state of the day."""
    if not item.months:
        return ""
    last = day.year * 12 + day.month - 2
    return f"{_month(last - item.months + 1)}/{_month(last)}"


def _month(count: int) -> str:
    year, month = divmod(count, 12)
    return f"{year:04d}-{month + 1:02d}"
