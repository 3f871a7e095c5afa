"""Repayment plans to the cent and what a loan costs with all its fees. Pure.

A month's interest is the annual rate divided by twelve; the last instalment takes what rounding left over, so that
principal adds up to the amount and the columns to their totals exactly.
"""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yuzhengdai.domain.products.enums import RepaymentMethod
from yuzhengdai.foundation.core.money import CENT, to_cents

MAX_MONTHS = 480
_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Fee:
    """A cost beside interest. ``month`` 0 is the day of drawdown, 12 one year after it."""

    name: str
    amount_yuan: Decimal
    month: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment; ``remaining_yuan`` is the principal owed after it."""

    number: int
    due_on: date
    payment_yuan: Decimal
    principal_yuan: Decimal
    interest_yuan: Decimal
    remaining_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan. Rates are annual percent.

    ``all_in_rate_pct`` (年化综合融资成本) is simple, like the quoted rate: without fees it is the quoted rate.
    ``effective_rate_pct`` is the same cost compounded over the actual days (XIRR).
    """

    method: RepaymentMethod
    amount_yuan: Decimal
    annual_rate_pct: Decimal
    months: int
    start_on: date
    rows: tuple[Row, ...]
    fees: tuple[Fee, ...]
    total_payment_yuan: Decimal
    total_interest_yuan: Decimal
    total_fees_yuan: Decimal
    all_in_rate_pct: Decimal
    effective_rate_pct: Decimal

    @property
    def total_cost_yuan(self) -> Decimal:
        """Interest and fees together."""
        return self.total_interest_yuan + self.total_fees_yuan


