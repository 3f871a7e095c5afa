"""Answers that the network lost: each step sent a second time goes on and does its work once (R6–R9). And two phones at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.sites.app.walk import AJAX, Walk, picture, url
from yuzhengdai.domain.enterprises.models import UtilityAccount
from yuzhengdai.domain.verification.models import (
    LivenessSession,
    TransferCheck,
    Verification,
    VerificationCheck,
)
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer

pytestmark = pytest.mark.django_db
STEP = {"HTTP_X_SUBMIT": "1"}
POWER = {
    "electricity-number": "4101002362",
    "electricity-payer_name": "李示例",
    "electricity-payer_phone": "13800001111",
}


def twice(walk: Walk, step: str, data: dict[str, Any] | None = None) -> str:
    """Send the very same form twice; where the second one leads."""
    first, second = walk.post(step, data), walk.post(step, data)
    assert first.status_code == second.status_code == 302, second.content.decode()[:2000]
    return str(second.url)


def at_the_end(walk: Walk) -> str:
    """Where the wizard stands, after its own redirects."""
    return str(walk.client.get(url(), follow=True).redirect_chain[-1][0])


def to_utilities(walk: Walk) -> None:
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.licence()


def test_a_page_that_keeps_its_form_is_told_where_to_go(walk: Walk) -> None:
    """behaviours/submit.ts: an address instead of a redirect; what is wrong comes as the page; messages wait for the next page."""
    told = walk.client.post(url("role"), {"role": "legal_representative"}, **STEP)
    assert (told.status_code, told.json()) == (200, {"go": url("consent")})
    wrong = walk.client.post(url("role"), {"role": "nobody"}, **STEP)
    assert wrong.status_code == 422
    assert "data-step" in wrong.content.decode()
    kept = walk.client.post(url("role"), {"role": "agent", "later": "1"}, **STEP)
    assert kept.json() == {"go": url("role")}
    assert "已保存，7 天内可继续" in walk.text("role")
    walk.client.logout()
    away = walk.client.post(url("role"), {"role": "legal_representative"}, **STEP)
    assert (away.status_code, away.json()["reason"]) == (401, "login")
    assert away.json()["login"].startswith("/app/login/")


def test_role_again(walk: Walk) -> None:
    """Also where the page was opened a second time and carries a version."""
    walk.role()
    assert twice(walk, "role", {**walk.shown("role"), "role": "legal_representative"}) == url("consent")
    assert twice(walk, "role", {**walk.shown("role"), **agent()}) == url("consent")
    stale = walk.shown("role")
    walk.role()
    late = walk.post("role", {**stale, **agent()})
    assert late.status_code == 409, "another phone chose otherwise: told, not overwritten"
    assert walk.row.role == "legal_representative"


def agent() -> dict[str, Any]:
    """Role of an 经办人 with two powers."""
    soon = today().replace(month=1, day=1)
    return {
        "role": "agent",
        "agent_scopes": ["authorise_data", "submit_application"],
        "agent_ends_on": soon.replace(year=soon.year + 2).isoformat(),
    }


def test_licence_again_asks_the_register_once_more_and_goes_on(walk: Walk) -> None:
    """The first answer was lost after everything was saved."""
    walk.to_face()
    walk.face()
    walk.photograph("licence")
    page = walk.text("licence-confirm")
    for name in ("name", "registered_address"):
        assert re.search(rf'<textarea[^>]*name="{name}"', page), "seen whole, not clipped in one line"
    assert twice(walk, "licence-confirm", walk.shown("licence-confirm")) == url("utilities")


def test_letter_again(walk: Walk) -> None:
    """The same picture twice is one letter."""
    walk.post("role", agent())
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.licence()
    for _ in range(2):
        assert walk.post("letter", {"picture": picture()}).url == url("utilities")
    assert sum(name == "letter" for name in verification_pictures(verification=walk.row)) == 1


def test_utilities_again(walk: Walk) -> None:
    """One account, one attempt handed in, the result page both times."""
    to_utilities(walk)
    assert twice(walk, "utilities", {**POWER, "action": "electricity"}) == url("utilities")
    assert UtilityAccount.objects.count() == 1
    shown = walk.shown("utilities")
    assert walk.post("utilities", {**shown, **POWER}).url == url("result")
    walk.post("utilities", {**shown, **POWER})
    assert at_the_end(walk) == url("result")
    assert walk.row.state == "in_review"
    assert Verification.objects.count() == 1


def test_result_again(walk: Walk) -> None:
    """Handing in twice decides once."""
    to_utilities(walk)
    Verification.objects.filter(pk=walk.row.pk).update(utilities_done_at=walk.row.created_at)
    assert twice(walk, "result", walk.shown("result")) == url("result")
    assert walk.row.state == "in_review"


def test_transfer_again(walk: Walk) -> None:
    """One transfer; a wrong amount that comes twice costs one try; the right one that comes twice goes on."""
    walk.role()
    walk.way("bank_transfer")
    walk.consent("identity_data")
    walk.identity()
    get_bank_transfer().settle(TransferState.PAID)
    account = {"account_number": "6222000012345678", "bank_name": "示例银行郑州分行"}
    assert twice(walk, "transfer", account) == url("transfer")
    assert TransferCheck.objects.count() == 1
    paid, second = (str(amount) for amount in get_bank_transfer().amounts.values())
    wrong = {
        **walk.shown("transfer"),
        "amount_yuan": "0.99" if paid != "0.99" else "0.98",
        "second_amount_yuan": second,
    }
    assert walk.post("transfer", wrong).status_code == 422
    again = walk.post("transfer", wrong)
    assert again.status_code == 409
    assert "没有计入次数" in again.content.decode()
    assert TransferCheck.objects.get().tries_left == 2
    right = {**walk.shown("transfer"), "amount_yuan": paid, "second_amount_yuan": second}
    assert twice(walk, "transfer", right) == url("licence")
    assert VerificationCheck.objects.filter(kind="transfer").count() == 1


def test_the_verdict_again(walk: Walk) -> None:
    """Asked a second time after a lost answer: the same, and on to the same place."""
    walk.to_face()
    first = walk.face()
    session = LivenessSession.objects.get()
    assert first.json()["is_passed"] is True
    assert LivenessSession.objects.count() == 1
    begun = walk.client.post(url("face-begin"), **AJAX)
    assert (begun.status_code, begun.json()["go"]) == (409, url("licence")), "another phone has passed"
    session.refresh_from_db()
    assert session.state == "passed"


def test_two_phones_with_other_words_see_both(walk: Walk, phone: Callable[[], Walk]) -> None:
    """The slower one sees what the quicker one saved beside its own, and may still say which holds."""
    walk.role()
    walk.consent()
    walk.photograph("id-front")
    walk.photograph("id-back")
    here, there = walk.shown("id-confirm"), phone()
    there.confirm(id_address="郑州市示例路 1 号")
    late = walk.post("id-confirm", {**here, "id_address": "郑州市示例路 2 号"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "另一部手机保存的是：郑州市示例路 1 号" in page
    assert page.count("另一部手机保存的是") == 1
    assert "另一部手机刚改过这一页" in page
    version = str(Verification.objects.get().version)
    chosen = {**here, "version": version, "id_address": "郑州市示例路 2 号"}
    assert walk.post("id-confirm", chosen).url == url("face")
    assert walk.row.id_address == "郑州市示例路 2 号"
