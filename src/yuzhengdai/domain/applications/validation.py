"""What an applicant typed, checked against the product: raw texts in, clean values or sentences per field out. Pure.

The draft keeps the raw texts, so that nothing typed is lost; only a submission needs all of it to be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError

from yuzhengdai.domain.enterprises.enums import EnterpriseSize
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.figures import MONTHS, PEOPLE, WAN, read_figure, read_whole
from yuzhengdai.foundation.core.money import term_range, wan_range
from yuzhengdai.foundation.core.text import clean_line, clean_text
from yuzhengdai.foundation.reference.industries import industry

FIELDS = (
    "amount_wan",
    "term_months",
    "use",
    "use_note",
    "repayment_method",
    "guarantee_mode",
    "repayment_source",
    "industry_code",
    "size",
    "annual_revenue_wan",
    "total_assets_wan",
    "staff_count",
    "existing_debt_wan",
    "contact_name",
)
"""Names of everything typed, in the order of the page. Amounts are typed in 万元 and kept in yuan."""

LABELS: Mapping[str, str] = {
    "amount_wan": "借款金额",
    "term_months": "借款期限",
    "use": "借款用途",
    "use_note": "用途说明",
    "repayment_method": "还款方式",
    "guarantee_mode": "担保方式",
    "repayment_source": "主要还款来源",
    "industry_code": "所属行业",
    "size": "企业规模",
    "annual_revenue_wan": "上年营业收入",
    "total_assets_wan": "资产总额",
    "staff_count": "从业人数",
    "existing_debt_wan": "现有负债",
    "contact_name": "联系人",
}

RAW_LIMIT = 1000
"""Characters of one raw text that a draft keeps."""

_LARGEST_YUAN = Decimal(10) ** 14
"""What the columns hold."""
T = TypeVar("T")
_STANDARD_TERMS = (3, 6, 12, 18, 24, 36, 48, 60, 84, 120)


@dataclass(frozen=True, slots=True)
class ApplicationData:
    """A complete, valid application."""

    amount_yuan: Decimal
    term_months: int
    use: str
    use_note: str
    repayment_method: str
    guarantee_mode: str
    repayment_source: str
    industry_code: str
    size: str
    annual_revenue_yuan: Decimal
    total_assets_yuan: Decimal
    staff_count: int
    existing_debt_yuan: Decimal
    contact_name: str


def raw_values(typed: Mapping[str, object]) -> dict[str, str]:
    """The known fields as bounded texts, without null bytes: what a draft may keep."""
    return {name: str(typed.get(name) or "").replace("\x00", "")[:RAW_LIMIT] for name in FIELDS}


def term_choices(version: ProductVersion) -> list[int]:
    """Terms in months offered as choices: the usual ones within the product's range, its ends included."""
    low, high = version.term_min_months, version.term_max_months
    return sorted({low, high, *(months for months in _STANDARD_TERMS if low <= months <= high)})


def guarantee_choices(version: ProductVersion) -> list[tuple[str, str]]:
    """(value, label) of the product's ways of guarantee; all where it names none."""
    return _choices(GuaranteeMode, version.guarantee_modes)


def repayment_choices(version: ProductVersion) -> list[tuple[str, str]]:
    """(value, label) of the product's repayment methods; all where it names none."""
    return _choices(RepaymentMethod, version.repayment_methods)


def amount_hint(version: ProductVersion) -> str:
    """``该产品 20–300 万元，实际额度以审批为准``."""
    return f"该产品 {wan_range(version.amount_min_yuan, version.amount_max_yuan)}，实际额度以审批为准"


def check(version: ProductVersion, raw: Mapping[str, str]) -> tuple[ApplicationData | None, dict[str, str]]:
    """(clean values, {}) or (None, field name → sentence)."""
    found = _Collector(raw)
    use = found.take("use", _choice(LoanUse.values))
    must_explain = use == LoanUse.OTHER
    values = {
        "amount_yuan": found.take("amount_wan", lambda typed, label: _amount(version, typed, label)),
        "term_months": found.take("term_months", lambda typed, label: _term(version, typed, label)),
        "use": use,
        "use_note": found.take("use_note", lambda typed, label: _use_note(typed, label, must_explain)),
        "repayment_method": found.take(
            "repayment_method", _choice([value for value, _ in repayment_choices(version)])
        ),
        "guarantee_mode": found.take(
            "guarantee_mode", _choice([value for value, _ in guarantee_choices(version)])
        ),
        "repayment_source": found.take("repayment_source", _optional_text),
        "industry_code": found.take("industry_code", _industry),
        "size": found.take("size", _choice(EnterpriseSize.values)),
        "annual_revenue_yuan": found.take("annual_revenue_wan", _money),
        "total_assets_yuan": found.take("total_assets_wan", _money),
        "staff_count": found.take("staff_count", _staff_count),
        "existing_debt_yuan": found.take("existing_debt_wan", _money),
        "contact_name": found.take(
            "contact_name", lambda v, label: clean_line(v, label=label, max_length=30)
        ),
    }
    if found.errors:
        return None, {name: found.errors[name] for name in FIELDS if name in found.errors}
    return ApplicationData(**values), {}  # type: ignore[arg-type]


