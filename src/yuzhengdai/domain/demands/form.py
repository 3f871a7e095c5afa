"""The fields of a demand, one table: checks, prefill, drawing, rows of every page and what an edit changed derive from it. Pure.

Labels as the manual has them (C10).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.domain.demands.enums import MAX_OFFERS_CHOICES, RevenueBand, ShownFact
from yuzhengdai.domain.demands.form_field import (
    Choices,
    Control,
    DemandField,
    Part,
    SeenBy,
    label_of,
    one_of,
    yes_or_no,
)
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.days import clean_day
from yuzhengdai.foundation.core.figures import MONTHS, PERCENT, WAN, read_figure, read_whole
from yuzhengdai.foundation.core.money import rate, term, wan
from yuzhengdai.foundation.core.text import clean_line, clean_text
from yuzhengdai.foundation.core.validators import clean_phone, national_phone
from yuzhengdai.foundation.reference import regions

RAW_LIMIT = 2000
"""Characters of one raw text that a draft keeps."""
DESCRIPTION_LENGTH = 500
LONGEST_VALIDITY_DAYS = 183
USUAL_VALIDITY_DAYS = 60
_TERMS = (3, 6, 12, 18, 24, 36, 48, 60, 84, 120)
_LONGEST_MONTHS = 360
_LARGEST_YUAN = Decimal(10) ** 10
_HIGHEST_PCT = 36

DemandData = Mapping[str, Any]
"""A complete, valid demand: column → value."""


def last_day() -> date:
    """The latest day that a demand published or extended today may be valid until."""
    return today() + timedelta(days=LONGEST_VALIDITY_DAYS)


def read_valid_until(typed: str, label: str) -> date:
    """A day from tomorrow on, at most six months away."""
    day = clean_day(typed, label=label)
    if day <= today():
        raise ValidationError(f"{label}应晚于今天")
    if day > last_day():
        raise ValidationError(f"{label}最晚 {last_day().isoformat()}（6 个月内）")
    return day


def _amount(typed: str, label: str) -> Decimal:
    amount = read_figure(typed, WAN, label=label)
    if amount is None:
        raise ValidationError(f"请填写{label}")
    if not 0 < amount < _LARGEST_YUAN:
        raise ValidationError(f"{label}应大于 0，且不到 100 亿元，请核对单位")
    return amount


def _term(typed: str, label: str) -> int:
    months = read_whole(typed, MONTHS, label=label)
    if months is None:
        raise ValidationError(f"请选择{label}")
    if not 1 <= months <= _LONGEST_MONTHS:
        raise ValidationError(f"{label}应为 1 至 {_LONGEST_MONTHS} 个月")
    return months


def _rate(typed: str, label: str) -> Decimal | None:
    value = read_figure(typed, PERCENT, label=label)
    if value is not None and not 0 < value <= _HIGHEST_PCT:
        raise ValidationError(f"{label}应大于 0，不超过 {_HIGHEST_PCT}%")
    return value


def _region(typed: str, label: str) -> str:
    found = regions.region(typed)
    if found is None or found.code == regions.PROVINCE_CODE:
        raise ValidationError(f"请选择{label}")
    return found.code


def _facts(typed: str, label: str) -> list[str]:
    ticked = {one for one in typed.split(",") if one}
    if not ticked <= set(ShownFact.values):
        raise ValidationError(f"{label}里有不能识别的选项，请重新勾选")
    return [fact for fact in ShownFact.values if fact in ticked]


def _limit(typed: str, label: str) -> int:
    if typed not in {str(number) for number in MAX_OFFERS_CHOICES}:
        raise ValidationError(f"请选择{label}")
    return int(typed)


def _known_region(enterprise: Enterprise) -> str:
    found = regions.region(enterprise.region_code)
    return found.code if found is not None and found.code != regions.PROVINCE_CODE else ""


def _term_choices() -> Choices:
    return [(str(months), term(months)) for months in _TERMS]


FORM: tuple[DemandField, ...] = (
    DemandField(
        "title",
        "需求名称",
        Part.FORM,
        Control.LINE,
        lambda typed, label: clean_line(typed, label=label, max_length=30, min_length=2),
        hint="一句话说明要做什么，不写联系方式",
        max_length=60,
        is_worded=True,
    ),
    DemandField(
        "amount_wan",
        "融资金额(万元)",
        Part.FORM,
        Control.FIGURE,
        _amount,
        column="amount_yuan",
        words=wan,
        unit=WAN,
    ),
    DemandField(
        "term_months", "融资期限", Part.FORM, Control.SELECT, _term, words=term, choices=_term_choices
    ),
    DemandField(
        "use",
        "融资用途",
        Part.FORM,
        Control.SELECT,
        one_of(LoanUse.values),
        words=label_of(LoanUse),
        choices=lambda: LoanUse.choices,
    ),
    DemandField(
        "guarantee_mode",
        "担保方式",
        Part.FORM,
        Control.SELECT,
        one_of(GuaranteeMode.values),
        words=label_of(GuaranteeMode),
        choices=lambda: GuaranteeMode.choices,
        is_remembered=True,
    ),
    DemandField(
        "rate_max_pct",
        "期望利率",
        Part.FORM,
        Control.FIGURE,
        _rate,
        words=lambda value: f"不高于 {rate(value)}",
        unit=PERCENT,
        hint="年化，填能接受的上限",
        is_optional=True,
    ),
    DemandField(
        "region_code",
        "所属地区",
        Part.FORM,
        Control.SELECT,
        _region,
        words=regions.place_name,
        choices=regions.area_choices,
        hint="按注册地带出，可修改",
        is_remembered=True,
        known=_known_region,
    ),
    DemandField(
        "contact_name",
        "联系人",
        Part.FORM,
        Control.LINE,
        lambda typed, label: clean_line(typed, label=label, max_length=30),
        max_length=60,
        autocomplete="name",
        is_remembered=True,
        seen_by=SeenBy.NOBODY,
    ),
    DemandField(
        "contact_phone",
        "联系电话",
        Part.FORM,
        Control.LINE,
        lambda typed, _: clean_phone(typed),
        words=national_phone,
        hint="不给任何机构；接受方案并提交申请后，机构看到的是申请里的联系电话",
        max_length=30,
        autocomplete="tel",
        is_remembered=True,
        seen_by=SeenBy.NOBODY,
    ),
    DemandField(
        "description",
        "需求描述",
        Part.FORM,
        Control.TEXT,
        lambda typed, label: clean_text(typed, label=label, max_length=DESCRIPTION_LENGTH, min_length=0),
        hint="说清楚用在哪、什么时候用、拿什么还，机构更容易判断",
        max_length=DESCRIPTION_LENGTH,
        is_optional=True,
        is_worded=True,
        seen_by=SeenBy.INSTITUTIONS,
    ),
    DemandField(
        "valid_until",
        "有效期至",
        Part.FORM,
        Control.DAY,
        read_valid_until,
        words=lambda value: value.isoformat(),
        hint="到期自动下架，最长 6 个月",
    ),
    DemandField(
        "shows_name",
        "是否公开企业名称",
        Part.FORM,
        Control.CHOICE,
        yes_or_no,
        words=lambda value: "公开" if value else "不公开",
        choices=lambda: [("yes", "公开"), ("no", "不公开")],
        hint="不公开时，机构只看到行业和地区",
    ),
    DemandField(
        "shown_facts",
        "向机构出示的企业情况",
        Part.SHOWING,
        Control.TICKS,
        _facts,
        words=lambda value: "、".join(str(ShownFact(one).label) for one in value if one in ShownFact.values),
        choices=lambda: ShownFact.choices,
        hint="不勾选的，机构看不到，也不会据此判断",
        is_optional=True,  # and never remembered: what is shown is ticked anew each time
        seen_by=SeenBy.INSTITUTIONS,
    ),
    DemandField(
        "revenue_band",
        "上年营业收入区间",
        Part.SHOWING,
        Control.SELECT,
        lambda typed, label: one_of(RevenueBand.values)(typed, label) if typed else "",
        words=label_of(RevenueBand),
        choices=lambda: RevenueBand.choices,
        hint="由您自己填写，勾选出示时才给机构看",
        is_optional=True,
        is_remembered=True,
        seen_by=SeenBy.INSTITUTIONS,
    ),
    DemandField(
        "max_offers",
        "最多接收几家机构的方案",
        Part.SHOWING,
        Control.CHOICE,
        _limit,
        words=lambda value: f"{value} 家",
        choices=lambda: [(str(number), f"{number} 家") for number in MAX_OFFERS_CHOICES],
        is_remembered=True,
        seen_by=SeenBy.NOBODY,
    ),
    DemandField(
        "shows_offer_limit",
        "是否让机构看到这个数",
        Part.SHOWING,
        Control.CHOICE,
        yes_or_no,
        words=lambda value: "让机构看到" if value else "不让机构看到",
        choices=lambda: [("yes", "让机构看到"), ("no", "不让机构看到")],
        is_remembered=True,
        seen_by=SeenBy.NOBODY,
    ),
)

FIELDS: tuple[str, ...] = tuple(field.name for field in FORM)
LABELS: Mapping[str, str] = MappingProxyType({field.name: field.label for field in FORM})
BEGINNING: Mapping[str, str] = MappingProxyType(
    {"shows_name": "no", "max_offers": "5", "shows_offer_limit": "no"}
)
"""What a first draft says where neither the record nor an earlier demand does."""


def fields_of(part: Part) -> list[DemandField]:
    """The fields of one part of the form."""
    return [field for field in FORM if field.part is part]


def raw_values(typed: Mapping[str, object]) -> dict[str, str]:
    """The known fields as bounded texts, without null bytes: what a draft may keep."""
    return {name: str(typed.get(name) or "").replace("\x00", "")[:RAW_LIMIT] for name in FIELDS}


def check(raw: Mapping[str, str]) -> tuple[DemandData | None, dict[str, str]]:
    """(clean values by column, {}) or (None, field name → sentence in the order of the page)."""
    found = Errors()
    values: dict[str, Any] = {
        field.kept_in(): found.cleaned(field.name, partial(field.read, raw.get(field.name, ""), field.label))
        for field in FORM
    }
    if "revenue_band" in list(values.get("shown_facts") or []) and not values.get("revenue_band"):
        found.add("revenue_band", "已勾选出示上年营业收入区间，请选择区间")
    return (None, found.fields) if found.fields else (values, {})


def typed_of(row: object) -> dict[str, str]:
    """What the form says for a demand as it stands."""
    return {field.name: field.typed(getattr(row, field.kept_in())) for field in FORM}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """[{field, before, after}] in words of what differs, by column values; of contact data only the name of the field."""
    found = []
    for field in FORM:
        old, new = before[field.kept_in()], after[field.kept_in()]
        if old == new:
            continue
        said = ["", ""]
        if field.seen_by is not SeenBy.NOBODY:
            said = ["" if value in (None, "", []) else field.words(value) for value in (old, new)]
        found.append({"field": field.name, "before": said[0], "after": said[1]})
    return found
