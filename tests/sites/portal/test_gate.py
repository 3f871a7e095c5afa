"""The gate dialog over HTTP (R4, R11): what opens it, what its QR carries, when it goes on, what asking costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install, consent_record
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
TARGET = "/demands/new/"


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member(enterprise=factories.enterprise(state="claimed"))


@pytest.fixture
def pc(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})


def attempt(who: EnterpriseMember, **values: object) -> Verification:
    return Verification.objects.create(enterprise=who.enterprise, user=who.user, **values)


def verify(who: EnterpriseMember) -> None:
    who.enterprise.state = "verified"
    who.enterprise.save()


def dialog(client: Client, target: str = TARGET) -> str:
    return client.get(reverse("portal:gate"), {"next": target}).content.decode()


def status_url(html: str) -> str:
    found = re.search(r'data-poll="([^"]+)"', html)
    assert found
    return unescape(found[1])


NOT_OPEN = [
    "portal:login-ca",
]


@pytest.mark.parametrize("name", NOT_OPEN)
def test_what_is_not_open_says_so_before_any_login_qr_or_promise(
    login: Login, pc: Client, client: Client, name: str
) -> None:
    """To visitors, to the unverified and to the verified alike."""
    verified = factories.member()
    other = login(verified.user, **{ENTERPRISE_KEY: str(verified.enterprise_id)})
    for reader in (client, pc, other):
        answer = reader.get(reverse(name))
        assert answer.status_code == 200
        html = answer.content.decode()
        assert "尚未开放" in html
        assert "请先完成企业认证" not in html
        assert not re.search("后续版本|将在|将随|即将开放", html)


@pytest.mark.parametrize("name", ["portal:feedback", "portal:demand-new", "portal:credit-report"])
def test_r4_triggers_open_the_gate_for_the_unverified_only(
    login: Login, pc: Client, client: Client, name: str
) -> None:
    answer = pc.get(reverse(name), follow=True)
    assert "请先完成企业认证" in answer.content.decode()
    assert answer.redirect_chain[-1][0].startswith(reverse("portal:gate"))
    assert client.get(reverse(name)).url.startswith(reverse("portal:login"))
    verified = factories.member()
    other = login(verified.user, **{ENTERPRISE_KEY: str(verified.enterprise_id)})
    assert other.get(reverse(name)).status_code == 200


def test_r4_triggers_open_as_a_dialog_over_the_page(pc: Client, client: Client) -> None:
    html = pc.get("/products/").content.decode()
    assert re.search(r'<a class="feedback-button"[^>]* data-dialog>', html)
    assert not re.search(
        r'<a class="feedback-button"[^>]* data-dialog>', client.get("/products/").content.decode()
    )


def test_r4_the_qr_carries_the_absolute_address_with_a_token(pc: Client, settings: Settings) -> None:
    settings.SITE_BASE_URL = "https://finance.example.cn"
    settings.IS_DEMO = True
    found = re.search(r'href="(https://[^"]+)" target="_blank"', dialog(pc))
    assert found
    parts = urlsplit(unescape(found[1]))
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https",
        "finance.example.cn",
        reverse("app:download"),
    )
    assert len(parse_qs(parts.query)["t"][0]) == 32
    assert HandOver.objects.count() == 1
    settings.IS_DEMO = False
    assert "演示" not in dialog(pc).split("<dialog")[1].split("</dialog>")[0]


def test_r4_the_countdown_is_the_tokens_own(pc: Client) -> None:
    with clock.frozen("2026-03-20T09:00"):
        html = dialog(pc)
        assert f'data-countdown="{clock.iso(HandOver.objects.get().expires_at)}"' in html
        assert "刷新二维码" in html


def test_r11_asking_costs_two_small_queries_and_says_nothing_twice(
    pc: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = status_url(dialog(pc))
    with django_assert_num_queries(2):
        first = pc.get(url)
    assert first.json() == {"state": "open", "text": "", "rest_ms": 1500}
    with django_assert_num_queries(2):
        again = pc.get(f"{url}&seen=open")
    assert (again.status_code, again.content) == (204, b"")


def test_r11_on_the_phone_way_it_waits_for_the_certificate(pc: Client, who: EnterpriseMember) -> None:
    url = status_url(dialog(pc))
    row = attempt(who, way="face", state="draft")
    assert pc.get(url).json()["state"] == "open"
    Verification.objects.filter(pk=row.pk).update(state="in_review")
    assert pc.get(url).json()["text"].startswith("已提交审核")
    verify(who)
    Verification.objects.filter(pk=row.pk).update(state="passed")
    assert pc.get(url).json() == {
        "state": "certificate",
        "text": "认证已通过，请在手机上设置证书密码",
        "rest_ms": 700,
    }
    assert 'data-poll-ms="700"' in dialog(pc)
    Verification.objects.filter(pk=row.pk).update(completed_at=clock.now())
    assert pc.get(url).json() == {"go": TARGET}


def test_r11_it_goes_on_asking_after_the_qr_has_expired(pc: Client, who: EnterpriseMember) -> None:
    url = status_url(dialog(pc))
    attempt(who, way="manual", state="passed")
    verify(who)
    with clock.frozen(clock.now() + timedelta(minutes=45)):
        assert pc.get(url).json() == {"go": TARGET}


def test_r11_every_tab_of_the_same_account_and_enterprise_hears_it(
    login: Login, pc: Client, who: EnterpriseMember
) -> None:
    other_browser = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    tabs = [
        (pc, status_url(dialog(pc))),
        (pc, status_url(dialog(pc, "/console/applications/"))),
        (other_browser, status_url(dialog(other_browser))),
    ]
    stranger_who = factories.member(enterprise=factories.enterprise(state="claimed"))
    stranger = login(stranger_who.user, **{ENTERPRISE_KEY: str(stranger_who.enterprise_id)})
    strangers_url = status_url(dialog(stranger))
    verify(who)
    assert [client.get(url).json() for client, url in tabs] == [
        {"go": TARGET},
        {"go": "/console/applications/"},
        {"go": TARGET},
    ]
    assert "go" not in stranger.get(strangers_url).json()


def test_r11_a_status_address_is_worth_nothing_elsewhere(
    login: Login, pc: Client, client: Client, who: EnterpriseMember
) -> None:
    url = status_url(dialog(pc))
    verify(who)
    stranger = factories.member()
    for other in (client, login(stranger.user, **{ENTERPRISE_KEY: str(stranger.enterprise_id)})):
        assert other.get(url).json()["stop"] is True
    assert client.get(url.replace("who=", "who=x")).json()["stop"] is True
    assert pc.get(url.replace(TARGET.strip("/"), "//evil.example")).json()["go"].startswith("/")


def test_r11_frozen_and_refused_are_told(pc: Client, who: EnterpriseMember) -> None:
    url = status_url(dialog(pc))
    attempt(who, way="manual", state="refused")
    assert pc.get(url).json()["state"] == "refused"
    who.enterprise.state = "frozen"
    who.enterprise.save()
    assert pc.get(url).json()["state"] == "frozen"


def test_a_colleagues_verification_counts_at_once(pc: Client, who: EnterpriseMember) -> None:
    verify(who)
    assert pc.get(reverse("portal:gate"), {"next": TARGET}).url == TARGET


def scan(address: str) -> None:
    """A phone opens the address of the QR."""
    Client().get(address)


def agree_to(who: EnterpriseMember, *kinds: str) -> None:
    agreements_install()
    for kind in kinds:
        actor = factories.enterprise_actor(who)
        consent_record(actor=actor, agreement=agreement_current(kind=kind), user=who.user, enterprise=None)


def qr_address(html: str) -> str:
    found = re.search(r'href="(http[^"]+)" target="_blank"', html)
    assert found
    parts = urlsplit(unescape(found[1]))
    return f"{parts.path}?{parts.query}"


def test_r4_the_dialog_says_scanned_and_shows_the_phones_step_live(
    pc: Client, who: EnterpriseMember, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.IS_DEMO = True
    html = dialog(pc)
    url = status_url(html)
    assert "已扫码" not in html
    seen = pc.get(url).json()["state"]
    scan(qr_address(html))
    answer = pc.get(f"{url}&seen={seen}").json()
    assert answer["text"] == "已扫码，请在手机上继续"
    with django_assert_num_queries(2):
        assert pc.get(f"{url}&seen={answer['mark']}").status_code == 204
    row = attempt(who, way="face", state="draft", role="legal_representative")
    answer = pc.get(f"{url}&seen={answer['mark']}").json()
    assert answer["text"] == "已扫码，第 1 步进行中：阅读并同意个人信息处理"
    agree_to(who, "identity_data", "face_data")
    answer = pc.get(f"{url}&seen={answer['mark']}").json()
    assert answer["text"] == "已扫码，第 1 步进行中：拍身份证人像面", (
        "consents belong to the person, not to the attempt"
    )
    with django_assert_num_queries(2):
        assert pc.get(f"{url}&seen={answer['mark']}").status_code == 204
    Verification.objects.filter(pk=row.pk).update(state="in_review", version=7)
    assert pc.get(f"{url}&seen={answer['mark']}").json()["text"].startswith("已提交审核")


def test_r4_without_scripts_a_reload_says_so_too(pc: Client, settings: Settings) -> None:
    settings.IS_DEMO = True
    scan(qr_address(dialog(pc)))
    assert "已扫码，请在手机上继续" in dialog(pc)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert "已扫码" not in dialog(pc)


def test_r4_inside_wechat_it_counts_as_scanned(pc: Client, settings: Settings) -> None:
    settings.IS_DEMO = True
    Client().get(qr_address(dialog(pc)), headers={"User-Agent": "Mozilla/5.0 Mobile MicroMessenger/8.0"})
    assert "已扫码" in dialog(pc)


def test_r4_what_was_begun_days_ago_is_no_step_going_on(pc: Client, who: EnterpriseMember) -> None:
    attempt(who, way="face", state="draft", role="legal_representative")
    html = dialog(pc)
    assert "进行中" not in html
    assert "已办到第 1 步：阅读并同意个人信息处理" in html


def test_in_review_the_gate_says_when_and_shows_no_qr(pc: Client, who: EnterpriseMember) -> None:
    handed_in = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    attempt(who, way="face", state="in_review", submitted_at=handed_in)
    with clock.frozen("2026-03-20T11:00"):
        for html in (dialog(pc), pc.get(reverse("console:profile-verification")).content.decode()):
            # Handed in on a Friday, one working day: until the end of Monday.
            assert "已提交审核，预计3 月 23 日 18:00 前答复" in html
            assert "企业认证审核中" in html
            assert "企业还没有认证" not in html
        html = dialog(pc)
    assert 'class="qr"' not in html
    assert "请先完成企业认证" not in html
    assert not HandOver.objects.exists()
    url = status_url(html)
    assert pc.get(f"{url}&seen=in_review").status_code == 204
    Verification.objects.update(state="passed", way="manual")
    assert pc.get(f"{url}&seen=in_review").json() == {"go": TARGET}


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("returned", "企业认证需要补充"),
        ("refused", "企业认证未通过"),
        ("passed", "还差最后一步：设置证书密码"),
    ],
)
def test_the_profile_says_what_is_true_of_the_verification(
    pc: Client, who: EnterpriseMember, state: str, title: str
) -> None:
    attempt(who, way="face", state=state)
    html = pc.get(reverse("console:profile-verification")).content.decode()
    assert title in html
    assert "企业还没有认证" not in html


def test_frozen_there_is_nothing_to_scan(pc: Client, who: EnterpriseMember) -> None:
    who.enterprise.state = "frozen"
    who.enterprise.save()
    html = dialog(pc)
    assert "企业账号已冻结" in html
    assert 'class="qr"' not in html
