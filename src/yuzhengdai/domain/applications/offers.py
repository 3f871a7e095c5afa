"""What a product leaves to choose in an application, and how its bounds are read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError

from yuzhengdai.domain.applications.form_field import Asked
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.figures import MONTHS, WAN, read_figure, read_whole
from yuzhengdai.foundation.core.money import term, term_range, wan_range

WAN_YUAN = 10_000
_STANDARD_AMOUNTS_WAN = (10, 20, 30, 50, 80, 100, 200, 300, 500, 1000)
_STANDARD_TERMS = (3, 6, 12, 18, 24, 36, 48, 60, 84, 120)


def term_choices(version: ProductVersion) -> list[tuple[str, str]]:
    """(months, words) of the usual terms within the product's range, its ends included."""
    low, high = version.term_min_months, version.term_max_months
    offered = sorted({low, high, *(months for months in _STANDARD_TERMS if low <= months <= high)})
    return [(str(months), term(months)) for months in offered]


def guarantee_choices(version: ProductVersion) -> list[tuple[str, str]]:
    """(value, label) of the product's ways of guarantee; all where it names none."""
    return _choices(GuaranteeMode, version.guarantee_modes)


def repayment_choices(version: ProductVersion) -> list[tuple[str, str]]:
    """(value, label) of the product's repayment methods; all where it names none."""
    return _choices(RepaymentMethod, version.repayment_methods)


def amount_hint(version: ProductVersion) -> str:
    """``该产品 20–300 万元，实际额度以审批为准``."""
    return f"该产品 {wan_range(version.amount_min_yuan, version.amount_max_yuan)}，实际额度以审批为准"


def amount_picks(version: ProductVersion) -> list[tuple[str, str]]:
    """(万元, words) of usual amounts within the product's range; its ends too, where they are whole 万元."""
    low, high = version.amount_min_yuan / WAN_YUAN, version.amount_max_yuan / WAN_YUAN
    ends = {int(end) for end in (low, high) if end == int(end) and end}
    offered = sorted({*ends, *(wan for wan in _STANDARD_AMOUNTS_WAN if low <= wan <= high)})
    return [(str(wan), f"{wan} 万元") for wan in offered]


def read_amount(typed: str, label: str, asked: Asked) -> Decimal:
    """万元 as typed → yuan, within the product's bounds."""
    version = asked.version
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


def read_term(typed: str, label: str, asked: Asked) -> int:
    """Months within the product's range, whether or not they are one of the usual ones."""
    version = asked.version
    months = read_whole(typed, MONTHS, label=label)
    if months is None:
        raise ValidationError(f"请选择{label}")
    if not version.term_min_months <= months <= version.term_max_months:
        limits = term_range(version.term_min_months, version.term_max_months)
        raise ValidationError(f"该产品的期限是 {limits}，请重新选择")
    return months


def _choices(enum: type[GuaranteeMode | RepaymentMethod], allowed: Iterable[str]) -> list[tuple[str, str]]:
    wanted = set(allowed)
    return [(str(value), str(label)) for value, label in enum.choices if not wanted or value in wanted]