def make_plan(
    *,
    amount_yuan: Decimal,
    annual_rate_pct: Decimal,
    months: int,
    method: RepaymentMethod,
    start_on: date,
    fees: Iterable[Fee] = (),
) -> Plan:
    """The plan of a loan drawn on ``start_on``. ``ValueError`` for figures that make no loan."""
    amount = to_cents(amount_yuan)
    if amount <= 0 or not 1 <= months <= MAX_MONTHS or not 0 <= annual_rate_pct <= 100:
        raise ValueError("amount above 0, 1 to 480 months, a rate of 0 to 100 percent")
    monthly_rate = annual_rate_pct / 1200
    rows = _ROWS[method](amount, monthly_rate, months, start_on)
    fee_list = tuple(fees)
    flows = [(fee.month, fee.amount_yuan) for fee in fee_list]
    flows += [(months if method is RepaymentMethod.BULLET else row.number, row.payment_yuan) for row in rows]
    dated = [(add_months(start_on, month), -paid) for month, paid in flows]
    return Plan(
        method=method,
        amount_yuan=amount,
        annual_rate_pct=annual_rate_pct,
        months=months,
        start_on=start_on,
        rows=rows,
        fees=fee_list,
        total_payment_yuan=sum((row.payment_yuan for row in rows), _ZERO),
        total_interest_yuan=sum((row.interest_yuan for row in rows), _ZERO),
        total_fees_yuan=sum((to_cents(fee.amount_yuan) for fee in fee_list), _ZERO),
        all_in_rate_pct=_all_in_rate(amount, flows, compounds=method is not RepaymentMethod.BULLET),
        effective_rate_pct=xirr_pct([(start_on, amount), *dated]),
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 31 January → 28 February → 31 March."""
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def xirr_pct(flows: Sequence[tuple[date, Decimal]]) -> Decimal:
    """Annual effective rate in percent at which dated flows balance (received > 0, paid < 0), actual days / 365."""
    first_on = min(day for day, _ in flows)
    timed = [((day - first_on).days / 365, float(amount)) for day, amount in flows]
    return _solve(lambda rate: sum(amount / (1 + rate) ** years for years, amount in timed))


def csv_rows(plan: Plan) -> list[list[str]]:
    """The plan as a table of texts: heading, instalments, sums."""
    table = [["期数", "还款日", "应还金额(元)", "本金(元)", "利息(元)", "剩余本金(元)"]]
    table += [
        [
            str(row.number),
            row.due_on.isoformat(),
            f"{row.payment_yuan:.2f}",
            f"{row.principal_yuan:.2f}",
            f"{row.interest_yuan:.2f}",
            f"{row.remaining_yuan:.2f}",
        ]
        for row in plan.rows
    ]
    sums = (plan.total_payment_yuan, plan.amount_yuan, plan.total_interest_yuan)
    table.append(["合计", "", *(f"{total:.2f}" for total in sums), ""])
    return table


def csv_file(plan: Plan) -> bytes:
    """The table as a CSV file that spreadsheet programs open as UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(csv_rows(plan))
    return out.getvalue().encode("utf-8-sig")


def _equal_instalment(amount: Decimal, rate: Decimal, months: int, start_on: date) -> tuple[Row, ...]:
    growth = (1 + rate) ** months
    payment = to_cents(amount * rate * growth / (growth - 1) if rate else amount / months)

    def principal(_number: int, owed: Decimal, interest: Decimal) -> Decimal:
        return max(_ZERO, payment - interest)

    return _instalments(amount, rate, months, start_on, principal)


def _equal_principal(amount: Decimal, rate: Decimal, months: int, start_on: date) -> tuple[Row, ...]:
    # Cut down, not rounded: the last instalment is then never short.
    share = (amount / months).quantize(CENT, "ROUND_DOWN")
    return _instalments(amount, rate, months, start_on, lambda _number, _owed, _interest: share)


def _instalments(
    amount: Decimal,
    rate: Decimal,
    months: int,
    start_on: date,
    principal_of: Callable[[int, Decimal, Decimal], Decimal],
) -> tuple[Row, ...]:
    rows = []
    owed = amount
    for number in range(1, months + 1):
        interest = to_cents(owed * rate)
        principal = owed if number == months else min(owed, principal_of(number, owed, interest))
        owed -= principal
        rows.append(
            Row(number, add_months(start_on, number), principal + interest, principal, interest, owed)
        )
    return tuple(rows)


def _interest_first(amount: Decimal, rate: Decimal, months: int, start_on: date) -> tuple[Row, ...]:
    monthly, whole = to_cents(amount * rate), to_cents(amount * rate * months)
    rows = [
        Row(number, add_months(start_on, number), monthly, _ZERO, monthly, amount)
        for number in range(1, months)
    ]
    # A monthly 0.03 rounded up from 0.025 would otherwise turn the last one negative.
    last_interest = max(_ZERO, whole - monthly * (months - 1))
    rows.append(
        Row(months, add_months(start_on, months), amount + last_interest, amount, last_interest, _ZERO)
    )
    return tuple(rows)


def _bullet(amount: Decimal, rate: Decimal, months: int, start_on: date) -> tuple[Row, ...]:
    interest = to_cents(amount * rate * months)
    return (Row(1, add_months(start_on, months), amount + interest, amount, interest, _ZERO),)


_ROWS: dict[RepaymentMethod, Callable[[Decimal, Decimal, int, date], tuple[Row, ...]]] = {
    RepaymentMethod.EQUAL_INSTALMENT: _equal_instalment,
    RepaymentMethod.EQUAL_PRINCIPAL: _equal_principal,
    RepaymentMethod.INTEREST_FIRST: _interest_first,
    RepaymentMethod.BULLET: _bullet,
}


def _all_in_rate(amount: Decimal, paid: Sequence[tuple[int, Decimal]], *, compounds: bool) -> Decimal:
    """Monthly internal rate × 12; for one payment at the end simple interest over the term."""
    timed = [(month, float(value)) for month, value in paid]
    received = float(amount)
    if compounds:
        return _solve(lambda r: received - sum(value / (1 + r / 12) ** month for month, value in timed))
    return _solve(lambda r: received - sum(value / (1 + r * month / 12) for month, value in timed))


def _solve(balance: Callable[[float], float]) -> Decimal:
    """The rate ≥ 0 at which an increasing balance is zero, in percent with two decimals, by bisection."""
    if balance(0.0) >= -1e-9:
        return _ZERO
    low, high = 0.0, 1.0
    while balance(high) < 0:
        low, high = high, high * 4
        if high > 1e6:
            raise ValueError("the fees leave nothing of the loan")
    for _ in range(80):
        middle = (low + high) / 2
        if balance(middle) < 0:
            low = middle
        else:
            high = middle
    return (Decimal(repr(high)) * 100).quantize(CENT, ROUND_HALF_UP)
