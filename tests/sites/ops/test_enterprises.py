"""企业管理 (O1)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.sites.ops.conftest import StaffClient
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(staff_client: StaffClient) -> Client:
    return staff_client("operator")


def detail(row: Enterprise, name: str = "detail") -> str:
    return reverse(f"ops:enterprise-{name}", kwargs={"enterprise_id": row.pk})


def test_search_by_name_code_and_state(operator: Client) -> None:
    wanted = factories.enterprise(name="郑州独一示例有限公司")
    other = factories.enterprise(state="frozen")
    url = reverse("ops:enterprise-list")
    for query in ("?q=独一", f"?q={wanted.uscc}", f"?q={wanted.uscc.lower()}", f"?q={wanted.uscc[:12]}"):
        page = operator.get(url + query).content.decode()
        assert wanted.name in page
    page = operator.get(url + "?state=frozen").content.decode()
    assert other.name in page
    assert wanted.name not in page
    assert operator.get(url + "?q=%00<b>'--&page=999999&state=nonsense").status_code == 200


def test_members_are_masked(operator: Client) -> None:
    member = factories.member(name="李长风")
    page = operator.get(detail(member.enterprise)).content.decode()
    assert "李**" in page
    assert "李长风" not in page
    assert str(member.user.phone)[3:] not in page


def test_freeze_unfreeze_cancel_with_reason(operator: Client, staff_client: StaffClient) -> None:
    row = factories.enterprise()
    empty = operator.post(detail(row, "state"), {"action": "freeze", "reason": " "})
    assert empty.status_code == 422
    assert "理由" in empty.content.decode()
    states = []
    second = staff_client()
    for who, action in (
        (operator, "freeze"), (operator, "unfreeze"), (operator, "freeze"), (operator, "cancel"), (second, "cancel"),
    ):  # fmt: skip
        answer = who.post(detail(row, "state"), {"action": action, "reason": "司法要求"})
        assert answer.status_code == (409 if (who, action) == (operator, "cancel") else 302)
        states.append(Enterprise.objects.get(pk=row.pk).state)
    assert states == ["frozen", "verified", "frozen", "frozen", "cancelled"]
    again = operator.post(detail(row, "state"), {"action": "freeze", "reason": "再次"})
    assert again.status_code == 409
    assert EnterpriseChange.objects.filter(enterprise=row, grounds="司法要求").count() == 4


def test_only_operators(staff_client: StaffClient) -> None:
    row = factories.enterprise()
    for role in ("auditor", "regulator", "system_administrator", "security_administrator"):
        client = staff_client(role)
        assert client.get(reverse("ops:enterprise-list")).status_code == 403
        assert client.post(detail(row, "state"), {"action": "freeze", "reason": "x"}).status_code == 403


def test_queries_do_not_grow(operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    row = factories.enterprise()
    for _ in range(8):
        factories.member(enterprise=row)
        factories.enterprise()
    with django_assert_max_num_queries(12):
        operator.get(reverse("ops:enterprise-list"))
    with django_assert_max_num_queries(12):
        operator.get(detail(row))
