"""L5 over HTTP: the QR of the login page, 「扫一扫」, 「确认登录」, and the PC that goes on where it was going."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.sites.console.verification.test_pages import picture
from yuzhengdai.domain.access.models import ScanLogin
from yuzhengdai.domain.access.services import hand_over_make
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36"
PAGE = "/login/scan/?next=/console/applications/"


class Pc:
    """The browser with the QR."""

    def __init__(self, url: str = PAGE) -> None:
        self.client = Client(headers={"User-Agent": WINDOWS}, REMOTE_ADDR="202.96.128.86")
        self.html = self.client.get(url).content.decode()
        self.row = ScanLogin.objects.latest("created_at")
        self.token = self.given_token()

    def given_token(self) -> str:
        """As the QR has it; the page of the demo links to the same address."""
        secret = self.client.cookies["yzd_scan"].value
        from yuzhengdai.domain.access.services import scan_login_shown

        shown = scan_login_shown(scan_id=self.row.pk, secret=secret)
        assert shown is not None
        return shown.token

    @property
    def code(self) -> str:
        return f"http://testserver/app/scan/?c={self.token}"

    def state(self, seen: str = "") -> tuple[int, Any]:
        answer = self.client.get(reverse("portal:login-scan-status", args=[self.row.pk]), {"seen": seen})
        return answer.status_code, answer.json()["state"] if answer.content else None

    def finish(self, client: Client | None = None) -> Any:
        url = reverse("portal:login-scan-finish", args=[self.row.pk])
        return (client or self.client).post(url, {"next": "/console/applications/"})


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def phone(login: Login, who: EnterpriseMember) -> Client:
    client = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    client.get("/app/scan/")
    return client


def scan(phone: Client, text: str) -> Any:
    return phone.post("/app/scan/", {"code": text})


def test_l5_from_the_qr_to_the_page_that_was_wanted(phone: Client, who: EnterpriseMember) -> None:
    pc = Pc()
    assert f'<b class="num">{pc.row.digits}</b>' in pc.html
    assert pc.state() == (200, "waiting")
    assert pc.state("waiting") == (204, None)
    answer = scan(phone, pc.code)
    page = reverse("app:scan-login", args=[pc.row.pk])
    assert answer.url == page
    assert pc.state("waiting") == (200, "scanned")
    html = phone.get(page).content.decode()
    for shown in (who.enterprise.name, "202.96.*.*", "Chrome，Windows", "请选择电脑上显示的数字"):
        assert shown in html
    assert "202.96.128.86" not in html
    assert len(re.findall(r'name="digits"', html)) == 3
    assert " checked" not in html, "nothing is chosen beforehand"
    assert phone.post(page, {"digits": pc.row.digits}).url == page
    assert "已确认登录" in phone.get(page).content.decode()
    assert pc.state("scanned") == (200, "confirmed")
    assert pc.finish().url == "/console/applications/"
    assert pc.client.session["login_way"] == "scan"
    assert who.enterprise.name in pc.client.get("/").content.decode()
    assert "yzd_scan" not in {name for name, morsel in pc.client.cookies.items() if morsel.value}


def test_another_browser_gets_nothing(phone: Client) -> None:
    pc, other = Pc(), Pc()
    scan(phone, pc.code)
    phone.post(reverse("app:scan-login", args=[pc.row.pk]), {"digits": pc.row.digits})
    status = other.client.get(reverse("portal:login-scan-status", args=[pc.row.pk]))
    assert status.json() == {"state": "expired"}
    assert pc.finish(other.client).url == "/login/scan/"
    assert "_auth_user_id" not in other.client.session
    assert pc.finish(Client()).url == "/login/scan/"
    assert pc.finish().url == "/console/applications/"


def test_login_begins_a_fresh_session(phone: Client) -> None:
    """What an attacker may have planted in the PC's browser before is not the session that is logged in."""
    pc = Pc()
    session = pc.client.session
    session["planted"] = True
    session.save()
    pc.client.cookies["yzd_session"] = session.session_key or ""
    before = session.session_key
    scan(phone, pc.code)
    phone.post(reverse("app:scan-login", args=[pc.row.pk]), {"digits": pc.row.digits})
    pc.finish()
    assert pc.client.session.session_key != before


