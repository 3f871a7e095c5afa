"""还款试算: what was asked, the plan, and how the component shows it. Figures come from domain.products.repayment.

The page and the part renewed while somebody types (portal:product-calculation) are drawn from the same data. A figure that
cannot be taken is told at its field, and then there is no result: nothing ever stands for other figures than those typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError

from yuzhengdai.domain.products.enums import ProductKind, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.repayment import Plan, make_plan
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.figures import MONTHS, PERCENT, WAN, Unit, read_figure, write_figure

PARAMETERS = ("amount", "months", "method", "rate")
_FIRST_LABELS = {
    RepaymentMethod.EQUAL_INSTALMENT: "每月还款",
    RepaymentMethod.EQUAL_PRINCIPAL: "首月还款（逐月递减）",
    RepaymentMethod.INTEREST_FIRST: "每月付息（到期还本）",
    RepaymentMethod.BULLET: "到期一次还本付息",
}
_USUAL_AMOUNT_YUAN = Decimal(1_000_000)
_USUAL_TERMS = (3, 6, 12, 18, 24, 36, 60, 120)
_TERMS_SHOWN = 4
_PLANS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan is made of: yuan, annual percent, months."""

    amount_yuan: Decimal
    rate_pct: Decimal
    months: int
    method: RepaymentMethod

    def plan(self) -> Plan:
        """The plan from today; the last few hundred asked for are kept."""
        return _plan(self, today())

    def params(self) -> list[tuple[str, str]]:
        """As parameters of an address."""
        return [
            ("amount", write_figure(self.amount_yuan, WAN)),
            ("months", str(self.months)),
            ("method", self.method.value),
            ("rate", write_figure(self.rate_pct, PERCENT)),
        ]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the texts as typed (those not given filled with usual figures), the sentence of each field that cannot be
    taken, and the figures when all of them can.
    """

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    figures: Figures | None

    def plan(self) -> Plan:
        """The plan from today. Raises FieldErrors for figures that cannot be taken."""
        if self.figures is None:
            raise FieldErrors(dict(self.errors))
        return self.figures.plan()


def has_calculator(version: ProductVersion) -> bool:
    """Loans and leases that name a way of repaying; a guarantee repays nothing."""
    return version.kind != ProductKind.GUARANTEE and bool(_methods(version))


def read_question(version: ProductVersion, params: Mapping[str, str]) -> Question:
    """What was asked, held against the product's bounds. A parameter that is not there is filled in; an empty one is not."""
    typed = {name: params.get(name, usual)[:60] for name, usual in _usual(version).items()}
    errors: dict[str, str] = {}
    rate_label = ProductKind(version.kind).rate_label
    fields = (
        _Field("amount", "借款金额", WAN, version.amount_min_yuan, version.amount_max_yuan),
        _Field("rate", rate_label, PERCENT, version.rate_min_pct, version.rate_max_pct),
        _Field(
            "months", "借款期限", MONTHS, Decimal(version.term_min_months), Decimal(version.term_max_months)
        ),
    )
    amount, rate, months = (field.read(typed, errors) for field in fields)
    method = next((m for m in _methods(version) if m.value == typed["method"]), None)
    if method is None:
        errors["method"] = "请选择这个产品的还款方式"
    if amount is None or rate is None or months is None or method is None:
        return Question(typed, errors, None)
    return Question(typed, {}, Figures(amount, rate, int(months), method))


