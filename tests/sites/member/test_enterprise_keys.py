"""「USBKEY」 in 个人中心, in the console and on the phone: who sees which keys, meant for whom, unbound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factories
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, LOGIN_WAY_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SITES = ["/console/profile/keys/", "/app/mine/keys/"]


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member(role="admin")


@pytest.fixture
def agent(head: EnterpriseMember) -> EnterpriseMember:
    return factories.member(enterprise=head.enterprise, role="agent", is_legal_representative=False)


def key_of(head: EnterpriseMember, serial: str, **values: Any) -> EnterpriseKey:
    common = {"chain_pem": "", "uscc_place": "subject", "uscc_oid": "2.5.4.5", "list_addresses": ""}
    ca, _ = TrustedCa.objects.get_or_create(fingerprint="a" * 64, defaults={"name": "示例 CA", **common})
    return EnterpriseKey.objects.create(
        ca=ca,
        enterprise=head.enterprise,
        serial_hex=serial,
        fingerprint=serial * 8,
        certificate_pem="",
        not_after=now() + timedelta(days=200),
        used_at=now(),
        **values,
    )


def as_member(login: Login, who: EnterpriseMember, **more: str) -> Client:
    return login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)}, **more)


@pytest.mark.parametrize("url", SITES)
def test_administrators_see_all_and_members_their_own(
    login: Login, head: EnterpriseMember, agent: EnterpriseMember, url: str
) -> None:
    key_of(head, "aaaa1111", user=agent.user, bound_at=now())
    key_of(head, "bbbb2222")
    foreign = factories.member(role="admin")
    key_of(foreign, "cccc3333")
    all_of_ours = as_member(login, head).get(url).content.decode()
    assert "aa1111" in all_of_ours
    assert "bb2222" in all_of_ours
    assert "未绑定成员，登录后只能查看" in all_of_ours
    assert "cc3333" not in all_of_ours
    # Under the page's own heading on the phone, under the block's in the console.
    assert f'<h{3 if "console" in url else 2} class="grant-list__name">' in all_of_ours
    own = as_member(login, agent).get(url).content.decode()
    assert "aa1111" in own
    assert "bb2222" not in own
    assert "指定成员" not in own


@pytest.mark.parametrize("url", SITES)
def test_an_administrator_names_a_member(
    login: Login, head: EnterpriseMember, agent: EnterpriseMember, url: str
) -> None:
    key = key_of(head, "bbbb2222")
    client = as_member(login, head)
    page = f"{url}{key.pk}/member/"
    assert str(agent.pk) in client.get(page).content.decode()
    for wrong in ({}, {"member": "x"}, {"member": str(factories.member().pk)}):
        assert client.post(page, wrong).status_code == 422
    assert client.post(page, {"member": str(agent.pk)}).status_code == 302
    key.refresh_from_db()
    assert (key.meant_for, key.user) == (agent.user, None)
    assert "等本人登录时绑定" in client.get(url).content.decode()


@pytest.mark.parametrize("url", SITES)
def test_unbinding(login: Login, head: EnterpriseMember, agent: EnterpriseMember, url: str) -> None:
    key = key_of(head, "aaaa1111", user=agent.user, bound_at=now())
    client = as_member(login, head)
    assert "用它登录的立即退出" in client.get(f"{url}{key.pk}/end/").content.decode()
    assert client.post(f"{url}{key.pk}/end/").status_code == 302
    key.refresh_from_db()
    assert key.user is None
    assert client.get(f"{url}{key.pk}/end/").status_code == 302


@pytest.mark.parametrize("url", SITES)
def test_a_session_begun_by_a_scan_proves_its_person_first(
    login: Login, head: EnterpriseMember, url: str
) -> None:
    key = key_of(head, "aaaa1111", user=head.user, bound_at=now())
    client = as_member(login, head, **{LOGIN_WAY_KEY: "scan"})
    answer = client.post(f"{url}{key.pk}/end/")
    assert "login/prove" in answer["Location"]
    key.refresh_from_db()
    assert key.user == head.user