def test_an_open_redirect_leads_home(phone: Client) -> None:
    pc = Pc("/login/scan/?next=https://evil.example/")
    scan(phone, pc.code)
    phone.post(reverse("app:scan-login", args=[pc.row.pk]), {"digits": pc.row.digits})
    url = reverse("portal:login-scan-finish", args=[pc.row.pk])
    assert pc.client.post(url, {"next": "//evil.example/"}).url == "/"


def test_opening_the_address_changes_nothing_until_a_button_is_pressed(phone: Client) -> None:
    pc = Pc()
    html = phone.get("/app/scan/", {"c": pc.token}).content.decode()
    assert pc.state() == (200, "waiting")
    given = re.search(r'name="code" value="([^"]+)"', html)
    assert given is not None
    assert scan(phone, given[1]).url == reverse("app:scan-login", args=[pc.row.pk])


def test_whoever_is_not_logged_in_on_the_phone_logs_in_first_and_comes_back() -> None:
    pc = Pc()
    answer = Client().get("/app/scan/", {"c": pc.token})
    assert answer.url == f"/app/login/?next=%2Fapp%2Fscan%2F%3Fc%3D{pc.token}"


@pytest.mark.parametrize("digits", ["", "7", "九九", "\u0000", "1" * 5000])
def test_nothing_chosen_asks_again_and_keeps_the_code(phone: Client, digits: str) -> None:
    pc = Pc()
    scan(phone, pc.code)
    answer = phone.post(reverse("app:scan-login", args=[pc.row.pk]), {"digits": digits})
    assert answer.status_code in {400, 422}
    assert pc.state() == (200, "scanned")


def test_wrong_digits_end_the_code_on_both_sides(phone: Client) -> None:
    pc = Pc()
    scan(phone, pc.code)
    wrong = next(one for one in pc.row.offered.split(",") if one != pc.row.digits)
    answer = phone.post(reverse("app:scan-login", args=[pc.row.pk]), {"digits": wrong})
    assert "数字与电脑上显示的不一致" in phone.get(answer.url).content.decode()
    assert pc.state() == (200, "wrong")
    assert "?code=" in pc.finish().url


def test_cancel_tells_the_pc(phone: Client) -> None:
    pc = Pc()
    scan(phone, pc.code)
    answer = phone.post(reverse("app:scan-login-cancel", args=[pc.row.pk]))
    assert "已取消，电脑没有登录" in phone.get(answer.url).content.decode()
    assert pc.state() == (200, "cancelled")


def test_somebody_else_cannot_see_confirm_or_cancel(phone: Client, login: Login) -> None:
    pc = Pc()
    scan(phone, pc.code)
    other = login(factories.member().user)
    page = reverse("app:scan-login", args=[pc.row.pk])
    assert other.get(page).status_code == 404
    assert other.post(page, {"digits": pc.row.digits}).status_code == 404
    assert other.post(reverse("app:scan-login-cancel", args=[pc.row.pk])).status_code == 404
    assert pc.state() == (200, "scanned")
    taken = scan(other, pc.code)
    assert taken.status_code == 422
    assert "已被另一部手机扫过" in taken.content.decode()


def test_several_enterprises_are_chosen_on_the_phone(phone: Client, who: EnterpriseMember) -> None:
    second = factories.member(user=who.user, enterprise=factories.enterprise())
    pc = Pc()
    scan(phone, pc.code)
    page = reverse("app:scan-login", args=[pc.row.pk])
    html = phone.get(page).content.decode()
    assert "在电脑上办理业务的企业" in html
    assert phone.post(page, {"digits": pc.row.digits}).status_code == 422
    stranger = factories.enterprise()
    for foreign in (str(stranger.pk), "not-a-number"):
        assert phone.post(page, {"digits": pc.row.digits, "enterprise": foreign}).status_code == 404
    phone.post(page, {"digits": pc.row.digits, "enterprise": str(second.enterprise_id)})
    pc.finish()
    assert pc.client.session[ENTERPRISE_KEY] == str(second.enterprise_id)


def test_expired_is_said_on_both_sides(phone: Client) -> None:
    pc = Pc()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert pc.state() == (200, "expired")
        assert "二维码已失效" in scan(phone, pc.code).content.decode()


