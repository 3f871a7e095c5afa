"""Slips of typing do not become binding: bounds, fees that contradict themselves, the cap, the marked confirmation (B1)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.confirming import post
from tests.sites.bank.conftest import Bank
from tests.sites.bank.test_actions import approval_input, good, url
from yuzhengdai.domain.applications.costs import Cost
from yuzhengdai.domain.applications.models import CostList, CreditApproval, CreditProposal
from yuzhengdai.domain.applications.slips import fee_contradiction
from yuzhengdai.domain.institutions.models import Officer

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]

DRAWN = 100
SEED = 20261201


def _drop(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _double(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + text[at] + text[at:]


def _swap(text: str, dice: random.Random) -> str:
    at = dice.randrange(max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _other_digit(text: str, dice: random.Random) -> str:
    at = dice.choice([index for index, sign in enumerate(text) if sign.isdigit()])
    return text[:at] + dice.choice("0123456789") + text[at + 1 :]


SLIPS: list[Callable[[str, random.Random], str]] = [
    _drop,
    _double,
    _swap,
    _other_digit,
    lambda text, _dice: f"-{text}",
    lambda text, _dice: text + "0",
    lambda text, _dice: text.replace(".", ""),
    lambda text, _dice: f"{text}元",
    lambda text, _dice: f"{text}万",
    lambda text, _dice: f"{text}‰",
    lambda text, _dice: f"{text}%",
]
FIELDS = [
    "approved_amount_wan",
    "single_term_months",
    "annual_rate_pct",
    "cost-0-amount_yuan",
    "cost-1-amount_yuan",
]
LABELS = {
    "approved_amount_wan": "授信额度",
    "single_term_months": "单笔期限",
    "annual_rate_pct": "年化利率（单利）",
    "cost-0-amount_yuan": "财产保险费",
    "cost-1-amount_yuan": "抵押物评估费",
}


def drawn_slips() -> list[tuple[str, str]]:
    """(field, what was typed by mistake), a hundred that differ from what was meant."""
    dice, meant, found = random.Random(SEED), approval_input(), []  # noqa: S311 - a draw of tests
    while len(found) < DRAWN:
        field = dice.choice(FIELDS)
        typed = dice.choice(SLIPS)(meant[field], dice)
        if typed not in ("", meant[field]):
            found.append((field, typed))
    return found


def proposed(bank: Bank, enter: Enter) -> Any:
    """A file that waits with the very terms of ``approval_input``, proposed by an officer over HTTP."""
    row = bank.application("due_diligence", amount_yuan=Decimal(1_000_000))
    row.due_diligence_notes.create(officer=bank.officer, text="现场核查")
    answer = post(enter(bank.officer), url(row, "start_approval"), good(bank, "start_approval"))
    assert answer.status_code == 302
    row.refresh_from_db()
    return row


def marked(page: str) -> dict[str, str]:
    """Label → what is said beside it in the confirmation, of marked points alone."""
    part = page.partition('id="confirm-terms"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", part, re.DOTALL)
    found = {}
    for row in rows:
        cells = [
            re.sub(r"<[^>]+>|\s+", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        if len(cells) == 3 and cells[2].startswith("不同"):
            found[cells[0]] = cells[2]
    return found


def test_a_hundred_drawn_slips_issue_nothing_unseen(bank: Bank, enter: Enter) -> None:
    """Each is refused with a sentence at its field, or stands marked in a confirmation that has issued nothing."""
    row, client = proposed(bank, enter), enter(bank.manager)
    refused = shown = same = 0
    for field, typed in drawn_slips():
        data = {**good(bank, "approve", row.version), field: typed}
        answer = client.post(url(row, "approve"), data)
        page = answer.content.decode()
        assert not CreditApproval.objects.exists(), (field, typed)
        assert not CostList.objects.exists()
        if answer.status_code == 422:
            assert f'href="#id_{field}"' in page, (field, typed)
            refused += 1
            continue
        assert answer.status_code == 200, (field, typed)
        if LABELS[field] in marked(page):
            shown += 1
        else:
            # Another way of writing what was meant: 「1,200元」, 「4.2%」, 「4.20」.
            assert float(re.sub(r"[^\d.]", "", typed)) == float(approval_input()[field].replace(",", ""))
            same += 1
    assert (refused + shown + same, refused > 50, shown > 5) == (DRAWN, True, True)


def test_the_confirmation_names_these_terms_and_no_others(bank: Bank, enter: Enter) -> None:
    row, client = proposed(bank, enter), enter(bank.manager)
    data = {**good(bank, "approve", row.version), "approved_amount_wan": "80"}
    page = client.post(url(row, "approve"), data).content.decode()
    assert "还没有提交" in page
    assert marked(page)["授信额度"] == "不同申请100万元，建议100万元"
    sha256 = re.search(r'name="confirmed" value="([0-9a-f]{64})"', page)
    assert sha256
    changed = client.post(url(row, "approve"), {**data, "approved_amount_wan": "90", "confirmed": sha256[1]})
    assert changed.status_code == 200
    assert not CreditApproval.objects.exists()
    assert client.post(url(row, "approve"), {**data, "confirmed": sha256[1]}).status_code == 302
    assert CreditApproval.objects.get(application=row).approved_amount_yuan == 800_000


def test_a_proposal_as_applied_for_is_not_asked_twice(bank: Bank, enter: Enter) -> None:
    """Without any fee of its own, on the terms of the application; one point that differs is shown first."""
    row = bank.application("due_diligence", amount_yuan=Decimal(1_000_000))
    row.due_diligence_notes.create(officer=bank.officer, text="现场核查")
    empty = {
        f"cost-{n}-{name}": ""
        for n in range(3)
        for name in ("name", "payee", "payer", "standard", "method", "cycle", "amount_yuan")
    }
    as_asked = {
        **good(bank, "start_approval"),
        **empty,
        "single_term_months": str(row.term_months),
        "repayment_method": row.repayment_method,
        "guarantee_mode": row.guarantee_mode,
    }
    if row.product_version.is_revolving:
        as_asked["is_revolving"] = "on"
    client = enter(bank.officer)
    other = client.post(url(row, "start_approval"), {**as_asked, "approved_amount_wan": "60"})
    assert other.status_code == 200
    assert "授信额度" in marked(other.content.decode())
    assert not CreditProposal.objects.exists()
    assert client.post(url(row, "start_approval"), as_asked).status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("approved_amount_wan", "9", "不能低于产品的最低额度 10 万元"),
        ("approved_amount_wan", "100.01", "不能超过企业申请的金额 100 万元"),
        ("annual_rate_pct", "3.6", "不能低于产品公布的下限 3.65%"),
        ("annual_rate_pct", "42", "年化利率（单利）应大于 0"),
        ("cost-1-standard", "不收取", "金额应为 0"),
        ("cost-0-amount_yuan", "12000", "与金额 12,000.00 元不一致"),
        ("cost-0-standard", "授信额度的 0.1‰", "按授信额度最多 100.00 元"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(
    bank: Bank, enter: Enter, field: str, typed: str, sentence: str
) -> None:
    row = bank.application("approving", amount_yuan=Decimal(1_000_000))
    data = {**good(bank, "approve"), field: typed}
    answer = enter(bank.manager).post(url(row, "approve"), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not CreditApproval.objects.exists()


def test_a_list_above_the_cap_is_not_issued(bank: Bank, enter: Enter) -> None:
    """4.2 % and 250,000 of fees on 1,000,000 for a year: far above 24 %."""
    row = bank.application("approving", amount_yuan=Decimal(1_000_000))
    data = {**good(bank, "approve"), "cost-0-standard": "按合同", "cost-0-amount_yuan": "250000"}
    answer = enter(bank.manager).post(url(row, "approve"), data)
    assert answer.status_code == 422
    assert "高于上限 24.00%" in answer.content.decode()


@pytest.mark.parametrize(
    ("standard", "amount", "is_fine"),
    [
        ("不收取", "0", True),
        ("不收取", "500000", False),
        ("免收", "1", False),
        ("0 元", "100", False),
        ("首年免收，次年起 300 元", "300", True),
        ("首年免收，次年起 300 元", "0", True),
        ("首年免收，次年起 300 元", "3000", False),
        ("原价 500 元，全额减免", "0", True),
        ("6,000 元", "6000", True),
        ("6,000 元", "60000", False),
        ("0.6 万元", "6000", True),
        ("500 至 1,000 元", "800", True),
        ("500 至 1,000 元", "1001", False),
        ("不超过 500 元", "300", True),
        ("不超过 500 元", "501", False),
        ("500 元起", "2000", True),
        ("500 元起", "499", False),
        ("每亩 200 元", "40000", True),
        ("每年 1,200 元", "1200", True),
        ("每年 1,200 元", "12000", False),
        ("担保金额的 1%", "10000", True),
        ("担保金额的 1‰", "10000", False),
        ("抵押物价值的 1‰", "10000", True),
        ("按合同约定", "10000", True),
        ("市场价", "1", True),
    ],
)
def test_words_and_amount_of_a_fee_agree(standard: str, amount: str, is_fine: bool) -> None:
    """On a credit of 1,000,000; worked out by hand."""
    cost = Cost("评估费", "评估机构", "企业", standard, "转账", "一次性", Decimal(amount))
    assert (fee_contradiction(cost, credit_yuan=Decimal(1_000_000)) == "") is is_fine
