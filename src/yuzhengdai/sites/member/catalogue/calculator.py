"""还款试算: what was asked, the plan, and how the component shows it. Figures come from domain.products.repayment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from yuzhengdai.domain.products.enums import ProductKind, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.repayment import Plan, make_plan
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.text import normalise_line

PARAMETERS = ("amount", "months", "method", "rate")
_WAN = Decimal(10_000)
_FINEST = Decimal("0.0001")
_FIRST_LABELS = {
    RepaymentMethod.EQUAL_INSTALMENT: "每月还款",
    RepaymentMethod.EQUAL_PRINCIPAL: "首月还款（逐月递减）",
    RepaymentMethod.INTEREST_FIRST: "每月付息（到期还本）",
    RepaymentMethod.BULLET: "到期一次还本付息",
}
_USUAL_TERMS = (3, 6, 12, 18, 24, 36, 60, 120)
_TERMS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A calculation asked for: 万元, months, method, annual percent; ``problem`` names what could not be taken."""

    amount_wan: Decimal
    months: int
    method: RepaymentMethod
    rate_pct: Decimal
    problem: str = ""

    def plan(self) -> Plan:
        """The plan from today."""
        return make_plan(
            amount_yuan=self.amount_wan * _WAN,
            annual_rate_pct=self.rate_pct,
            months=self.months,
            method=self.method,
            start_on=today(),
        )

    def params(self) -> list[tuple[str, str]]:
        """As parameters of an address."""
        return [
            ("amount", _plain(self.amount_wan)),
            ("months", str(self.months)),
            ("method", self.method.value),
            ("rate", _plain(self.rate_pct)),
        ]


def has_calculator(version: ProductVersion) -> bool:
    """Loans and leases that name a way of repaying; a guarantee repays nothing."""
    return version.kind != ProductKind.GUARANTEE and bool(_methods(version))


def read_question(version: ProductVersion, params: Mapping[str, str]) -> Question:
    """What was asked, within the product's bounds; what cannot be taken falls back to a usual figure and is named."""
    problems: list[str] = []
    low, high = version.amount_min_yuan / _WAN, version.amount_max_yuan / _WAN
    amount = _Bounds("amount", "借款金额", "万元", low, high).read(params, _usual_amount(low, high), problems)
    cheapest, dearest = version.rate_min_pct, version.rate_max_pct
    rate = _Bounds("rate", "年化利率", "%", cheapest, dearest).read(params, cheapest, problems)
    terms = terms_of(version)
    raw = params.get("months", "")
    months = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0
    if not version.term_min_months <= months <= version.term_max_months:
        months = 12 if 12 in terms else terms[-1]
    methods = _methods(version)
    method = next((m for m in methods if m.value == params.get("method")), methods[0])
    return Question(amount, months, method, rate, "；".join(problems))


def component(
    version: ProductVersion, question: Question, *, action: str, plan_path: str, keep: list[tuple[str, str]]
) -> dict[str, Any]:
    """The data of the component ``ui.calculator``."""
    plan = question.plan()
    terms = sorted({*terms_of(version), question.months})
    picked = list(dict.fromkeys([plan.rows[0], *plan.rows[1:2], plan.rows[-1]]))
    low, high = version.amount_min_yuan / _WAN, version.amount_max_yuan / _WAN
    return {
        "action": action,
        "amount": _plain(question.amount_wan),
        "amount_min": _plain(low),
        "amount_max": _plain(high),
        "step": 5 if high - low >= 50 else 1,
        "months": question.months,
        "terms": terms,
        "method": question.method.value,
        "methods": [(m.value, str(m.label)) for m in _methods(version)],
        "rate": money.rate(question.rate_pct).rstrip("%"),
        "rate_label": ProductKind(version.kind).rate_label,
        "rate_limit": money.rate_range(version.rate_min_pct, version.rate_max_pct),
        "first_label": _FIRST_LABELS[question.method],
        "first": f"{plan.rows[0].payment_yuan:,.2f}",
        "interest": money.yuan(plan.total_interest_yuan),
        "total": money.yuan(plan.total_payment_yuan),
        "rows": [
            (r.number, f"{r.principal_yuan:,.2f}", f"{r.interest_yuan:,.2f}", f"{r.remaining_yuan:,.2f}")
            for r in picked
        ],
        "plan_href": f"{plan_path}?{urlencode(question.params())}",
        "keep": keep,
        "problem": question.problem,
    }


def terms_of(version: ProductVersion) -> list[int]:
    """A few usual terms within the product's bounds, its longest always among them."""
    low, high = version.term_min_months, version.term_max_months
    usual = sorted({low, high, *(t for t in _USUAL_TERMS if low < t < high)})
    while len(usual) > _TERMS_SHOWN:
        # The second shortest is missed least.
        usual.pop(1)
    return usual


def _methods(version: ProductVersion) -> list[RepaymentMethod]:
    return [RepaymentMethod(value) for value in version.repayment_methods if value in RepaymentMethod.values]


def _usual_amount(low: Decimal, high: Decimal) -> Decimal:
    return min(max(Decimal(100), low), high)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Within which a figure may lie, and what it is called."""

    name: str
    label: str
    unit: str
    low: Decimal
    high: Decimal

    def read(self, params: Mapping[str, str], usual: Decimal, problems: list[str]) -> Decimal:
        """The figure given, or the usual one with the problem named."""
        raw = normalise_line(params.get(self.name, "").replace("\x00", "")).replace(",", "").strip()
        if not raw:
            return usual
        try:
            value = Decimal(raw[:16])
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not self.low <= value <= self.high or value != value.quantize(_FINEST):
            problems.append(f"{self.label}请填 {_plain(self.low)}–{_plain(self.high)} {self.unit}之间的数")
            return usual
        return value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
