"""How the facts of each schema are laid out: a list of pairs, or a table and where it helps a chart of its months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from yuzhengdai.domain.data_items import schemas
from yuzhengdai.foundation.core import money

Kind = Literal["text", "day", "yuan", "pct", "yes", "number", "grade"]


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a row: its heading, its key in the facts, and how it is written. ``yes``: words of true and false."""

    head: str
    key: str
    kind: Kind = "text"
    yes: tuple[str, str] = ("是", "否")

    @property
    def is_figure(self) -> bool:
        """Whether it stands at the right."""
        return self.kind in {"yuan", "pct", "number"}

    def words(self, facts: Mapping[str, Any]) -> str:
        """What is printed; 「—」 where the source said nothing."""
        value = facts.get(self.key)
        if value is None or value == "":
            return "—"
        match self.kind:
            case "day":
                return money.day(date.fromisoformat(value))
            case "yuan":
                return f"{Decimal(value):,.2f}"
            case "pct":
                return f"{Decimal(value).normalize():f}%"
            case "number":
                return f"{Decimal(str(value)).normalize():,f}"
            case "yes":
                return self.yes[0] if value else self.yes[1]
            case "grade":
                return f"{value} 级"
        return str(value)


_C = Column
PAIRS: Mapping[type[schemas.Facts], tuple[Column, ...]] = {
    schemas.Profile: (
        _C("企业名称", "name"),
        _C("登记状态", "state"),
        _C("企业类型", "entity_type"),
        _C("成立日期", "established_on", "day"),
        _C("注册资本（元）", "registered_capital_yuan", "yuan"),
        _C("所属行业", "industry"),
        _C("注册地址", "registered_address"),
        _C("登记机关", "authority"),
        _C("经营范围", "business_scope"),
    ),
}
"""Facts that are one thing."""

TABLES: Mapping[type[schemas.Facts], tuple[Column, ...]] = {
    schemas.Shareholders: (
        _C("股东", "name"),
        _C("类型", "kind"),
        _C("持股比例", "share_pct", "pct"),
        _C("认缴出资（元）", "subscribed_yuan", "yuan"),
    ),
    schemas.KeyPeople: (_C("姓名", "name"), _C("职务", "post")),
    schemas.Changes: (
        _C("变更日期", "changed_on", "day"),
        _C("变更事项", "what"),
        _C("变更前", "before"),
        _C("变更后", "after"),
    ),
    schemas.TaxRatings: (_C("年度", "year"), _C("等级", "grade", "grade")),
    schemas.TaxYears: (_C("年度", "year"), _C("入库税款（元）", "paid_yuan", "yuan")),
    schemas.Arrears: (
        _C("税种", "tax"),
        _C("欠税余额（元）", "balance_yuan", "yuan"),
        _C("公告日期", "announced_on", "day"),
    ),
    schemas.Headcounts: (_C("月份", "month"), _C("参保人数", "people", "number")),
    schemas.Payments: (
        _C("月份", "month"),
        _C("缴纳", "is_paid", "yes", ("已缴", "未缴")),
        _C("金额（元）", "paid_yuan", "yuan"),
    ),
    schemas.Uses: (_C("月份", "month"), _C("用量", "amount", "number")),
    schemas.Licences: (
        _C("许可文书号", "number"),
        _C("许可内容", "what"),
        _C("许可机关", "authority"),
        _C("许可日期", "decided_on", "day"),
        _C("有效期至", "valid_until", "day"),
    ),
    schemas.Penalties: (
        _C("决定书文号", "number"),
        _C("违法事实", "what"),
        _C("处罚结果", "result"),
        _C("处罚机关", "authority"),
        _C("决定日期", "decided_on", "day"),
        _C("类别", "grade"),
    ),
    schemas.Listings: (
        _C("列入原因", "reason"),
        _C("作出机关", "authority"),
        _C("列入日期", "listed_on", "day"),
        _C("移出日期", "removed_on", "day"),
    ),
    schemas.Cases: (
        _C("案号", "number"),
        _C("法院", "court"),
        _C("立案日期", "filed_on", "day"),
        _C("案由", "what"),
        _C("金额（元）", "amount_yuan", "yuan"),
        _C("状态", "state"),
    ),
    schemas.Estates: (
        _C("所在区域", "district"),
        _C("用途", "use"),
        _C("面积（平方米）", "area_m2", "number"),
        _C("抵押", "is_mortgaged", "yes", ("已抵押", "无")),
        _C("查封", "is_sealed", "yes", ("已查封", "无")),
    ),
    schemas.Pledges: (
        _C("登记编号", "number"),
        _C("抵押物", "what"),
        _C("担保金额（元）", "secured_yuan", "yuan"),
        _C("登记日期", "registered_on", "day"),
        _C("状态", "is_ended", "yes", ("已注销", "有效")),
    ),
    schemas.Rights: (
        _C("类型", "kind"),
        _C("名称", "name"),
        _C("编号", "number"),
        _C("授予日期", "granted_on", "day"),
    ),
    schemas.Honours: (
        _C("名称", "name"),
        _C("授予机关", "authority"),
        _C("授予日期", "given_on", "day"),
        _C("有效期至", "valid_until", "day"),
    ),
}
"""Facts that are rows."""

CHARTS: Mapping[type[schemas.Facts], str] = {schemas.Uses: "amount", schemas.Headcounts: "people"}
"""Rows by month that are drawn too, by this figure of theirs."""
