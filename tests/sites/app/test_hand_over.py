"""R4, R5: the token of the QR on the phone, from the download page through login to the enterprise's 企业认证."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import factories
from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.access.services import hand_over_make, hand_over_take
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
COOKIE = "yzd_hand_over"
WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/124.0 Mobile MicroMessenger/8.0.47"}
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member(enterprise=factories.enterprise(state="claimed"))


@pytest.fixture
def token(who: EnterpriseMember) -> str:
    return hand_over_make(actor=factories.enterprise_actor(who))


def scan(client: Client, token: str, **headers: str) -> None:
    client.get(reverse("app:download"), {"t": token}, headers=headers)


def test_r5_the_cookie_is_short_and_for_the_server_alone(client: Client, token: str) -> None:
    scan(client, token)
    cookie = client.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        token,
        True,
        "Lax",
        600,
    )
    assert HandOver.objects.get().opened_at is not None


def test_tokens_that_lead_nowhere_all_look_the_same(login: Login, who: EnterpriseMember, token: str) -> None:
    """Unknown, expired, used up: what the page says does not tell which, nor whose."""
    actor = factories.enterprise_actor(who)
    used, late = hand_over_make(actor=actor), hand_over_make(actor=actor)
    hand_over_take(actor=Actor(kind=ActorKind.VISITOR, user_id=who.user_id), token=used)
    HandOver.objects.filter(token_hash=sha256(late.encode()).hexdigest()).update(expires_at=clock.now())
    pages, cookies = [], []
    for dead in ("A" * 32, used, late):
        client = Client()
        pages.append(client.get(reverse("app:download"), {"t": dead}).content.decode().replace(dead, ""))
        cookies.append(list(client.cookies))
    assert pages[0] == pages[1] == pages[2]
    assert "二维码已失效" in pages[0]
    assert cookies == [[COOKIE]] * 3
    client = Client()
    scan(client, "no token")
    assert COOKIE not in client.cookies


def test_r5_inside_wechat_the_token_stays_in_the_address(client: Client, token: str) -> None:
    answer = client.get(reverse("app:download"), {"t": token}, headers=WECHAT)
    assert "请在浏览器中打开" in answer.content.decode()
    assert f"http://testserver/app/download?t={token}" in answer.content.decode(), "to be copied"
    assert "open-guide__arrow" in answer.content.decode()
    assert COOKIE not in client.cookies
    scan(client, token)
    assert client.cookies[COOKIE].value == token


def test_scanning_logs_nobody_in(client: Client, token: str) -> None:
    scan(client, token)
    assert "sessionid" not in client.cookies
    assert client.get(reverse("portal:gate")).url.startswith(reverse("portal:login"))


def test_after_login_the_app_goes_on_with_that_enterprise(
    login: Login, who: EnterpriseMember, token: str
) -> None:
    other = factories.member(user=who.user)
    phone = login(who.user, **{ENTERPRISE_KEY: str(other.enterprise_id)})
    scan(phone, token)
    answer = phone.get(reverse("app:product-list"), headers=PAGE)
    assert answer.url == reverse("app:verification")
    assert phone.session[ENTERPRISE_KEY] == str(who.enterprise_id)
    assert phone.cookies[COOKIE].value == ""
    assert phone.get(reverse("app:product-list"), headers=PAGE).status_code == 200


def test_what_the_service_worker_fetches_does_not_use_it_up(
    login: Login, who: EnterpriseMember, token: str
) -> None:
    phone = login(who.user)
    scan(phone, token)
    for headers in ({"Accept": "*/*"}, {**PAGE, "Sec-Purpose": "prefetch;prerender"}):
        assert phone.get(reverse("app:offline"), headers=headers).status_code == 200
    assert phone.cookies[COOKIE].value == token
    assert HandOver.objects.get().taken_at is None


def test_somebody_else_sees_the_ordinary_page(login: Login, token: str) -> None:
    thief = factories.member()
    phone = login(thief.user, **{ENTERPRISE_KEY: str(thief.enterprise_id)})
    scan(phone, token)
    assert phone.get(reverse("app:product-list"), headers=PAGE).status_code == 200
    assert phone.session[ENTERPRISE_KEY] == str(thief.enterprise_id)
    assert phone.cookies[COOKIE].value == ""


def test_expired_on_the_way(login: Login, who: EnterpriseMember) -> None:
    with clock.frozen("2026-03-20T09:00") as time:
        token = hand_over_make(actor=factories.enterprise_actor(who))
        phone = login(who.user)
        scan(phone, token)
        time.advance(minutes=11)
        assert phone.get(reverse("app:product-list"), headers=PAGE).status_code == 200
        assert ENTERPRISE_KEY not in phone.session


def test_in_production_the_cookie_is_bound_to_the_host(
    client: Client, token: str, settings: Settings
) -> None:
    settings.SESSION_COOKIE_NAME = "__Host-yzd_session"
    settings.SESSION_COOKIE_SECURE = True
    scan(client, token)
    cookie = client.cookies["__Host-yzd_hand_over"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
