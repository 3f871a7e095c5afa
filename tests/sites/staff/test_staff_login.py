"""Login of staff at /bank/ and /ops/: phone, SMS code, TOTP, enrolment, recovery codes, idle limit, no telling (B1)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.conftest import to_staff_side
from yuzhengdai.domain.accounts import second_factor
from yuzhengdai.domain.accounts.models import CodeChallenge, User
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db

STAFF_COOKIE = "yzd_staff_session"


def sent_code() -> str:
    """The newest code in the outbox."""
    message = OutboxMessage.objects.order_by("-created_at").first()
    assert message is not None
    return str(message.payload["params"]["code"])


def first_stage(client: Client, user: User, side: str = "bank") -> Any:
    """Ask for a code and type it in."""
    phone = user.phone.removeprefix("+86")
    client.post(f"/{side}/login/code/", {"phone": phone})
    return client.post(f"/{side}/login/", {"phone": phone, "code": sent_code()})


def enrol(user: User) -> tuple[str, list[str]]:
    """Enrolment done before, by service; the code used is an old one."""
    secret = second_factor.second_factor_begin(user=user)
    code = second_factor.totp_at(secret, now() - timedelta(seconds=30))
    return secret, second_factor.second_factor_confirm(actor=SYSTEM, user=user, code=code)


def test_first_login_enrols_shows_recovery_codes_once_and_enters() -> None:
    user = factories.officer().user
    client = Client()
    answer = first_stage(client, user)
    assert answer.url == "/bank/login/second/"
    answer = client.get(answer.url)
    assert answer.url == "/bank/login/enrol/"
    page = client.get(answer.url).content.decode()
    assert "绑定动态口令" in page
    secret = re.search(r'staff-enrol__secret num">([A-Z2-7 ]+)<', page)
    assert secret is not None
    key = secret.group(1).replace(" ", "")
    wrong = client.post("/bank/login/enrol/", {"code": "000000"})
    assert wrong.status_code == 422
    assert key[:4] in wrong.content.decode()
    shown = client.post("/bank/login/enrol/", {"code": second_factor.totp_at(key, now())})
    codes = re.findall(r'staff-codes__item num">([A-Z0-9]{5}-[A-Z0-9]{5})<', shown.content.decode())
    assert len(codes) == 10
    assert "no-store" in shown["Cache-Control"]
    assert client.get("/bank/").status_code == 200
    # Neither the page nor the codes come a second time.
    assert client.get("/bank/login/enrol/").status_code == 302


def test_later_logins_ask_the_code_and_lead_back(client: Client) -> None:
    user = factories.officer().user
    secret, _ = enrol(user)
    assert client.get("/bank/applications/").url == "/bank/login/?next=%2Fbank%2Fapplications%2F"
    client.get("/bank/login/?next=/bank/applications/")
    first_stage(client, user)
    assert client.get("/bank/").status_code == 302  # a pending user is not logged in
    answer = client.post("/bank/login/second/", {"code": second_factor.totp_at(secret, now())})
    assert answer.url == "/bank/applications/"
    assert "银行工作台" in client.get("/bank/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/bank/", "/ops/", "/bank//evil"])
def test_next_leads_nowhere_else(client: Client, target: str) -> None:
    user = factories.officer().user
    secret, _ = enrol(user)
    client.get("/bank/login/", {"next": target})
    first_stage(client, user)
    answer = client.post("/bank/login/second/", {"code": second_factor.totp_at(secret, now())})
    assert answer.url.startswith("/bank/")


def test_the_session_key_changes_at_each_stage(client: Client) -> None:
    user = factories.officer().user
    secret, _ = enrol(user)
    client.get("/bank/login/?next=/bank/applications/")
    client.post("/bank/login/code/", {"phone": user.phone.removeprefix("+86")})
    keys = [client.cookies[STAFF_COOKIE].value]
    client.post("/bank/login/", {"phone": user.phone.removeprefix("+86"), "code": sent_code()})
    keys.append(client.cookies[STAFF_COOKIE].value)
    client.post("/bank/login/second/", {"code": second_factor.totp_at(secret, now())})
    keys.append(client.cookies[STAFF_COOKIE].value)
    assert len(set(keys)) == 3


def test_a_recovery_code_logs_in_and_tells_how_many_are_left(client: Client) -> None:
    user = factories.officer().user
    _, codes = enrol(user)
    first_stage(client, user)
    answer = client.post("/bank/login/recovery/", {"code": codes[3]}, follow=True)
    assert "还剩 9 个" in answer.content.decode()
    again = Client()
    with frozen(now() + timedelta(minutes=2)):
        first_stage(again, user)
        assert again.post("/bank/login/recovery/", {"code": codes[3]}).status_code == 422


def test_unknown_numbers_walk_the_same_pages_and_get_no_message(client: Client) -> None:
    officer = factories.officer().user
    plain_user = factories.user()

    def walk(phone: str) -> list[Any]:
        browser = Client()
        number = phone.removeprefix("+86")
        asked = browser.post("/bank/login/code/", {"phone": number})
        again = browser.post("/bank/login/code/", {"phone": number})
        wrong = browser.post("/bank/login/", {"phone": number, "code": "000000"})
        second = browser.get("/bank/login/second/")

        def shape(page: Any) -> str:
            text = page.content.decode().replace(mask_phone(phone), "#").replace(number, "#")
            text = re.sub(
                r'(csrfmiddlewaretoken" value|csrf-token" content|server-time" content)="[^"]+"', "", text
            )
            return re.sub(r"\d+ 秒", "n 秒", re.sub(r'data-code-wait="\d+"', "", text))

        return [(answer.status_code, shape(answer)) for answer in (asked, again, wrong, second)]

    known = walk(officer.phone)
    assert OutboxMessage.objects.count() == 1
    assert walk(plain_user.phone) == known
    assert walk("+8613700000000") == known
    assert OutboxMessage.objects.count() == 1
    assert CodeChallenge.objects.count() == 3


def test_officers_do_not_enter_ops_nor_operators_the_bank(client: Client) -> None:
    officer = factories.officer().user
    client.post("/ops/login/code/", {"phone": officer.phone.removeprefix("+86")})
    assert not OutboxMessage.objects.exists()
    operator = factories.staff_post().user
    secret, _ = enrol(operator)
    first_stage(client, operator, side="ops")
    answer = client.post("/ops/login/second/", {"code": second_factor.totp_at(secret, now())})
    assert answer.url == "/ops/"
    assert client.get("/bank/").status_code == 302


def test_whoever_lost_the_post_between_the_stages_stays_out(client: Client) -> None:
    officer = factories.officer()
    secret, _ = enrol(officer.user)
    first_stage(client, officer.user)
    officer.is_active = False
    officer.save()
    answer = client.post("/bank/login/second/", {"code": second_factor.totp_at(secret, now())})
    assert answer.url == "/bank/login/"
    assert client.get("/bank/").status_code == 302


def test_the_second_stage_waits_ten_minutes_only(client: Client) -> None:
    with frozen("2026-03-20T09:00") as at:
        user = factories.officer().user
        secret, _ = enrol(user)
        first_stage(client, user)
        at.advance(minutes=11)
        assert (
            client.post("/bank/login/second/", {"code": second_factor.totp_at(secret, now())}).url
            == "/bank/login/"
        )


def test_a_session_idle_for_thirty_minutes_ends(login: Any) -> None:
    with frozen("2026-03-20T09:00") as at:
        user = factories.officer().user
        client = login(user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
        for _ in range(4):
            at.advance(minutes=20)
            assert client.get("/bank/").status_code == 200
        at.advance(minutes=31)
        assert client.get("/bank/").status_code == 302


def test_a_login_without_second_factor_opens_nothing(login: Any) -> None:
    client = login(factories.officer().user, staff=True)
    assert client.get("/bank/").status_code == 302


def test_logout_is_a_post_and_ends_the_staff_session_only(client: Client, login: Any) -> None:
    user = factories.officer().user
    staff = login(user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    assert staff.get("/bank/logout/").status_code == 302
    assert staff.get("/bank/").status_code == 200
    assert staff.post("/bank/logout/").url == "/bank/login/"
    assert staff.get("/bank/").status_code == 302


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [
        ("", "请填写手机号"),
        ("12345", "手机号"),
        ("<b>13800000000</b>", "手机号"),
        ("138000000001380000000013800000000138000000", "手机号"),
        ("😀", "手机号"),
    ],
)
def test_bad_numbers_are_told_at_the_field_and_kept(client: Client, phone: str, sentence: str) -> None:
    answer = client.post("/bank/login/code/", {"phone": phone})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "<b>13800000000" not in answer.content.decode()


def test_full_width_numbers_and_codes_are_taken(client: Client) -> None:
    user = factories.officer().user
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in user.phone.removeprefix("+86"))
    client.post("/bank/login/code/", {"phone": wide})
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in sent_code())
    assert client.post("/bank/login/", {"phone": wide, "code": code}).url == "/bank/login/second/"


def test_scripts_get_json(client: Client) -> None:
    user = factories.officer().user
    number = user.phone.removeprefix("+86")
    sent = client.post("/bank/login/code/", {"phone": number}, headers={"accept": "application/json"})
    assert sent.json()["wait_s"] == 60
    again = client.post("/bank/login/code/", {"phone": number}, headers={"accept": "application/json"})
    assert again.status_code == 429
    assert 0 < again.json()["wait_s"] <= 60
    assert "秒" in again.json()["error"]


def test_too_many_requests_ask_for_a_wait_that_then_lets_through() -> None:
    user = factories.officer().user
    number = user.phone.removeprefix("+86")
    with frozen("2026-03-20T09:00") as at:
        client = to_staff_side(Client())
        answer = None
        for _ in range(6):
            answer = client.post(
                "/bank/login/code/", {"phone": number}, headers={"accept": "application/json"}
            )
            if answer.status_code == 429:
                break
            at.advance(seconds=61)
        assert answer is not None
        assert answer.status_code == 429
        at.advance(seconds=answer.json()["wait_s"] + 1)
        answer = client.post("/bank/login/code/", {"phone": number}, headers={"accept": "application/json"})
        assert answer.status_code == 200