def component(
    version: ProductVersion,
    question: Question,
    *,
    action: str,
    live: str,
    plan_path: str,
    keep: list[tuple[str, str]],
) -> dict[str, Any]:
    """The data of the component ``ui.calculator``; ``live`` is where the result is asked for while somebody types."""
    typed = question.typed
    figures = question.figures
    low, high = version.amount_min_yuan, version.amount_max_yuan
    chosen = {figures.months} if figures else set()
    step = 5 if high - low >= 50 * WAN.own else 1
    return {
        "action": action,
        "live": live,
        "amount": typed["amount"],
        "amount_min": write_figure(low, WAN),
        "amount_max": write_figure(high, WAN),
        "step": step,
        "slider": write_figure(figures.amount_yuan if figures else low, WAN),
        "months": typed["months"],
        "terms": sorted({*terms_of(version), *chosen}),
        "method": typed["method"],
        "methods": [(m.value, str(m.label)) for m in _methods(version)],
        "rate": typed["rate"],
        "rate_label": ProductKind(version.kind).rate_label,
        "rate_limit": money.rate_range(version.rate_min_pct, version.rate_max_pct),
        "keep": keep,
        **result(question, plan_path=plan_path),
    }


def result(question: Question, *, plan_path: str) -> dict[str, Any]:
    """What changes with the figures: sentences at the fields, and the result or none."""
    errors = {name: question.errors.get(name, "") for name in PARAMETERS}
    figures = question.figures
    if figures is None:
        return {"errors": errors, "result": None, "plan_href": ""}
    plan = figures.plan()
    picked = list(dict.fromkeys([plan.rows[0], *plan.rows[1:2], plan.rows[-1]]))
    return {
        "errors": errors,
        "result": {
            "first_label": _FIRST_LABELS[figures.method],
            "first": f"{plan.rows[0].payment_yuan:,.2f}",
            "interest": money.yuan(plan.total_interest_yuan),
            "total": money.yuan(plan.total_payment_yuan),
            "rows": [
                (r.number, f"{r.principal_yuan:,.2f}", f"{r.interest_yuan:,.2f}", f"{r.remaining_yuan:,.2f}")
                for r in picked
            ],
        },
        "plan_href": f"{plan_path}?{urlencode(figures.params())}",
    }


def terms_of(version: ProductVersion) -> list[int]:
    """A few usual terms within the product's bounds, its longest always among them."""
    low, high = version.term_min_months, version.term_max_months
    usual = sorted({low, high, *(t for t in _USUAL_TERMS if low < t < high)})
    while len(usual) > _TERMS_SHOWN:
        # The second shortest is missed least.
        usual.pop(1)
    return usual


@lru_cache(maxsize=_PLANS_KEPT)
def _plan(figures: Figures, start_on: date) -> Plan:
    return make_plan(
        amount_yuan=figures.amount_yuan,
        annual_rate_pct=figures.rate_pct,
        months=figures.months,
        method=figures.method,
        start_on=start_on,
    )


def _methods(version: ProductVersion) -> list[RepaymentMethod]:
    return [RepaymentMethod(value) for value in version.repayment_methods if value in RepaymentMethod.values]


def _usual(version: ProductVersion) -> dict[str, str]:
    """What stands in the fields before anything is typed."""
    terms = terms_of(version)
    amount = min(max(_USUAL_AMOUNT_YUAN, version.amount_min_yuan), version.amount_max_yuan)
    return {
        "amount": write_figure(amount, WAN),
        "rate": write_figure(version.rate_min_pct, PERCENT),
        "months": str(12 if 12 in terms else terms[-1]),
        "method": _methods(version)[0].value,
    }


@dataclass(frozen=True, slots=True)
class _Field:
    """One figure of the form, its bounds in what is kept and its name in sentences."""

    name: str
    label: str
    unit: Unit
    low: Decimal
    high: Decimal

    def read(self, typed: Mapping[str, str], errors: dict[str, str]) -> Decimal | None:
        """The figure within its bounds, or None with the sentence noted."""
        try:
            value = read_figure(typed[self.name], self.unit, label=self.label)
        except ValidationError as problem:
            errors[self.name] = problem.messages[0]
            return None
        if value is not None and self.low <= value <= self.high:
            return value
        low, high = write_figure(self.low, self.unit), write_figure(self.high, self.unit)
        span = low if low == high else f"{low}–{high}"
        over = "" if value is None else f"，您填写的{'超过上限' if value > self.high else '低于下限'}"
        errors[self.name] = f"{self.label}请填 {span} {self.unit.name}{over}"
        return None
