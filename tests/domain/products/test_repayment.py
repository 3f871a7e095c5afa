"""P3: the repayment calculator, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuzhengdai.domain.products.enums import RepaymentMethod as Method
from yuzhengdai.domain.products.repayment import (
    Fee,
    Plan,
    add_months,
    csv_file,
    csv_rows,
    make_plan,
    xirr_pct,
)

pytestmark = pytest.mark.once

START = date(2026, 3, 20)


def plan(
    amount: str = "1000000",
    rate: str = "3.65",
    months: int = 12,
    *,
    method: Method = Method.EQUAL_INSTALMENT,
    fees: tuple[Fee, ...] = (),
    start_on: date = START,
) -> Plan:
    return make_plan(
        amount_yuan=Decimal(amount),
        annual_rate_pct=Decimal(rate),
        months=months,
        method=method,
        start_on=start_on,
        fees=fees,
    )


def test_equal_instalment_known_figures() -> None:
    # 100,000 at 6 % over 12 months: the textbook instalment is 8,606.64.
    made = plan("100000", "6")
    assert made.rows[0].payment_yuan == Decimal("8606.64")
    assert made.rows[0].interest_yuan == Decimal("500.00")
    assert made.total_interest_yuan == Decimal("3279.73")
    assert abs(made.rows[-1].payment_yuan - Decimal("8606.64")) < Decimal("0.07")


def test_equal_principal_known_figures() -> None:
    made = plan("120000", "6", method=Method.EQUAL_PRINCIPAL)
    assert made.rows[0].payment_yuan == Decimal("10600.00")
    assert made.rows[1].payment_yuan == Decimal("10550.00")
    assert made.total_interest_yuan == Decimal("3900.00")


def test_interest_first_and_bullet_known_figures() -> None:
    first = plan(method=Method.INTEREST_FIRST)
    assert first.rows[0].payment_yuan == Decimal("3041.67")
    assert first.total_interest_yuan == Decimal("36500.00")
    assert first.rows[-1].payment_yuan == Decimal("1003041.63")
    bullet = plan(method=Method.BULLET)
    assert len(bullet.rows) == 1
    assert bullet.rows[0].due_on == date(2027, 3, 20)
    assert bullet.rows[0].payment_yuan == Decimal("1036500.00")


@pytest.mark.parametrize("method", list(Method))
def test_without_fees_the_all_in_rate_is_the_quoted_rate(method: Method) -> None:
    made = plan(method=method)
    assert abs(made.all_in_rate_pct - Decimal("3.65")) <= Decimal("0.01")
    assert made.effective_rate_pct >= made.all_in_rate_pct - Decimal("0.05")


@pytest.mark.parametrize("method", list(Method))
def test_fees_raise_the_all_in_rate(method: Method) -> None:
    fees = (Fee("担保费", Decimal(5000)), Fee("评估费", Decimal(2000)))
    dear = plan(method=method, fees=fees)
    assert dear.total_fees_yuan == Decimal(7000)
    assert dear.total_cost_yuan == dear.total_interest_yuan + 7000
    assert dear.all_in_rate_pct > Decimal("4.3")
    later = plan(method=method, fees=(Fee("担保费", Decimal(7000), month=11),))
    assert Decimal("3.65") < later.all_in_rate_pct < dear.all_in_rate_pct


def test_one_percent_up_front_on_a_one_year_bullet() -> None:
    made = plan("1000000", "4", method=Method.BULLET, fees=(Fee("担保费", Decimal(10_000)),))
    assert made.all_in_rate_pct == Decimal("5.05")  # 1,040,000 / 990,000 − 1
    assert made.effective_rate_pct == Decimal("5.05")


def test_months_end_where_they_end() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert [row.due_on.day for row in plan(months=3, start_on=date(2026, 8, 31)).rows] == [30, 31, 30]


def test_zero_rate() -> None:
    made = plan("100", "0", 3)
    assert [row.payment_yuan for row in made.rows] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    assert made.all_in_rate_pct == 0


@pytest.mark.parametrize(("amount", "rate", "months"), [("0", "3", 12), ("1", "-1", 12), ("1", "3", 0)])
def test_figures_that_make_no_loan(amount: str, rate: str, months: int) -> None:
    with pytest.raises(ValueError, match="amount above 0"):
        plan(amount, rate, months)


def test_fees_that_eat_the_loan() -> None:
    with pytest.raises(ValueError, match="leave nothing"):
        plan("1000", fees=(Fee("x", Decimal(1000)),))


def test_xirr_known_example() -> None:
    # The example of spreadsheet manuals, with signs turned: 37.34 %.
    flows = [
        (date(2008, 1, 1), Decimal(10_000)),
        (date(2008, 3, 1), Decimal(-2_750)),
        (date(2008, 10, 30), Decimal(-4_250)),
        (date(2009, 2, 15), Decimal(-3_250)),
        (date(2009, 4, 1), Decimal(-2_750)),
    ]
    assert xirr_pct(flows) == Decimal("37.34")


def test_csv() -> None:
    made = plan(months=2)
    table = csv_rows(made)
    assert table[0][0] == "期数"
    assert table[1][1] == "2026-04-20"
    assert table[-1][0] == "合计"
    assert len(table) == 4
    assert csv_file(made).startswith(b"\xef\xbb\xbf")
    assert csv_file(made).count(b"\r\n") == 4


amounts = st.decimals(Decimal(1_000), Decimal(100_000_000), places=2)
rates = st.decimals(Decimal(0), Decimal(24), places=3)


@given(amounts, rates, st.integers(1, 120), st.sampled_from(Method), st.dates(START, date(2030, 1, 1)))
def test_sums_are_exact_and_the_debt_only_falls(
    amount: Decimal, rate: Decimal, months: int, method: Method, start_on: date
) -> None:
    made = make_plan(
        amount_yuan=amount, annual_rate_pct=rate, months=months, method=method, start_on=start_on
    )
    rows = made.rows
    assert sum(row.principal_yuan for row in rows) == amount
    assert made.total_payment_yuan == amount + made.total_interest_yuan
    assert rows[-1].remaining_yuan == 0
    assert all(row.payment_yuan == row.principal_yuan + row.interest_yuan for row in rows)
    assert all(min(row.payment_yuan, row.principal_yuan, row.interest_yuan) >= 0 for row in rows)
    remaining = [amount, *(row.remaining_yuan for row in rows)]
    assert remaining == sorted(remaining, reverse=True)
    due = [row.due_on for row in rows]
    assert due == sorted(set(due))
    assert due[-1] == add_months(start_on, months)
    if method in {Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL}:
        interest = [row.interest_yuan for row in rows]
        assert interest == sorted(interest, reverse=True)


@given(amounts, st.decimals(Decimal(1), Decimal(20), places=2), st.integers(2, 60))
def test_equal_principal_costs_less_than_equal_instalment(
    amount: Decimal, rate: Decimal, months: int
) -> None:
    totals = [
        make_plan(
            amount_yuan=amount, annual_rate_pct=rate, months=months, method=method, start_on=START
        ).total_interest_yuan
        for method in (Method.EQUAL_PRINCIPAL, Method.EQUAL_INSTALMENT, Method.INTEREST_FIRST)
    ]
    # Rounding may turn neighbours by a few cents where the whole interest is some cents.
    assert totals[0] <= totals[1] + Decimal("0.60")
    assert totals[1] <= totals[2] + Decimal("0.60")
