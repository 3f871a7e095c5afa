"""《企业贷款综合融资成本清单》: what the list holds and what it adds up to. Pure but for today's date.

年化综合融资成本 counts what the enterprise pays: interest and every cost borne by it. A cost borne by the institution is listed
and counts nothing. A revolving credit is measured as one drawing of the whole amount over the single term.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import models

from yuzhengdai.domain.products.enums import ProductKind, RepaymentMethod
from yuzhengdai.domain.products.repayment import Fee, Plan, make_plan
from yuzhengdai.foundation.core.money import rate, to_cents

MAX_ITEMS = 20
PRICE_NAMES = {kind: kind.price_name for kind in ProductKind}
"""What the price itself is called in the list; always its first line."""


class CostPayer(models.TextChoices):
    """承担方; the label is what the list says."""

    ENTERPRISE = "企业", "企业"
    INSTITUTION = "金融机构", "金融机构"
    OTHER = "财政或其他第三方", "财政或其他第三方"


class CostCycle(models.TextChoices):
    """周期; the label is what the list says."""

    ONCE = "一次性", "一次性"
    YEARLY = "每年", "每年"
    QUARTERLY = "每季", "每季"
    MONTHLY = "每月", "每月"


def payer_of(text: str) -> str:
    """承担方 from a product's own words; where they do not say, the enterprise: a cost is never left out."""
    if text in CostPayer.values:
        return text
    is_institution = any(word in text for word in ("银行", "机构", "本行"))
    return CostPayer.INSTITUTION.value if is_institution else CostPayer.ENTERPRISE.value


def cycle_of(text: str) -> str:
    """周期 from a product's own words."""
    for word, cycle in (("年", CostCycle.YEARLY), ("季", CostCycle.QUARTERLY), ("月", CostCycle.MONTHLY)):
        if word in text:
            return cycle.value
    return CostCycle.ONCE.value


_MONTHS = {CostCycle.YEARLY: 12, CostCycle.QUARTERLY: 3, CostCycle.MONTHLY: 1}


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost beside interest; ``amount_yuan`` is what one payment is, every ``cycle``, from the drawing on."""

    name: str
    payee: str
    payer: str
    standard: str
    method: str
    cycle: str
    amount_yuan: Decimal

    @property
    def is_borne_by_enterprise(self) -> bool:
        """Whether it counts in the all-in rate."""
        return self.payer == CostPayer.ENTERPRISE


@dataclass(frozen=True, slots=True)
class Terms:
    """What is approved, as far as costs depend on it."""

    amount_yuan: Decimal
    annual_rate_pct: Decimal
    months: int
    method: str
    institution: str
    kind: str = ProductKind.LOAN.value


@dataclass(frozen=True, slots=True)
class CostSheet:
    """The whole list: ``lines`` with interest first, each with its total over the term; sums and the all-in rate."""

    lines: tuple[CostLine, ...]
    plan: Plan
    enterprise_fees_yuan: Decimal
    other_fees_yuan: Decimal
    all_in_rate_pct: Decimal


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line as issued. ``amount_yuan`` is the total over the term."""

    name: str
    payee: str
    payer: str
    standard: str
    method: str
    cycle: str
    amount_yuan: Decimal


def payment_months(cycle: str, months: int) -> list[int]:
    """In which months a cost falls due: once at the drawing, or at the start of each period within the term."""
    step = _MONTHS.get(CostCycle(cycle))
    return [0] if step is None else list(range(0, months, step))


def cost_sheet(*, terms: Terms, costs: Iterable[Cost], start_on: date) -> CostSheet:
    """Work the list out. Raises ValueError for figures that make no loan."""
    items = list(costs)
    fees = [
        Fee(item.name, to_cents(item.amount_yuan), month)
        for item in items
        if item.is_borne_by_enterprise
        for month in payment_months(item.cycle, terms.months)
    ]
    method = RepaymentMethod(terms.method)
    plan = make_plan(
        amount_yuan=terms.amount_yuan,
        annual_rate_pct=terms.annual_rate_pct,
        months=terms.months,
        method=method,
        start_on=start_on,
        fees=fees,
    )
    interest = CostLine(
        name=PRICE_NAMES[ProductKind(terms.kind)],
        payee=terms.institution,
        payer=CostPayer.ENTERPRISE.value,
        standard=f"{ProductKind(terms.kind).rate_label} {rate(terms.annual_rate_pct)}",
        method=str(method.label),
        cycle="到期" if method is RepaymentMethod.BULLET else "每月",
        amount_yuan=plan.total_interest_yuan,
    )
    lines = (interest, *(_line(item, terms.months) for item in items))
    others = sum(
        (line.amount_yuan for line in lines[1:] if line.payer != CostPayer.ENTERPRISE), Decimal("0.00")
    )
    return CostSheet(lines, plan, plan.total_fees_yuan, others, plan.all_in_rate_pct)


def cost_list_sha256(*, number: str, all_in_rate_pct: Decimal, lines: Sequence[CostLine]) -> str:
    """Fingerprint of the list as issued: what the enterprise confirms is provably this list."""
    body = {
        "number": number,
        "all_in_rate_pct": f"{all_in_rate_pct:.3f}",
        "lines": [_canonical(x) for x in lines],
    }
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _canonical(line: CostLine) -> dict[str, str]:
    return {**asdict(line), "amount_yuan": f"{line.amount_yuan:.2f}"}


def _line(item: Cost, months: int) -> CostLine:
    times = len(payment_months(item.cycle, months))
    return CostLine(
        item.name,
        item.payee,
        item.payer,
        item.standard,
        item.method,
        item.cycle,
        to_cents(item.amount_yuan) * times,
    )
