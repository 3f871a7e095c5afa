"""What each item's answer holds: checked before anything is believed or stored. What a schema does not name is dropped.

Amounts are yuan as strings with two places, days ISO dates, months ``2026-11``. No schema has room for data of staff or for
a person's private litigation.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")]
Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")]
Yuan = Annotated[Decimal, Field(max_digits=18, decimal_places=2, allow_inf_nan=False)]
Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class Facts(BaseModel):
    """Base of every item's answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Profile(Facts):
    """工商照面: the register's own page."""

    name: Text
    state: Text
    entity_type: Text = ""
    registered_address: Text = ""
    established_on: date | None = None
    registered_capital_yuan: Yuan | None = None
    industry: Text = ""
    business_scope: Long = ""
    authority: Text = ""


class Shareholder(Facts):
    """One line of 股东及出资; ``share_pct`` of 100."""

    name: Text
    kind: Text
    share_pct: Annotated[Decimal, Field(ge=0, le=100)]
    subscribed_yuan: Yuan | None = None


class Shareholders(Facts):
    """股东及出资 as registered."""

    rows: Annotated[list[Shareholder], Field(max_length=200)]


class KeyPerson(Facts):
    """One of 主要人员 and the post; no number, no address."""

    name: Text
    post: Text


class KeyPeople(Facts):
    """主要人员 as registered."""

    rows: Annotated[list[KeyPerson], Field(max_length=200)]


class Change(Facts):
    """One 变更登记."""

    changed_on: date
    what: Text
    before: Long = ""
    after: Long = ""


class Changes(Facts):
    """变更记录, newest first."""

    rows: Annotated[list[Change], Field(max_length=500)]


class TaxRating(Facts):
    """纳税信用等级 of one year: A, B, M, C or D."""

    year: Year
    grade: Annotated[str, Field(pattern=r"^[ABMCD]$")]


class TaxRatings(Facts):
    """纳税信用等级 by year."""

    rows: Annotated[list[TaxRating], Field(max_length=20)]


class TaxYear(Facts):
    """What was paid in one year."""

    year: Year
    paid_yuan: Yuan


class TaxYears(Facts):
    """年度纳税额 by year."""

    rows: Annotated[list[TaxYear], Field(max_length=20)]


class Arrear(Facts):
    """欠税 of one tax as announced."""

    tax: Text
    balance_yuan: Yuan
    announced_on: date


class Arrears(Facts):
    """欠税公告; none is an answer."""

    rows: Annotated[list[Arrear], Field(max_length=200)]


class MonthCount(Facts):
    """People insured in one month."""

    month: Month
    people: Count


class Headcounts(Facts):
    """参保人数 by month, oldest first; no names."""

    rows: Annotated[list[MonthCount], Field(max_length=60)]


class MonthPaid(Facts):
    """Whether one month was paid, and how much."""

    month: Month
    is_paid: bool
    paid_yuan: Yuan | None = None


class Payments(Facts):
    """缴费 by month, oldest first."""

    rows: Annotated[list[MonthPaid], Field(max_length=60)]


class MonthUse(Facts):
    """What was used in one month, in ``unit`` of the whole."""

    month: Month
    amount: Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12)]


class Uses(Facts):
    """用量 by month, oldest first; ``unit``: 千瓦时, 立方米."""

    unit: Annotated[str, Field(pattern=r"^(千瓦时|立方米|吨)$")]
    rows: Annotated[list[MonthUse], Field(max_length=60)]


class Licence(Facts):
    """One 行政许可."""

    number: Text
    what: Text
    authority: Text
    decided_on: date
    valid_until: date | None = None


class Licences(Facts):
    """行政许可, newest first."""

    rows: Annotated[list[Licence], Field(max_length=500)]


class Penalty(Facts):
    """One 行政处罚; ``grade``: 轻微, 一般, 严重; ``is_repaired``: 信用修复 was published."""

    number: Text
    what: Long
    result: Long
    authority: Text
    decided_on: date
    grade: Annotated[str, Field(pattern=r"^(轻微|一般|严重)?$")] = ""
    published_until: date | None = None
    is_repaired: bool = False


class Penalties(Facts):
    """行政处罚, newest first."""

    rows: Annotated[list[Penalty], Field(max_length=500)]


class Listing(Facts):
    """Being put on a list, such as 经营异常名录, and leaving it."""

    reason: Long
    authority: Text
    listed_on: date
    removed_on: date | None = None


class Listings(Facts):
    """列入与移出, newest first."""

    rows: Annotated[list[Listing], Field(max_length=200)]


class Case(Facts):
    """One court case against or of the enterprise itself."""

    number: Text
    court: Text
    filed_on: date
    what: Long = ""
    amount_yuan: Yuan | None = None
    state: Text = ""


class Cases(Facts):
    """司法案件, newest first."""

    rows: Annotated[list[Case], Field(max_length=500)]


class Estate(Facts):
    """One 不动产: where by district only, its use, area in m² and whether it is 抵押 or 查封."""

    district: Text
    use: Text
    area_m2: Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9)]
    is_mortgaged: bool
    is_sealed: bool = False


class Estates(Facts):
    """不动产 of the enterprise."""

    rows: Annotated[list[Estate], Field(max_length=500)]


class Pledge(Facts):
    """One 动产抵押登记."""

    number: Text
    what: Long
    secured_yuan: Yuan
    registered_on: date
    is_ended: bool = False


class Pledges(Facts):
    """动产抵押, newest first."""

    rows: Annotated[list[Pledge], Field(max_length=500)]


class Right(Facts):
    """One 专利, 商标 or 著作权."""

    kind: Text
    name: Text
    number: Text
    granted_on: date


class Rights(Facts):
    """知识产权 of the enterprise."""

    rows: Annotated[list[Right], Field(max_length=1000)]


class Honour(Facts):
    """One 资质 or 荣誉."""

    name: Text
    authority: Text
    given_on: date
    valid_until: date | None = None


class Honours(Facts):
    """资质荣誉, newest first."""

    rows: Annotated[list[Honour], Field(max_length=500)]
