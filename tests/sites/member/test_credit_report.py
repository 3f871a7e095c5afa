"""「企业信用报告」 over HTTP: the way from the menu to the report, ticks, waiting without a script, what strangers get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.services import reports_fetch_due
from yuzhengdai.domain.credit_reports.services.fetching import HERE
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SITES = ("portal", "console", "app")
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def head() -> EnterpriseMember:
    return factories.member()


@pytest.fixture
def client_of(login: Login) -> Callable[[EnterpriseMember], Client]:
    return lambda member: login(member.user, **{ENTERPRISE_KEY: str(member.enterprise_id)})


@pytest.fixture
def source() -> FakeGovData:
    fake = get_gov_data()
    assert isinstance(fake, FakeGovData)
    fake.facts = {
        "honours": {"rows": [{"name": EVIL, "authority": "示例机关", "given_on": "2026-01-02"}]},
        "electricity/use": {"unit": "千瓦时", "rows": [{"month": "2026-11", "amount": "812.5"}]},
    }
    return fake


@pytest.mark.parametrize("site", SITES)
def test_from_nothing_to_a_report(
    client_of: Any, head: EnterpriseMember, source: FakeGovData, site: str
) -> None:
    client = client_of(head)
    first = client.get(reverse(f"{site}:credit-report")).content.decode()
    assert "还没有报告" in first
    form = client.get(reverse(f"{site}:credit-report-new")).content.decode()
    assert 'value="electricity_use"' in form
    assert " checked" not in form
    done = client.post(reverse(f"{site}:credit-report-new"), {"part_two": "electricity_use"}, follow=True)
    page = done.content.decode()
    for words in (
        head.enterprise.name,
        "第二部分　授权信息",
        "未授权，本报告不含",
        "未接入",
        "未查询到",
        "812.5",
    ):
        assert words in page
    assert "<svg" in page
    assert EVIL not in page
    report = CreditReport.objects.get()
    assert report.number in page
    assert "no-store" in done["Cache-Control"]
    assert report.number in client.get(reverse(f"{site}:credit-report")).content.decode()
    assert report.number in client.get(reverse(f"{site}:credit-report-list")).content.decode()


@pytest.mark.parametrize("site", SITES)
def test_waiting_says_which_have_answered_and_a_reload_shows_the_report(
    client_of: Any, head: EnterpriseMember, source: FakeGovData, site: str
) -> None:
    client = client_of(head)
    with HERE:
        page = client.post(reverse(f"{site}:credit-report-new"), follow=True).content.decode()
    report = CreditReport.objects.get()
    assert "正在查询各来源" in page
    assert "已答复 0 项，共 11 项" in page
    state = reverse(f"{site}:credit-report-state", args=[report.pk])
    detail = reverse(f"{site}:credit-report-detail", args=[report.pk])
    assert client.get(state).json() == {"state": "0", "text": "已答复 0 项，共 11 项"}
    CreditReport.objects.update(heard=["honours"])
    assert "已答复 1 项，共 11 项" in client.get(detail).content.decode()
    reports_fetch_due()
    assert client.get(state).json() == {"go": detail}
    assert "信息概览" in client.get(detail).content.decode()


@pytest.mark.parametrize("value", ["", "identity", "registration_profile", "a\x00b", "长" * 6000, EVIL])
def test_a_tick_that_is_none_makes_nothing(
    client_of: Any, head: EnterpriseMember, source: FakeGovData, value: str
) -> None:
    answer = client_of(head).post(reverse("portal:credit-report-new"), {"part_two": value})
    assert answer.status_code == 400
    assert not CreditReport.objects.exists()
    assert not source.calls


def test_who_may_not_give_an_item_is_told_who_may(client_of: Any, source: FakeGovData) -> None:
    agent = factories.member(role="agent", scopes=["authorise_data"], is_legal_representative=False)
    client = client_of(agent)
    form = client.get(reverse("console:credit-report-new")).content.decode()
    assert "须由法定代表人授权" in form
    refused = client.post(reverse("console:credit-report-new"), {"part_two": "estates"})
    assert refused.status_code == 403
    assert "「不动产」须由法定代表人授权" in refused.content.decode()
    assert not CreditReport.objects.exists()


def test_a_reader_sees_the_report_and_no_way_to_make_one(
    client_of: Any, head: EnterpriseMember, source: FakeGovData
) -> None:
    client_of(head).post(reverse("console:credit-report-new"))
    reader = factories.member(enterprise=head.enterprise, role="viewer", is_legal_representative=False)
    page = client_of(reader).get(reverse("console:credit-report")).content.decode()
    assert "信息概览" in page
    assert "更新数据" not in page


def test_wiped_contents_are_said_to_be_gone(client_of: Any, head: EnterpriseMember) -> None:
    report = factories.credit_report(member=head, state="wiped", content={})
    page = client_of(head).get(reverse("app:credit-report-detail", args=[report.pk])).content.decode()
    assert "这份报告的内容已到期删除" in page


def test_the_legal_basis_of_its_day_is_on_the_cover(
    client_of: Any, head: EnterpriseMember, source: FakeGovData, settings: Any
) -> None:
    settings.CREDIT_REPORT_PROVIDER = "示例备案〔2026〕1 号"
    client_of(head).post(reverse("portal:credit-report-new"))
    settings.CREDIT_REPORT_PROVIDER = ""
    assert "示例备案〔2026〕1 号" in client_of(head).get(reverse("portal:credit-report")).content.decode()