def test_without_scripts_the_page_is_loaded_again(phone: Client) -> None:
    pc = Pc()
    again = re.search(r'<noscript>.*?href="([^"]+)"', pc.html, re.DOTALL)
    assert again is not None
    url = again[1].replace("&amp;", "&")
    scan(phone, pc.code)
    assert ScanLogin.objects.count() == 1
    html = pc.client.get(url).content.decode()
    assert ScanLogin.objects.count() == 1, "the same code, not another one"
    assert "已扫码" in html
    phone.post(reverse("app:scan-login", args=[pc.row.pk]), {"digits": pc.row.digits})
    html = pc.client.get(url).content.decode()
    assert "进入平台" in html
    assert pc.finish().url == "/console/applications/"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://evil.example/app/scan/?c=" + "a" * 48, "这不是本平台的二维码"),
        ("http://testserver@evil.example/app/scan/", "这不是本平台的二维码"),
        ("http://testserver.evil.example/", "这不是本平台的二维码"),
        ("javascript:alert(1)", "这不是本平台的二维码"),
        ("weixin://wxpay/bizpayurl?pr=1", "这不是本平台的二维码"),
        ("\u0001", "这不是本平台的二维码"),
        ("x" * 5000, "这不是本平台的二维码"),
        ("http://[", "这不是本平台的二维码"),
        ("http://testserver/no-such-page/", "没有这个页面"),
        ("http://testserver/products/", "这是本平台的网页"),
        ("http://testserver/app/scan/?c=" + "a" * 48, "这个二维码已失效"),
    ],
)
def test_the_server_says_what_a_code_is(phone: Client, text: str, said: str) -> None:
    answer = scan(phone, text)
    assert said in answer.content.decode()
    assert not re.search(r'href="(?!/|#|https?://testserver)', answer.content.decode())


def test_a_code_of_enterprise_verification_goes_where_it_belongs(
    phone: Client, who: EnterpriseMember
) -> None:
    token = hand_over_make(actor=factories.enterprise_actor(who))
    answer = scan(phone, f"http://testserver/app/download?t={token}")
    assert answer.url == f"/app/download?t={token}"


def test_the_server_reads_a_picture(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pc = Pc()
    read: list[bytes] = []

    def reader(content: bytes, *, content_type: str) -> list[str]:
        read.append(content)
        return [pc.code]

    monkeypatch.setattr("yuzhengdai.sites.app.scan.views.codes_read", reader)
    answer = phone.post("/app/scan/", {"code": "", "picture": picture()})
    assert answer.url == reverse("app:scan-login", args=[pc.row.pk])
    assert len(read) == 1


def test_a_picture_without_a_code_and_a_reader_that_is_down(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yuzhengdai.sites.app.scan.views.codes_read", lambda *_, **__: [])
    assert "没有找到二维码" in phone.post("/app/scan/", {"picture": picture()}).content.decode()

    def down(*_: Any, **__: Any) -> list[str]:
        raise ExternalError("ocr_unavailable", "识别服务暂时没有响应。")

    monkeypatch.setattr("yuzhengdai.sites.app.scan.views.codes_read", down)
    answer = phone.post("/app/scan/", {"picture": picture()})
    assert "现在不能识别图片" in answer.content.decode()
    text = SimpleUploadedFile("a.png", b"not a picture", content_type="image/png")
    assert phone.post("/app/scan/", {"picture": text}).status_code == 422
    assert "请对准二维码，或选择一张有二维码的图片" in phone.post("/app/scan/").content.decode()


def test_who_is_logged_in_goes_on(phone: Client) -> None:
    assert phone.get(PAGE).url == "/console/applications/"


def test_a_code_of_nobody(phone: Client) -> None:
    assert phone.get(reverse("app:scan-login", args=[uuid4()])).status_code == 404


def test_the_poll_costs_one_query(django_assert_num_queries: Any) -> None:
    pc = Pc()
    with django_assert_num_queries(1):
        pc.state("waiting")


def test_too_many_codes_are_said_and_the_phone_number_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("yuzhengdai.domain.access.services.scan_login.CODES_PER_ADDRESS", 1)
    Client().get("/login/scan/")
    answer = Client().get("/login/scan/")
    assert answer.status_code == 429
    assert "用手机号登录" in answer.content.decode()
