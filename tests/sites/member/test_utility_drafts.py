"""What was typed of 电力户号 and 社保号 outlives a source that is down, the other button and a reload (C5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.bad_input.pages import Page
from tests.fakes.common import down
from tests.fakes.gov_data import FakeGovData
from yuzhengdai.domain.enterprises.models import EnterpriseMember, UtilityAccount, UtilityDraft
from yuzhengdai.domain.enterprises.services.utility_drafts import utility_drafts_purge
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
ELECTRICITY = {
    "electricity-number": "4101234562087",
    "electricity-payer_name": "缴费示例人",
    "electricity-payer_phone": "13812346021",
}
SOCIAL = {"social-number": "41010123456"}
BOTH = {**ELECTRICITY, **SOCIAL}


@pytest.fixture
def owner() -> EnterpriseMember:
    return factories.member()


@pytest.fixture(params=["console", "app"])
def site(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(login: Login, owner: EnterpriseMember) -> Client:
    return login(owner.user, enterprise_id=str(owner.enterprise_id))


def url(site: str, name: str) -> str:
    return reverse(f"{site}:{name}")


def gov() -> FakeGovData:
    found = get_gov_data()
    assert isinstance(found, FakeGovData)
    return found


def fields(client: Client, path: str) -> dict[str, str]:
    """Name → value of the text fields of a page."""
    html = client.get(path).content.decode()
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name.group(1) in BOTH:
            found[name.group(1)] = value.group(1) if value else ""
    return found


def test_a_source_that_is_down_loses_nothing(client: Client, site: str) -> None:
    """Neither a reload nor the other button empties a field; the words on the page say for how long."""
    gov().error = down("gov_data:electricity")
    answer = client.post(url(site, "electricity"), BOTH)
    assert "您填写的内容已经保留，7 天内打开这一页都在" in answer.content.decode()
    assert fields(client, url(site, "utilities")) == BOTH
    gov().error = None
    assert client.post(url(site, "social-insurance"), BOTH).status_code == 302
    assert fields(client, url(site, "utilities")) == ELECTRICITY
    assert client.post(url(site, "electricity"), ELECTRICITY).status_code == 302
    assert not UtilityDraft.objects.exists()


def test_a_wrong_number_keeps_the_other_one(client: Client, site: str) -> None:
    client.post(url(site, "social-insurance"), {**ELECTRICITY, "social-number": "1"})
    assert fields(client, url(site, "utilities")) == {**ELECTRICITY, "social-number": "1"}


LONG = "4101-0123456 / 单位社保编号（旧）; '<b>'"
"""A wrong number as long as an ID number."""


def test_either_button_answers_with_the_other_number_too(client: Client, site: str) -> None:
    """However wrong it is: what is no ID number stands in its field."""
    typed = {**ELECTRICITY, "electricity-number": "12", "social-number": LONG}
    for button in ("electricity", "social-insurance"):
        answer = client.post(url(site, button), typed)
        assert answer.status_code == 422
        page = Page(answer.content.decode(), url(site, button)).form_for(url(site, button))
        assert page is not None
        assert {name: page.controls[name].value for name in typed} == typed


@pytest.mark.parametrize(
    "typed",
    ["410105194912310021", "４１０１０５ 19491231 0021", "身份证410105194912310021", "410105491231002"],
)
@pytest.mark.parametrize("name", ["electricity-number", "social-number"])
def test_an_id_number_is_kept_of_neither_number(client: Client, site: str, name: str, typed: str) -> None:
    wrong = {**ELECTRICITY, "electricity-payer_phone": "1", "social-number": "1"}
    for button in ("electricity", "social-insurance"):
        client.post(url(site, button), {**wrong, name: typed})
        assert name not in UtilityDraft.objects.get().typed
        assert fields(client, url(site, "utilities"))[name] == ""


def test_outsiders_leave_nothing(client: Client, login: Login, owner: EnterpriseMember, site: str) -> None:
    """Neither a member without the right, nor another enterprise at an account of this one, whatever they typed."""
    account = factories.utility_account(enterprise=owner.enterprise)
    stranger = factories.member()
    theirs = login(stranger.user, enterprise_id=str(stranger.enterprise_id))
    change = reverse(f"{site}:electricity-change", kwargs={"account_id": account.pk})
    before = UtilityAccount.objects.count(), AuditEvent.objects.count()
    for typed in (BOTH, ELECTRICITY, SOCIAL, {**BOTH, "electricity-number": "1"}):
        assert theirs.post(change, typed).status_code == 404
    assert (UtilityAccount.objects.count(), AuditEvent.objects.count()) == before
    viewer = factories.member(enterprise=owner.enterprise, role="viewer", is_legal_representative=False)
    looking = login(viewer.user, enterprise_id=str(owner.enterprise_id))
    for button in ("electricity", "social-insurance", "electricity-absent"):
        assert looking.post(url(site, button), BOTH).status_code == 403
    assert not UtilityDraft.objects.exists()
    assert UtilityAccount.objects.count() == before[0]


def test_what_is_emptied_is_forgotten(client: Client, site: str) -> None:
    gov().error = down("gov_data:electricity")
    client.post(url(site, "electricity"), BOTH)
    client.post(url(site, "electricity"), {**BOTH, "electricity-payer_phone": ""})
    assert fields(client, url(site, "utilities"))["electricity-payer_phone"] == ""


def test_enter_in_the_second_field_means_the_second_number(client: Client, site: str) -> None:
    """The first button of a form is pressed by the Enter key, whatever field it was pressed in."""
    empty = dict.fromkeys(ELECTRICITY, "")
    assert client.post(url(site, "electricity"), {**empty, **SOCIAL}).status_code == 302
    assert "41010****56" in client.get(url(site, "utilities")).content.decode()


def test_nobody_else_sees_it_and_a_personal_number_is_never_kept(
    client: Client, login: Login, owner: EnterpriseMember
) -> None:
    gov().error = down("gov_data:social_insurance")
    client.post(url("console", "electricity"), {**ELECTRICITY, "social-number": "410105194912310021"})
    with connection.cursor() as cursor:
        cursor.execute("select typed from enterprises_utilitydraft")
        stored = str(cursor.fetchone()[0])
    assert "4101234562087" not in stored
    assert "social-number" not in UtilityDraft.objects.get().typed
    other = factories.member(enterprise=owner.enterprise)
    theirs = login(other.user, enterprise_id=str(other.enterprise_id))
    assert set(fields(theirs, url("console", "utilities")).values()) == {""}
    elsewhere = factories.member(user=owner.user)
    there = login(owner.user, enterprise_id=str(elsewhere.enterprise_id))
    assert set(fields(there, url("console", "utilities")).values()) == {""}


def test_it_is_gone_after_seven_days(client: Client) -> None:
    gov().error = down("gov_data:electricity")
    client.post(url("console", "electricity"), BOTH)
    UtilityDraft.objects.update(kept_at=now() - timedelta(days=7, minutes=1))
    assert set(fields(client, url("console", "utilities")).values()) == {""}
    assert utility_drafts_purge() == 1
    assert not UtilityDraft.objects.exists()
