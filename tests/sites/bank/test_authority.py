"""审批权限表 and 提交上级 over HTTP: kept by the own managers, told to all of them (B1)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.confirming import post
from tests.sites.bank.conftest import Bank
from tests.sites.bank.test_actions import good, url
from yuzhengdai.domain.applications.models import AuthorityLimit
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]
TABLE = "/bank/authority/"


def line(**values: Any) -> dict[str, Any]:
    return {
        "role": "approver",
        "product_kind": "loan",
        "guarantee_mode": "credit",
        "up_to_wan": "200",
        "reason": "本机构授权书",
        **values,
    }


def test_a_manager_writes_changes_and_removes_a_row(bank: Bank, enter: Enter) -> None:
    other = factories.officer(institution=bank.institution, role="manager")
    client = enter(bank.manager)
    assert "还没有设置" in client.get(TABLE).content.decode()
    assert client.post(TABLE, line()).status_code == 302
    assert client.post(TABLE, line(up_to_wan="300")).status_code == 302
    row = AuthorityLimit.objects.get()
    assert row.up_to_yuan == 3_000_000
    page = client.get(TABLE).content.decode()
    assert "300 万元" in page
    assert "审批人" in page
    remove = f"{TABLE}{row.pk}/remove/"
    assert "审批人，贷款，信用，300 万元以内" in client.get(remove).content.decode()
    assert client.post(remove, {"reason": ""}).status_code == 422
    assert client.post(remove, {"reason": "授权书到期"}).status_code == 302
    assert not AuthorityLimit.objects.exists()
    actions = list(
        AuditEvent.objects.filter(action__startswith="applications.authority").values_list(
            "action", flat=True
        )
    )
    assert sorted(actions) == [
        "applications.authority",
        "applications.authority",
        "applications.authority_remove",
    ]
    told = Notification.objects.filter(recipient_id=bank.institution.pk, title="审批权限表有变动")
    assert told.count() == 3
    assert "原为200 万元，现为300 万元" in " ".join(told.values_list("body", flat=True))
    sent = [one.payload for one in OutboxMessage.objects.all()]
    assert {one["phone"] for one in sent} == {str(other.user.phone)}
    assert all("万元" not in one["text"] for one in sent)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"role": "officer"}, "请选择岗位"),
        ({"product_kind": "gold"}, "请选择产品类型"),
        ({"guarantee_mode": "smile"}, "请选择担保方式"),
        ({"up_to_wan": ""}, "请填写客户敞口上限"),
        ({"up_to_wan": "-1"}, "不带正负号"),
        ({"up_to_wan": "许多"}, "请填写数字"),
        ({"reason": ""}, "请填写原因"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(
    bank: Bank, enter: Enter, values: dict[str, Any], sentence: str
) -> None:
    answer = enter(bank.manager).post(TABLE, line(**values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not AuthorityLimit.objects.exists()


@pytest.mark.parametrize("who", ["officer", "approver", "checker", "viewer"])
def test_nobody_but_a_manager_sees_or_keeps_it(bank: Bank, enter: Enter, who: str) -> None:
    client = enter(getattr(bank, who))
    assert client.get(TABLE).status_code == 403
    assert client.post(TABLE, line()).status_code == 403
    assert "审批权限表" not in client.get("/bank/").content.decode()


def test_another_institutions_row_does_not_exist(bank: Bank, enter: Enter) -> None:
    foreign = AuthorityLimit.objects.create(
        institution=factories.institution(), role="manager", up_to_yuan=Decimal(1)
    )
    client = enter(bank.manager)
    assert client.get(f"{TABLE}{foreign.pk}/remove/").status_code == 404
    assert client.post(f"{TABLE}{foreign.pk}/remove/", {"reason": "x"}).status_code == 404
    assert AuthorityLimit.objects.filter(pk=foreign.pk).exists()


def test_above_the_authority_the_file_is_handed_on_with_what_was_entered(bank: Bank, enter: Enter) -> None:
    for role, amount in (("approver", 50), ("manager", 500)):
        assert enter(bank.manager).post(TABLE, line(role=role, up_to_wan=str(amount))).status_code == 302
    row = bank.application("approving", amount_yuan=Decimal(1_000_000))
    client = enter(bank.approver)
    page = client.get(url(row, "approve")).content.decode()
    assert "您可以审批客户敞口 50 万元以内的这类业务" in page
    assert "提交上级" in page
    data = {**good(bank, "approve"), "approved_amount_wan": "80", "note": "金额超过我的权限"}
    refused = post(client, url(row, "approve"), data)
    assert refused.status_code == 403
    assert "客户敞口 80 万元超过您岗位的权限（50 万元），请提交上级" in refused.content.decode()
    assert 'value="80"' in refused.content.decode()
    assert client.post(url(row, "approve"), {**data, "escalate": "1"}).status_code == 302
    page = enter(bank.manager).get(url(row, "approve")).content.decode()
    assert "梁静" in page
    assert "金额超过我的权限" in page
    assert 'value="80"' in page
    data = {**data, "version": 1}
    assert post(enter(bank.manager), url(row, "approve"), data).status_code == 302
