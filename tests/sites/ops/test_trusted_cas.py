"""「CA 机构」: the security administrator proposes on a page, another administrator confirms there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.key_pki import ADDRESS, HOST, Pki
from yuzhengdai.domain.certificates.models import TrustedCa

pytestmark = pytest.mark.django_db
StaffClient = Callable[..., Client]
LIST, NEW = reverse("ops:trusted-ca-list"), reverse("ops:trusted-ca-new")


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.CA_CRL_HOSTS = [HOST]


def filled(**changed: str) -> dict[str, str]:
    given = {
        "name": "示例 CA",
        "chain": Pki().chain_pem,
        "uscc_place": "subject",
        "uscc_oid": "2.5.4.5",
        "list_addresses": ADDRESS,
    }
    return {**given, **changed}


def test_proposed_confirmed_by_another_and_ended(staff_client: StaffClient) -> None:
    keeper, second = staff_client("security_administrator"), staff_client("system_administrator")
    assert keeper.post(NEW, filled()).status_code == 302
    row = TrustedCa.objects.get()
    confirm = reverse("ops:trusted-ca-confirm", args=[row.pk])
    assert "待确认" in keeper.get(LIST).content.decode()
    assert f"确认：{row.name}" not in keeper.get(LIST).content.decode()
    assert "请交给其他人员办理" in keeper.post(confirm, follow=True).content.decode()
    assert f"确认：{row.name}" in second.get(LIST).content.decode()
    assert "已确认" in second.post(confirm, follow=True).content.decode()
    html = keeper.get(LIST).content.decode()
    assert "已启用" in html
    assert "还没有下载" in html
    decline = reverse("ops:trusted-ca-decline", args=[row.pk])
    assert "不用的话请停用" in second.post(decline, follow=True).content.decode()
    end = reverse("ops:trusted-ca-end", args=[row.pk])
    assert second.get(end).status_code == 403
    assert keeper.post(end, {"reason": ""}).status_code == 422
    assert keeper.post(end, {"reason": "证书链更换"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"


def test_what_is_wrong_is_said_and_what_was_typed_stays(staff_client: StaffClient) -> None:
    answer = staff_client("security_administrator").post(NEW, filled(list_addresses="http://evil.example/x"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "主机须在部署时允许的名单中" in html
    assert "http://evil.example/x" in html


def test_a_proposal_is_taken_back(staff_client: StaffClient) -> None:
    keeper = staff_client("security_administrator")
    keeper.post(NEW, filled())
    row = TrustedCa.objects.get()
    assert (
        "已去掉"
        in keeper.post(reverse("ops:trusted-ca-decline", args=[row.pk]), follow=True).content.decode()
    )


@pytest.mark.parametrize("role", ["operator", "auditor", "regulator"])
def test_nobody_else_looks(staff_client: StaffClient, role: str) -> None:
    assert staff_client(role).get(LIST).status_code == 403
