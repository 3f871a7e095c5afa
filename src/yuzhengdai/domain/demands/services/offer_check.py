"""What an officer fills in for an offer, checked against the product. Pure but for the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yuzhengdai.domain.demands.text_check import check_text
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.money import rate, rate_range, term_range, wan_range

MESSAGE_LENGTH = 300
CONDITIONS_LENGTH = 500
MAX_FEES = 20
_LARGEST_FEE = Decimal(10) ** 9
_CENT = Decimal("0.01")
_CONTACT = "这里不能写联系方式、网址和推广用语。企业接受方案并提交申请后，您在申请里联系企业"


@dataclass(frozen=True, slots=True)
class OfferFee:
    """One fee in yuan each time it falls due; 0 for one that is not taken. Words as in the product's list."""

    name: str
    payee: str = ""
    payer: str = ""
    standard: str = ""
    method: str = ""
    cycle: str = ""
    amount_yuan: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class OfferData:
    """What the officer fills in. ``fees``: one for every fee that the product lists."""

    amount_yuan: Decimal | None = None
    annual_rate_pct: Decimal | None = None
    term_months: int | None = None
    repayment_method: str = ""
    guarantee_mode: str = ""
    fees: Sequence[OfferFee] = field(default_factory=tuple)
    conditions: str = ""
    message: str = ""
    valid_until: date | None = None


def offer_check(*, version: ProductVersion, data: OfferData, last: date) -> OfferData:
    """Clean values; ``last`` is the latest day that the offer may be valid until. Raises FieldErrors.

    Fields: those of OfferData; of the n-th fee "fee-<n>".
    """
    errors = Errors()
    _check_terms(errors, version, data)
    _check_day(errors, data.valid_until, last)
    conditions = errors.text("conditions", data.conditions, "放款前条件", CONDITIONS_LENGTH, required=False)
    message = errors.text("message", data.message, "给企业的话", MESSAGE_LENGTH, required=False)
    for name, text in (("conditions", conditions), ("message", message)):
        errors.require(not check_text(text), name, _CONTACT)
    _check_fees(errors, version, data.fees)
    errors.raise_if_any()
    return replace(data, conditions=conditions, message=message)


def product_fees(version: ProductVersion) -> list[OfferFee]:
    """The fees of the product, to be given an amount each: not the price itself, and not what it says is not taken."""
    price = ProductKind(version.kind).price_name
    fees = [_fee(entry) for entry in version.fees if isinstance(entry, Mapping)]
    return [fee for fee in fees if price not in fee.name and "不收取" not in fee.standard][:MAX_FEES]


def fees_to_json(fees: Iterable[OfferFee]) -> list[dict[str, str]]:
    """As ``Offer.fees`` keeps them."""
    return [
        {
            "name": fee.name, "payee": fee.payee, "payer": fee.payer, "standard": fee.standard,
            "method": fee.method, "cycle": fee.cycle, "amount_yuan": f"{fee.amount_yuan:.2f}",
        }
        for fee in fees
    ]  # fmt: skip


def fees_from_json(rows: Iterable[Mapping[str, Any]]) -> list[OfferFee]:
    """From ``Offer.fees``."""
    return [_fee(row) for row in rows]


def _fee(entry: Mapping[str, Any]) -> OfferFee:
    texts = {
        name: str(entry.get(name) or "") for name in ("name", "payee", "payer", "standard", "method", "cycle")
    }
    try:
        amount = Decimal(str(entry.get("amount_yuan") or 0))
    except InvalidOperation:
        amount = Decimal(0)
    return OfferFee(**texts, amount_yuan=amount)


def _check_terms(errors: Errors, version: ProductVersion, data: OfferData) -> None:
    low, high = version.amount_min_yuan, version.amount_max_yuan
    amount = data.amount_yuan
    fits = amount is not None and amount.is_finite() and low <= amount <= high
    errors.require(fits, "amount_yuan", f"额度应在产品的范围内：{wan_range(low, high)}")
    value = data.annual_rate_pct
    fits = value is not None and value.is_finite() and version.rate_min_pct <= value <= version.rate_max_pct
    bounds = rate_range(version.rate_min_pct, version.rate_max_pct)
    errors.require(fits, "annual_rate_pct", f"年化利率（单利）应在产品公布的范围内：{bounds}")
    if value is not None and value.is_finite():
        exact = value == value.quantize(Decimal("0.001"))
        errors.require(exact, "annual_rate_pct", f"年化利率（单利）最多三位小数，例如 {rate('3.65')}")
    months = data.term_months
    fits = months is not None and version.term_min_months <= months <= version.term_max_months
    terms = term_range(version.term_min_months, version.term_max_months)
    errors.require(fits, "term_months", f"期限应在产品的范围内：{terms}")
    methods = version.repayment_methods or RepaymentMethod.values
    errors.require(data.repayment_method in methods, "repayment_method", "请选择产品支持的还款方式")
    modes = version.guarantee_modes or GuaranteeMode.values
    errors.require(data.guarantee_mode in modes, "guarantee_mode", "请选择产品支持的担保方式")


def _check_day(errors: Errors, day: date | None, last: date) -> None:
    if day is None:
        errors.add("valid_until", "请填写方案有效期")
        return
    fits = today() < day <= last
    errors.require(fits, "valid_until", f"方案有效期应晚于今天，最晚 {last.isoformat()}")


def _check_fees(errors: Errors, version: ProductVersion, fees: Sequence[OfferFee]) -> None:
    wanted = [fee.name for fee in product_fees(version)]
    given = [fee.name for fee in fees]
    missing = [name for name in wanted if name not in given]
    if missing:
        errors.add("fees", f"请逐项填写产品的费用，不收取的填 0：{'、'.join(missing)}")
    errors.require(len(fees) <= MAX_FEES, "fees", f"费用最多 {MAX_FEES} 项")
    for number, fee in enumerate(fees):
        amount = fee.amount_yuan
        fits = amount.is_finite() and 0 <= amount < _LARGEST_FEE and amount == amount.quantize(_CENT)
        errors.require(fits, f"fee-{number}", "金额应为不小于 0 的数，最多精确到分；不收取的填 0")
