"""C5: 「其他信息」 in the back office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.fakes.common import down
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.enterprises.models import EnterpriseMember, UtilityAccount
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
PAGE = "/console/profile/other/"
ELECTRICITY = PAGE + "electricity/"
SOCIAL = PAGE + "social-insurance/"
TYPED = {
    "electricity-number": "4101 2345 62087",
    "electricity-payer_name": "缴费示例人",
    "electricity-payer_phone": "13812346021",
}


@pytest.fixture
def owner() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def client(login: Login, owner: EnterpriseMember) -> Client:
    return login(owner.user, enterprise_id=str(owner.enterprise_id))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def gov() -> FakeGovData:
    found = get_gov_data()
    assert isinstance(found, FakeGovData)
    return found


def test_c5_the_page_asks_for_both_and_says_what_the_manual_says(client: Client) -> None:
    page = text(client.get(PAGE))
    for label in (
        "电力户号",
        "缴费人姓名",
        "缴费人电话",
        "验证电力户号",
        "租用场地，无独立户号",
        "社保号",
        "验证社保号",
    ):
        assert label in page
    assert "尚未开放" not in page


def test_c5_an_electricity_account_is_verified_shown_masked_and_changed(client: Client) -> None:
    answer = client.post(ELECTRICITY, TYPED, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    page = text(answer)
    assert "电力户号已验证并保存" in page
    assert "4101****2087" in page
    for secret in ("4101234562087", "缴费示例人", "13812346021"):
        assert secret not in page
    account = UtilityAccount.objects.get()
    change = f"{ELECTRICITY}{account.pk}/"
    assert f'href="{change}"' in page
    assert "修改电力户号" in text(client.get(change))
    client.post(change, TYPED | {"electricity-number": "4109999999"})
    live = UtilityAccount.objects.get(ended_at__isnull=True)
    assert live.number == "4109999999"


def test_c5_several_accounts(client: Client) -> None:
    client.post(ELECTRICITY, TYPED)
    assert "添加电力户号" in text(client.get(PAGE))
    client.post(ELECTRICITY, TYPED | {"electricity-number": "4109999999"})
    page = text(client.get(PAGE))
    assert "4101****2087" in page
    assert "4109****9999" in page


def test_c5_rented_premises(client: Client) -> None:
    page = text(client.post(ELECTRICITY + "absent/", follow=True))
    assert "已记录：租用场地，无独立户号" in page
    assert "添加电力户号" in page
    client.post(ELECTRICITY, TYPED)
    assert "已有验证过的电力户号" in text(client.post(ELECTRICITY + "absent/", follow=True))
    account = UtilityAccount.objects.get(ended_at__isnull=True)
    assert "已移除" in text(client.post(f"{PAGE}{account.pk}/end/", follow=True))
    assert not UtilityAccount.objects.filter(ended_at__isnull=True).exists()


def test_c5_a_source_that_is_down_is_told_and_one_click_retries(client: Client) -> None:
    gov().error = down("gov_data:electricity")
    answer = client.post(ELECTRICITY, TYPED)
    page = text(answer)
    assert answer.status_code == 422
    assert "供电公司接口暂时没有响应" in page
    for typed in TYPED.values():
        assert f'value="{typed}"' in page
    gov().error = None
    assert client.post(ELECTRICITY, TYPED).status_code == 302


def test_c5_the_old_unit_number_stands_while_the_source_is_down(client: Client) -> None:
    client.post(SOCIAL, {"social-number": "41010123456"})
    assert "41010****56" in text(client.get(PAGE))
    gov().error = down("gov_data:social_insurance")
    page = text(client.post(SOCIAL, {"social-number": "41010999999"}))
    assert "社保部门接口暂时没有响应" in page
    assert 'value="41010999999"' in page
    assert "之前的社保号" in page
    assert UtilityAccount.objects.get(ended_at__isnull=True).number == "41010123456"


def test_c5_a_personal_number_is_refused_and_not_shown_again(client: Client) -> None:
    personal = make_id_number(seed=3)
    spaced = f"{personal[:6]} {personal[6:14]} {personal[14:]}"
    for typed in (personal, spaced):
        answer = client.post(SOCIAL, {"social-number": typed})
        assert answer.status_code == 422
        assert "不是个人身份证号或社会保障号" in text(answer)
        assert typed not in text(answer)
    assert gov().calls == []


@pytest.mark.parametrize(
    ("number", "told"),
    [("410123456", "10 位或 13 位"), ("41012345678", "10 位或 13 位"), ("", "请填写电力户号")],
)
def test_c5_what_is_no_account_number(client: Client, number: str, told: str) -> None:
    answer = client.post(ELECTRICITY, TYPED | {"electricity-number": number})
    assert answer.status_code == 422
    assert told in text(answer)
    assert 'value="缴费示例人"' in text(answer)


def test_only_administrators_write_and_strangers_find_nothing(login: Login, owner: EnterpriseMember) -> None:
    account = factories.utility_account(enterprise=owner.enterprise, number="4101234562")
    viewer = factories.member(enterprise=owner.enterprise, role="viewer", is_legal_representative=False)
    reading = login(viewer.user, enterprise_id=str(viewer.enterprise_id))
    page = text(reading.get(PAGE))
    assert "4101****4562" in page
    assert "验证电力户号" not in page
    assert reading.post(ELECTRICITY, TYPED).status_code == 403
    stranger = factories.member()
    outside = login(stranger.user, enterprise_id=str(stranger.enterprise_id))
    assert "4101****4562" not in text(outside.get(PAGE))
    for path in (f"{ELECTRICITY}{account.pk}/", f"{PAGE}{account.pk}/end/"):
        assert outside.post(path, TYPED).status_code == 404
    assert outside.get(f"{ELECTRICITY}{uuid4()}/").status_code == 404


def test_a_unit_number_is_no_electricity_account(client: Client, owner: EnterpriseMember) -> None:
    unit = factories.utility_account(enterprise=owner.enterprise, kind="social_insurance")
    assert client.get(f"{ELECTRICITY}{unit.pk}/").status_code == 404


def test_the_page_costs_the_same_for_many_accounts(client: Client, owner: EnterpriseMember) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(PAGE).status_code == 200
        return len(seen)

    factories.utility_account(enterprise=owner.enterprise)
    few = queries()
    for _ in range(12):
        factories.utility_account(enterprise=owner.enterprise)
    assert queries() == few <= 5


def test_c5_the_same_in_the_app(client: Client) -> None:
    """我的 → 电力户号、社保号: the app's own pages, which stay in the app."""
    assert 'href="/app/mine/utilities/"' in text(client.get("/app/mine/"))
    page = text(client.get("/app/mine/utilities/"))
    for label in (
        "电力户号",
        "缴费人姓名",
        "缴费人电话",
        "验证电力户号",
        "租用场地，无独立户号",
        "社保号",
        "验证社保号",
    ):
        assert label in page
    gov().error = down("gov_data:electricity")
    page = text(client.post("/app/mine/utilities/electricity/", TYPED))
    assert "供电公司接口暂时没有响应" in page
    assert f'value="{TYPED["electricity-number"]}"' in page
    assert "/console/" not in page
    gov().error = None
    answer = client.post("/app/mine/utilities/electricity/", TYPED, follow=True)
    assert answer.redirect_chain == [("/app/mine/utilities/", 302)]
    assert "4101****2087" in text(answer)
    account = UtilityAccount.objects.get()
    assert client.get(f"/app/mine/utilities/electricity/{account.pk}/").status_code == 200
    gone = client.post(f"/app/mine/utilities/{account.pk}/end/", follow=True)
    assert gone.redirect_chain == [("/app/mine/utilities/", 302)]
