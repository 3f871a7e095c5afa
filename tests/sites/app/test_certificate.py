"""证书密码, 注册成功 and 手机证书 over HTTP (R10)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories, phone_way
from tests.domain.certificates.phone import ORIGIN, Phone
from tests.sites.app.walk import Walk
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY
from yuzhengdai.sites.web.elder import ELDER_COOKIE

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
JSON = {"Accept": "application/json"}
PASSWORD = "app:verification-certificate"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
)


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def client(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})


@pytest.fixture
def passed(who: EnterpriseMember) -> Verification:
    return Verification.objects.create(
        enterprise=who.enterprise, user=who.user, state="passed", way="face", decided_at=clock.now()
    )


def enrol(client: Client, phone: Phone) -> Any:
    csr = base64.b64encode(phone.csr()).decode()
    return client.post(reverse(PASSWORD), {"csr": csr}, headers={**JSON, "User-Agent": IPHONE})


def test_r10_from_the_password_to_registered(
    client: Client, who: EnterpriseMember, passed: Verification
) -> None:
    html = client.get(reverse(PASSWORD)).content.decode()
    assert "第 5 步，共 5 步：证书密码" in html
    assert html.count('type="password"') == 2
    assert 'name="certificate-password"' not in html, "fields without a name are never sent"
    assert re.search(r"<button[^>]*data-submit disabled>完成设置", html), "its script opens it"
    answer = enrol(client, Phone())
    assert answer.json()["next"] == reverse("app:verification-done")
    made = x509.load_pem_x509_certificate(answer.json()["certificate"].encode())
    assert who.enterprise.uscc in made.subject.rfc4514_string()
    assert PhoneCertificate.objects.get().device_name == "iPhone"
    page = client.get(answer.json()["next"]).content.decode()
    assert '<h1 class="phone__title">注册成功</h1>' in page
    assert f'href="{reverse("app:home")}">注册成功去登录</a>' in page
    assert client.get(reverse("app:certificate")).status_code == 200, "logged in without pressing it"
    assert client.get(reverse(PASSWORD)).url == reverse("app:verification-done")


def test_no_page_claims_the_force_of_a_signature(client: Client, passed: Verification) -> None:
    pages = [client.get(reverse(PASSWORD))]
    enrol(client, Phone())
    pages += [client.get(reverse(name)) for name in ("app:verification-done", "app:certificate")]
    for page in pages:
        html = page.content.decode().replace("不等同于手写签名或公章", "")
        assert not [word for word in ("公章", "手写签名", "签章", "法律效力") if word in html]


def test_the_same_request_again_is_answered_alike(client: Client, passed: Verification) -> None:
    phone = Phone()
    assert enrol(client, phone).json() == enrol(client, phone).json()
    assert PhoneCertificate.objects.count() == 1


def test_a_second_key_is_refused_with_a_way_on(client: Client, passed: Verification) -> None:
    enrol(client, Phone())
    answer = enrol(client, Phone())
    assert answer.status_code == 409
    assert answer.json()["code"] == "verification.certificate_there"
    assert "重新认证" in answer.json()["error"]


@pytest.mark.parametrize("csr", ["", "####", "AAAA", "A" * 9000])
def test_what_is_no_request_is_named(client: Client, passed: Verification, csr: str) -> None:
    answer = client.post(reverse(PASSWORD), {"csr": csr}, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert client.post(reverse(PASSWORD), {"csr": csr}).status_code == 422


def test_without_scripts_it_says_why(client: Client, passed: Verification) -> None:
    html = client.post(reverse(PASSWORD)).content.decode()
    assert "JavaScript" in html
    assert "第 5 步" in html


def test_r9_later_stays_and_says_what_is_kept(client: Client, passed: Verification) -> None:
    page = client.get(reverse("app:verification-certificate"), {"later": "1"})
    assert page.status_code == 200
    assert "认证结果已保存" in page.content.decode()
    assert "认证结果已保存" not in client.get(reverse("app:verification-certificate")).content.decode()


def test_before_it_has_passed_the_wizard_comes_first(client: Client) -> None:
    assert client.get(reverse(PASSWORD)).url == reverse("app:verification")
    assert enrol(client, Phone()).json()["code"] == "verification.not_passed"
    assert client.get(reverse("app:verification-done")).url == reverse("app:verification")


def check(client: Client, phone: Phone, **changed: str) -> Any:
    challenge = client.post(reverse("app:certificate-challenge")).json()["challenge"]
    signature = phone.sign(challenge, purpose="confirm", origin=ORIGIN)
    given = {
        "challenge": challenge,
        "certificate": PhoneCertificate.objects.get().certificate_pem,
        "signature": base64.b64encode(signature).decode(),
    }
    return client.post(reverse("app:certificate-check"), {**given, **changed}, headers=JSON)


def test_later_use_is_signed_and_checked(client: Client, passed: Verification) -> None:
    phone = Phone()
    enrol(client, phone)
    assert "验证通过" in check(client, phone).json()["text"]
    wrong = check(client, Phone())
    assert (wrong.status_code, wrong.json()["code"]) == (409, "certificates.signature")
    assert check(client, phone, challenge="x").json()["code"] == "certificates.challenge"


def test_somebody_elses_certificate_does_not_do(login: Login, client: Client, passed: Verification) -> None:
    phone, other = Phone(), factories.member()
    enrol(client, phone)
    thief = login(other.user, **{ENTERPRISE_KEY: str(other.enterprise_id)})
    assert check(thief, phone).json()["code"] == "certificates.other_user"


def test_lost_phone_revoke_and_verify_again(
    client: Client, who: EnterpriseMember, passed: Verification
) -> None:
    phone = Phone()
    enrol(client, phone)
    assert "立即失效" in client.get(reverse("app:certificate-revoke")).content.decode()
    html = client.post(reverse("app:certificate-revoke"), follow=True).content.decode()
    assert "已吊销" in html
    assert "重新办理手机证书" in html
    assert check(client, phone).json()["code"] == "certificates.revoked"
    client.post(reverse("app:certificate-revoke"))
    assert client.get(reverse("app:certificate-revoke")).url == reverse("app:certificate")
    assert client.get(reverse(PASSWORD)).url == reverse("app:certificate")
    assert client.post(reverse("app:certificate-renew")).url == reverse("app:verification")
    again = Verification.objects.get(user=who.user, state="draft")
    Verification.objects.filter(pk=again.pk).update(state="passed", decided_at=clock.now())
    assert enrol(client, Phone()).status_code == 200


@pytest.fixture
def at() -> Iterator[clock.FrozenClock]:
    """Time goes on only as the walk says."""
    with clock.frozen() as frozen:
        yield frozen


@pytest.mark.parametrize("is_elder", [False, True])
def test_lost_phone_and_the_face_alone(login: Login, at: clock.FrozenClock, is_elder: bool) -> None:
    """From 「手机或密码丢失」 over three steps to the next certificate; the other way is said to be the whole one."""
    member = phone_way.member()
    passed = phone_way.pass_by_face(member, at)
    client = login(member.user, **{ENTERPRISE_KEY: str(member.enterprise_id)})
    if is_elder:
        client.cookies[ELDER_COOKIE] = "elder"
    assert enrol(client, Phone()).status_code == 200
    html = client.post(reverse("app:certificate-revoke"), follow=True).content.decode()
    assert "只需原认证人做一次人脸核验" in html
    place = client.post(reverse("app:certificate-renew"), follow=True)
    assert place.redirect_chain[-1][0] == reverse("app:verification-face")
    html = place.content.decode()
    assert ('data-mode="elder"' in html) == is_elder
    assert "第 2 步，共 3 步" in html
    assert "换发手机证书" in html
    assert client.get(reverse("app:verification-licence")).url == reverse("app:verification-face")
    assert "需要重新拍摄证件、填写资料" in client.get(reverse("app:verification-way")).content.decode()
    verdict = Walk(client, member).face().json()
    assert verdict == {
        "is_passed": True,
        "sentence": "人脸核验已完成",
        "go": reverse("app:verification-result"),
    }
    html = client.get(verdict["go"]).content.decode()
    assert "认证通过" in html
    assert "第 3 步，共 3 步：证书密码" in client.get(reverse(PASSWORD)).content.decode()
    answer = enrol(client, Phone())
    assert answer.status_code == 200
    html = client.get(answer.json()["next"]).content.decode()
    assert '<h1 class="phone__title">手机证书已换发</h1>' in html
    assert "注册成功" not in html
    states = PhoneCertificate.objects.order_by("created_at").values_list("state", "revocation_reason")
    assert list(states) == [("revoked", "key_compromise"), ("active", "")]
    assert Verification.objects.get(renews=passed).completed_at is not None


def test_with_a_valid_one_there_is_nothing_to_renew(client: Client, passed: Verification) -> None:
    enrol(client, Phone())
    answer = client.post(reverse("app:certificate-renew"), follow=True)
    assert "不需要再次办理" in answer.content.decode()
    assert not Verification.objects.filter(state="draft").exists()


def test_an_expired_one_says_so(client: Client, passed: Verification) -> None:
    enrol(client, Phone())
    with clock.frozen(clock.now() + timedelta(days=731)):
        html = client.get(reverse("app:certificate")).content.decode()
    assert "已过期" in html
    assert "重新办理手机证书" in html


def test_who_has_not_verified_is_told_how(client: Client) -> None:
    html = client.get(reverse("app:certificate")).content.decode()
    assert "还没有手机证书" in html
    assert "办理手机证书" in html


@pytest.mark.parametrize("name", [PASSWORD, "app:verification-done", "app:certificate"])
def test_pages_ask_little(
    client: Client,
    passed: Verification,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    if name != PASSWORD:
        enrol(client, Phone())
    client.get(reverse(name))
    with django_assert_max_num_queries(10):
        assert client.get(reverse(name)).status_code == 200


def sign_in(visitor: Client, phone: Phone, **changed: str) -> Any:
    challenge = visitor.post(reverse("app:login-certificate-challenge")).json()["challenge"]
    given = {
        "challenge": challenge,
        "certificate": PhoneCertificate.objects.get().certificate_pem,
        "signature": base64.b64encode(phone.sign(challenge, purpose="login", origin=ORIGIN)).decode(),
    }
    return visitor.post(reverse("app:login-certificate"), {**given, **changed}, headers=JSON)


def test_the_certificate_logs_in_for_its_enterprise(
    client: Client, who: EnterpriseMember, passed: Verification
) -> None:
    phone, visitor = Phone(), Client()
    enrol(client, phone)
    factories.member(user=who.user)
    assert "证书密码登录" in visitor.get(reverse("app:login")).content.decode()
    assert visitor.get(reverse("app:login-certificate")).status_code == 200
    answer = sign_in(visitor, phone, next="/app/mine/")
    assert answer.json() == {"next": "/app/mine/"}
    assert visitor.session[ENTERPRISE_KEY] == str(who.enterprise_id)
    assert visitor.get(reverse("app:certificate")).status_code == 200
    assert visitor.get(reverse("app:login-certificate")).url == reverse("app:home")


def test_a_wrong_or_revoked_certificate_logs_nobody_in(
    client: Client, who: EnterpriseMember, passed: Verification
) -> None:
    phone, visitor = Phone(), Client()
    enrol(client, phone)
    assert sign_in(visitor, Phone()).json()["code"] == "certificates.signature"
    confirmed = visitor.post(reverse("app:login-certificate-challenge")).json()["challenge"]
    signed = base64.b64encode(phone.sign(confirmed, purpose="confirm", origin=ORIGIN)).decode()
    wrong = sign_in(visitor, phone, challenge=confirmed, signature=signed)
    assert wrong.json()["code"] == "certificates.signature", "what was signed to confirm does not log in"
    assert "//evil" not in sign_in(visitor, phone, next="//evil.example").json().get("next", "")
    client.post(reverse("app:certificate-revoke"))
    other = Client()
    assert sign_in(other, phone).json()["code"] == "certificates.revoked"
    assert ENTERPRISE_KEY not in other.session
