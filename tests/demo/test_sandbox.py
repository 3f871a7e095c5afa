"""/sandbox/: what a demo shows in place of the outside world (settings of the demo only)."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from demo.accounts import ACCOUNTS, totp_secret
from demo.inbox import KEEP, inbox_write
from demo.models import DemoSms
from tests import factories
from yuzhengdai.domain.accounts.models import SecondFactor
from yuzhengdai.foundation.core.clock import frozen, now

pytestmark = pytest.mark.django_db
PHONE = "+8613800000001"


def send(message_id: str, code: str = "418205", phone: str = PHONE) -> None:
    params = {"code": code} if code else {}
    inbox_write(
        phone_e164=phone,
        template_code="login_code",
        params=params,
        text=f"【豫正贷】{code}",
        message_id=message_id,
    )


def test_messages_come_newest_first_and_once(client: Client) -> None:
    send("a", "111111")
    send("b", "222222")
    send("b", "222222")
    send("c", "333333", "+8613800000002")
    for typed in ("13800000001", "%2B8613800000001", "+8613800000001", "138 0000 0001"):
        found = client.get(f"/sandbox/sms.json?phone={typed}").json()
        assert [m["code"] for m in found] == ["222222", "111111"]
        assert {m["phone"] for m in found} == {"13800000001"}
        assert set(found[0]) == {"phone", "text", "code", "sent_at"}
    assert [m["code"] for m in client.get("/sandbox/sms.json").json()] == ["333333", "222222", "111111"]


def test_messages_without_a_code_have_an_empty_one(client: Client) -> None:
    send("a", "")
    assert client.get("/sandbox/sms.json?phone=13800000001").json()[0]["code"] == ""


def test_the_page_says_that_nothing_was_sent(client: Client) -> None:
    send("a")
    page = client.get("/sandbox/sms/?phone=13800000001")
    text = page.content.decode()
    assert "演示：短信未真正发出" in text
    assert "418205" in text
    assert "no-cache" in page["Cache-Control"]


@pytest.mark.parametrize("path", ["/sandbox/sms/", "/sandbox/sms.json"])
def test_a_wrong_number_is_told(client: Client, path: str) -> None:
    answer = client.get(f"{path}?phone=12345")
    assert answer.status_code == (200 if path.endswith("/") else 400)
    text = answer.content.decode() if path.endswith("/") else answer.json()["error"]
    assert "手机号" in text


def test_old_messages_go(client: Client) -> None:
    with frozen() as clock:
        send("old")
        clock.advance(KEEP + timedelta(minutes=1))
        send("new")
        assert DemoSms.objects.count() == 1


def test_numbers_and_texts_are_not_in_clear() -> None:
    send("a", "418205")
    stored = DemoSms.objects.extra(select={"raw": "payload"}).values_list("raw", flat=True)[0]
    assert b"418205" not in bytes(stored)
    assert b"13800000001" not in bytes(stored)


def test_second_factor_codes(client: Client) -> None:
    user = factories.user(phone="+8613800000021")
    factor = SecondFactor(user=user, secret=totp_secret("13800000021"), confirmed_at=now())
    factor.save()
    with frozen("2026-03-20T09:12:10"):
        totp = pyotp.TOTP(factor.secret)
        at = int(now().timestamp())
        assert client.get("/sandbox/totp.json?phone=13800000021").json() == {
            "code": totp.at(at),
            "valid_s": 20,
        }
        # A code counts once; the next one is told where the present one was used.
        factor.last_counter = at // 30
        factor.save()
        assert client.get("/sandbox/totp.json?phone=13800000021").json()["code"] == totp.at(at + 30)
    assert client.get("/sandbox/totp.json?phone=13800000001").status_code == 404
    assert client.get("/sandbox/totp.json").status_code == 400


def test_the_index_lists_every_account(client: Client, django_assert_max_num_queries: object) -> None:
    text = client.get("/sandbox/").content.decode()
    for account in ACCOUNTS:
        assert account.phone in text
        assert account.name in text


def test_secrets_differ_between_phones_and_checkouts(settings: object) -> None:
    first = totp_secret("13800000021")
    assert first == totp_secret("13800000021") != totp_secret("13800000022")
    settings.BLIND_INDEX_KEY = settings.BLIND_INDEX_KEY[::-1].lstrip("=").ljust(44, "=")  # type: ignore[attr-defined]
    assert totp_secret("13800000021") != first


def test_only_reading(client: Client) -> None:
    for path in ("/sandbox/", "/sandbox/sms/", "/sandbox/sms.json", "/sandbox/totp.json"):
        assert client.post(path).status_code in {403, 405}
