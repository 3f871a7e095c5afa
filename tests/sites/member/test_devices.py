"""「登录设备」: each login is listed where, when and how; one or all are ended at once, and what a certificate began ends with it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.phones import last_code
from yuzhengdai.domain.access.models import LoginSession, PlatformLink
from yuzhengdai.domain.access.services import login_sessions_purge
from yuzhengdai.domain.certificates.enums import RevocationReason
from yuzhengdai.domain.certificates.models import EnterpriseKey, PhoneCertificate, TrustedCa
from yuzhengdai.domain.certificates.services import certificate_revoke, trusted_ca_end
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Version/17.4 Safari/604.1"


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member()


def by_code(who: EnterpriseMember, agent: str = WINDOWS, address: str = "202.96.128.86") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    phone = str(who.user.phone)
    with clock.frozen(clock.now() + timedelta(minutes=2 * LoginSession.objects.count())):
        client.post("/login/code/", {"phone": phone[3:]})
        answer = client.post("/login/", {"phone": phone[3:], "code": last_code(phone)})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/console/devices/").status_code == 200)


def shown(client: Client, path: str = "/console/devices/") -> str:
    return str(client.get(path).content.decode())


@pytest.mark.parametrize("path", ["/console/devices/", "/app/mine/devices/"])
def test_each_login_is_listed_where_when_and_how(who: EnterpriseMember, path: str) -> None:
    pc, phone = by_code(who), by_code(who, IPHONE, "2001:db8:aaaa:bbbb::1")
    html = shown(pc, path)
    for words in ("Chrome，Windows", "Safari，iPhone", "202.96.*.*", "2001:db8:aaaa:*", "手机号登录"):
        assert words in html
    assert "202.96.128.86" not in html
    assert html.count("当前设备") == 1
    assert is_in(phone)


def test_one_device_is_ended_at_once_and_on_record(who: EnterpriseMember) -> None:
    pc, phone = by_code(who), by_code(who, IPHONE)
    end = re.search(r'action="(/console/devices/[0-9a-f-]+/end/)"', shown(pc))
    assert end is not None
    pc.post(end[1])
    assert is_in(pc)
    assert not is_in(phone)
    assert "Safari，iPhone" not in shown(pc)
    assert AuditEvent.objects.filter(action="access.session_end").count() == 1
    assert pc.post(end[1]).status_code == 302, "a second click changes nothing"
    assert AuditEvent.objects.filter(action="access.session_end").count() == 1


def test_all_devices_are_ended_this_one_too(who: EnterpriseMember) -> None:
    pc, phone = by_code(who), by_code(who, IPHONE)
    assert pc.post("/console/devices/end/").url == "/"
    assert not is_in(pc)
    assert not is_in(phone)
    assert AuditEvent.objects.filter(action="accounts.sessions_end").count() == 1
    assert shown(by_code(who)).count("account-row__no") == 1, "what was ended is not listed"


def test_nobody_ends_the_session_of_somebody_else(who: EnterpriseMember) -> None:
    victim, other = by_code(factories.member(), IPHONE), by_code(who)
    row = LoginSession.objects.exclude(user=who.user).get()
    assert other.post(reverse("console:device-end", args=[row.pk])).status_code == 404
    assert is_in(victim)


def test_leaving_and_running_out_take_it_off_the_list(who: EnterpriseMember) -> None:
    pc, phone = by_code(who), by_code(who, IPHONE)
    phone.post("/logout/")
    assert "Safari，iPhone" not in shown(pc)


def test_a_revoked_certificate_ends_what_it_began(who: EnterpriseMember) -> None:
    pc, phone = by_code(who), by_code(who, IPHONE)
    certificate = PhoneCertificate.objects.create(
        enterprise=who.enterprise,
        user=who.user,
        issuer_name="test",
        serial_hex="ab12",
        certificate_pem="x",
        key_fingerprint="f" * 64,
        not_before=clock.now(),
        not_after=clock.now() + timedelta(days=1),
    )
    LoginSession.objects.filter(browser="Safari，iPhone").update(way="certificate", device="ab12")
    certificate_revoke(
        actor=factories.enterprise_actor(who),
        certificate_id=certificate.pk,
        reason=RevocationReason.KEY_COMPROMISE,
    )
    assert is_in(pc)
    assert not is_in(phone)


def test_a_ca_trusted_no_more_ends_what_its_keys_began(who: EnterpriseMember) -> None:
    pc, by_key = by_code(who), by_code(who, IPHONE)
    other_ca = by_code(factories.member())
    rows = []
    for mark, serial in (("a", "ab12"), ("b", "cd34")):
        ca = TrustedCa.objects.create(
            name=f"示例 {mark}",
            chain_pem="",
            fingerprint=mark * 64,
            uscc_place="subject",
            uscc_oid="2.5.4.5",
            list_addresses="",
            state="trusted",
        )
        rows.append(ca)
        person = who if mark == "a" else EnterpriseMember.objects.exclude(pk=who.pk).get()
        EnterpriseKey.objects.create(
            ca=ca,
            enterprise=person.enterprise,
            user=person.user,
            bound_at=clock.now(),
            serial_hex=serial,
            fingerprint=serial * 16,
            certificate_pem="",
            not_after=clock.now() + timedelta(days=1),
            used_at=clock.now(),
        )
    LoginSession.objects.filter(browser="Safari，iPhone").update(way="usbkey", device="ab12")
    LoginSession.objects.exclude(user=who.user).update(way="usbkey", device="cd34")
    keeper = factories.staff_actor(factories.staff_post(role="security_administrator"))
    trusted_ca_end(actor=keeper, ca_id=rows[0].pk, reason="该机构已停业")
    assert is_in(pc)
    assert is_in(other_ca)
    assert not is_in(by_key)
    assert AuditEvent.objects.filter(action="access.session_end").count() == 1


def test_a_platform_link_taken_back_ends_what_it_began(who: EnterpriseMember) -> None:
    pc, other = by_code(who), by_code(who, IPHONE)
    LoginSession.objects.filter(browser="Safari，iPhone").update(way="platform", device="platform:henan")
    link = PlatformLink.objects.create(
        platform="henan", subject_index="s" * 64, user=who.user, kind="person", used_at=clock.now()
    )
    assert pc.post(reverse("console:platform-unlink", args=[link.pk])).status_code == 302
    assert is_in(pc)
    assert not is_in(other)


def test_old_rows_go(who: EnterpriseMember, django_assert_max_num_queries: Any) -> None:
    pc = by_code(who)
    with django_assert_max_num_queries(12):
        shown(pc)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert login_sessions_purge() == 1


def test_two_people_go_on_after_all_their_logins_ended(who: EnterpriseMember) -> None:
    """The session gets another name, and each person's its own."""
    for person in (who, factories.member()):
        link = PlatformLink.objects.create(
            platform="henan",
            subject_index=f"{person.pk.hex:0<64}",
            user=person.user,
            kind="person",
            used_at=clock.now(),
        )
        pc = by_code(person)
        assert pc.post(reverse("console:platform-unlink", args=[link.pk])).status_code == 302
        assert shown(pc).count("当前设备") == 1