class _Collector:
    """Cleans one field after the other and keeps the sentence of each that is wrong."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = raw
        self.errors: dict[str, str] = {}

    def take(self, name: str, clean: Callable[[str, str], T]) -> T | None:
        """The clean value, or None with a sentence noted; ``clean`` gets (typed, label) and may raise ValidationError."""
        try:
            return clean(self.raw.get(name, ""), LABELS[name])
        except ValidationError as problem:
            self.errors[name] = str(problem.message)
            return None


def amount_typed(raw: Mapping[str, str]) -> Decimal | None:
    """The amount asked for in yuan as far as it can be read, whatever the product's bounds."""
    try:
        return read_figure(raw.get("amount_wan", ""), WAN, label=LABELS["amount_wan"])
    except ValidationError:
        return None


def months_typed(raw: Mapping[str, str]) -> int | None:
    """The term asked for as far as it can be read."""
    try:
        return read_whole(raw.get("term_months", ""), MONTHS, label=LABELS["term_months"])
    except ValidationError:
        return None


def _money(typed: str, label: str) -> Decimal:
    """万元 as typed → yuan; 0 is a value."""
    amount = read_figure(typed, WAN, label=label)
    if amount is None:
        raise ValidationError(f"请填写{label}，没有请填 0")
    if amount >= _LARGEST_YUAN:
        raise ValidationError(f"{label}过大，请核对单位")
    return amount


def _amount(version: ProductVersion, typed: str, label: str) -> Decimal:
    amount = read_figure(typed, WAN, label=label)
    if amount is None:
        raise ValidationError(f"请填写{label}")
    if amount == 0:
        raise ValidationError(f"{label}须大于 0")
    if not version.amount_min_yuan <= amount <= version.amount_max_yuan:
        over = "超过该产品上限" if amount > version.amount_max_yuan else "低于该产品下限"
        limits = wan_range(version.amount_min_yuan, version.amount_max_yuan)
        raise ValidationError(f"{label}{over}，请填写 {limits}")
    return amount


def _term(version: ProductVersion, typed: str, label: str) -> int:
    months = read_whole(typed, MONTHS, label=label)
    if months is None:
        raise ValidationError(f"请选择{label}")
    if not version.term_min_months <= months <= version.term_max_months:
        limits = term_range(version.term_min_months, version.term_max_months)
        raise ValidationError(f"该产品的期限是 {limits}，请重新选择")
    return months


def _staff_count(typed: str, label: str) -> int:
    count = read_whole(typed, PEOPLE, label=label)
    if count is None:
        raise ValidationError(f"请填写{label}")
    if not 1 <= count <= 999_999:
        raise ValidationError(f"{label}应在 1 至 999999 之间，请核对")
    return count


def _choice(allowed: Iterable[str]) -> Callable[[str, str], str]:
    values = frozenset(allowed)

    def clean(typed: str, label: str) -> str:
        if typed not in values:
            raise ValidationError(f"请选择{label}")
        return typed

    return clean


def _industry(typed: str, label: str) -> str:
    """A division of GB/T 4754."""
    found = industry(typed) if typed else None
    if found is None or found.is_section:
        raise ValidationError(f"请选择{label}")
    return found.code


def _optional_text(typed: str, label: str) -> str:
    return clean_text(typed, label=label, max_length=200, min_length=0)


def _use_note(typed: str, label: str, must_explain: bool) -> str:
    text = _optional_text(typed, label)
    if must_explain and not text:
        raise ValidationError("选择“其他经营用途”时请说明用途")
    return text


def _choices(enum: type[GuaranteeMode | RepaymentMethod], allowed: Iterable[str]) -> list[tuple[str, str]]:
    wanted = set(allowed)
    return [(str(value), str(label)) for value, label in enum.choices if not wanted or value in wanted]
