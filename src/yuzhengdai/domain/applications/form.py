"""The application form, one field a row, in the order of the page.

Everything about a field stands here: its checking (``validation``), what a draft begins with (``services.draft``), how the
page draws it (``sites.member.applying``), and its row for the enterprise and for the institution. A new field is a row here,
a column of ``Application`` with its migration, and what the demo data says in it. Amounts are typed in 万元 and kept in yuan.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import ValidationError

from yuzhengdai.domain.applications.form_field import (
    Asked,
    Control,
    Desk,
    FormField,
    Part,
    choice_field,
    count_of,
    line,
    money_field,
    optional_text,
)
from yuzhengdai.domain.applications.offers import (
    amount_hint,
    amount_picks,
    guarantee_choices,
    read_amount,
    read_term,
    repayment_choices,
    term_choices,
)
from yuzhengdai.domain.enterprises.enums import EnterpriseSize
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse, RepaymentMethod
from yuzhengdai.foundation.core.figures import PEOPLE
from yuzhengdai.foundation.core.money import term
from yuzhengdai.foundation.reference import industries
from yuzhengdai.foundation.reference.industry_words import enterprise_choices, industry_of_name

_TEXT_LENGTH = 200


def _read_use_note(typed: str, label: str, asked: Asked) -> object:
    text = optional_text(_TEXT_LENGTH)(typed, label, asked)
    if not text and asked.raw.get("use") == LoanUse.OTHER:
        raise ValidationError("选择“其他经营用途”时请说明用途")
    return text


def _read_industry(typed: str, label: str, _: Asked) -> str:
    """A division of GB/T 4754."""
    found = industries.industry(typed) if typed else None
    if found is None or found.is_section:
        raise ValidationError(f"请选择{label}")
    return found.code


def _industry_name(code: str) -> str:
    found = industries.industry(code)
    return found.name if found else ""


def _known_industry(enterprise: Enterprise) -> str:
    found = industries.industry(enterprise.industry_code) if enterprise.industry_code else None
    if found is None or found.is_section:
        found = industry_of_name(enterprise.name)
    return found.code if found else ""


FORM: tuple[FormField, ...] = (
    money_field(
        "amount_wan",
        "借款金额",
        Part.NEED,
        read=read_amount,
        hint=amount_hint,
        picks=amount_picks,
        is_main=True,
        desk=Desk.HEAD,
    ),
    FormField(
        "term_months",
        "借款期限",
        Part.NEED,
        Control.CHOICE,
        read_term,
        words=term,
        choices=term_choices,
        desk=Desk.HEAD,
    ),
    choice_field(
        "use",
        "借款用途",
        Part.NEED,
        LoanUse,
        None,
        control=Control.SELECT,
        hint="不得用于购房、股市、理财等非经营用途",
        desk=Desk.HEAD,
    ),
    FormField(
        "use_note",
        "用途说明",
        Part.NEED,
        Control.TEXT,
        _read_use_note,
        max_length=_TEXT_LENGTH,
        is_optional=True,
    ),
    choice_field(
        "repayment_method", "还款方式", Part.NEED, RepaymentMethod, repayment_choices, desk=Desk.HEAD
    ),
    choice_field("guarantee_mode", "担保方式", Part.NEED, GuaranteeMode, guarantee_choices, desk=Desk.HEAD),
    FormField(
        "repayment_source",
        "主要还款来源",
        Part.NEED,
        Control.TEXT,
        optional_text(_TEXT_LENGTH),
        hint="例如：与某公司签订的年度供货合同回款",
        max_length=_TEXT_LENGTH,
        is_optional=True,
        is_remembered=True,
        desk_label="还款来源",
    ),
    FormField(
        "industry_code",
        "所属行业",
        Part.BUSINESS,
        Control.SELECT,
        _read_industry,
        words=_industry_name,
        choices=lambda _: enterprise_choices(),
        hint="已按企业信息预选的，请核对；选最主要的一项",
        is_remembered=True,
        known=_known_industry,
    ),
    choice_field(
        "size",
        "企业规模",
        Part.BUSINESS,
        EnterpriseSize,
        None,
        is_remembered=True,
        known=lambda enterprise: enterprise.size,
    ),
    money_field("annual_revenue_wan", "上年营业收入", Part.BUSINESS, is_remembered=True),
    money_field("total_assets_wan", "资产总额", Part.BUSINESS, is_remembered=True),
    money_field(
        "existing_debt_wan",
        "现有负债",
        Part.BUSINESS,
        hint="各机构贷款余额合计",
        picks=lambda _: [("0", "没有贷款")],
        is_remembered=True,
    ),
    FormField(
        "staff_count",
        "从业人数",
        Part.BUSINESS,
        Control.FIGURE,
        count_of(PEOPLE, 999_999),
        words=lambda count: f"{count} 人",
        unit=PEOPLE,
        is_remembered=True,
        desk_label="从业",
        desk_beside="size",
    ),
    FormField(
        "contact_name",
        "联系人",
        Part.CONTACT,
        Control.LINE,
        line(30),
        max_length=60,
        autocomplete="name",
        desk=Desk.HEAD,
    ),
)

FIELDS: tuple[str, ...] = tuple(field.name for field in FORM)
LABELS: Mapping[str, str] = MappingProxyType({field.name: field.label for field in FORM})


def fields_of(part: Part) -> list[FormField]:
    """The fields of one block."""
    return [field for field in FORM if field.part is part]
