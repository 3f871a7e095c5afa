"""The same typing is the same amount in every form of every site, or it is refused there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests.domain.applications import applying
from yuzhengdai.domain.applications.validation import check, raw_values
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.domain.products.search import read_search
from yuzhengdai.sites.bank.cases.approval_forms import ApprovalForm, CostForm
from yuzhengdai.sites.bank.cases.forms import DisburseForm
from yuzhengdai.sites.member.catalogue.calculator import read_question
from yuzhengdai.sites.member.catalogue.conditions import read_answers
from yuzhengdai.sites.ops.institutions.forms import OfficerForm

VERSION = ProductVersion(
    kind="loan", amount_min_yuan=100_000, amount_max_yuan=3_000_000, term_min_months=6, term_max_months=24,
    rate_min_pct=Decimal("3.65"), rate_max_pct=Decimal("4.85"), repayment_methods=["equal_instalment"],
)  # fmt: skip
Reader = Callable[[str], Decimal | None]


def _application(typed: str) -> Decimal | None:
    clean, _ = check(VERSION, raw_values({**applying.TYPED, "amount_wan": typed}))
    return clean["amount_yuan"] if clean else None


def _approval(typed: str) -> Decimal | None:
    field = ApprovalForm.base_fields["approved_amount_wan"]
    return _cleaned(field.clean, typed)


def _officer(typed: str) -> Decimal | None:
    return _cleaned(OfficerForm.base_fields["approval_limit_wan"].clean, typed)


def _cleaned(clean: Callable[[str], Decimal | None], typed: str) -> Decimal | None:
    try:
        return clean(typed)
    except ValidationError:
        return None


def _calculator(typed: str) -> Decimal | None:
    figures = read_question(VERSION, {"amount": typed}).figures
    return figures.amount_yuan if figures else None


def _finder(typed: str) -> Decimal | None:
    amount = read_search({"amount_wan": [typed]}).amount_wan
    return None if amount is None else amount * 10_000


def _answers(typed: str) -> Decimal | None:
    facts, _, _ = read_answers({"fact_annual_revenue_yuan": typed}, {"annual_revenue_yuan"})
    return facts.get("annual_revenue_yuan")


IN_WAN: list[Reader] = [_application, _approval, _officer, _calculator, _finder, _answers]


@pytest.mark.parametrize("read", IN_WAN)
@pytest.mark.parametrize(
    "typed",
    [
        "12.5",
        "12。5",
        "１２．５",
        "１２。５ 万元",
        "12.5万",
        "125,000元",
        "125，000 元",
        "0.00125亿",
        "12.50",
        "￥125000元",
    ],
)
def test_one_amount_everywhere(read: Reader, typed: str) -> None:
    assert read(typed) == Decimal(125_000)


@pytest.mark.parametrize("read", IN_WAN)
@pytest.mark.parametrize(
    "typed", ["12,5", "1.2.5", "12.5-13", "12.5%", "12.5个月", "-12.5", "十二万五", "1万2千5", "12 5"]
)
def test_what_is_ambiguous_is_taken_nowhere(read: Reader, typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize(
    "clean", [DisburseForm.base_fields["amount_yuan"].clean, CostForm.base_fields["amount_yuan"].clean]
)
def test_the_same_in_fields_of_yuan(clean: Callable[[str], Decimal | None]) -> None:
    for typed in ("1250.5", "１，２５０。５ 元", "0.12505万", "¥1,250.50"):
        assert _cleaned(clean, typed) == Decimal("1250.5")
    for typed in ("1250,5", "1.250,50", "1250.505", "-1", "1250%"):
        assert _cleaned(clean, typed) is None
