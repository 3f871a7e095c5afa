"""核对并提交: what was filled in stands there, each part with its 「修改」; the bar names what really comes next."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.domain.applications import applying
from tests.sites.app.walk import Walk, url
from tests.support.markup import tight
from yuzhengdai.domain.access.selectors import hand_over_was_made
from yuzhengdai.domain.access.services import hand_over_make
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
ACCOUNT = {"account_number": "6222021702012345678", "bank_name": "中原银行郑州分行"}


def by_transfer(walk: Walk) -> None:
    """The money asked for, and everything else filled in while it is on its way."""
    walk.to_face()
    walk.way("bank_transfer")
    assert walk.post("transfer", ACCOUNT).status_code == 302
    walk.licence()
    walk.skip()


def bar(html: str) -> str:
    found = re.search(r'<p class="wizard-bar__names">(.*?)</p>', html, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>|\s", "", found[1])


def test_the_values_stand_there_with_a_way_to_change_each_part(walk: Walk) -> None:
    get_bank_transfer().settle(TransferState.PAID)
    by_transfer(walk)
    paid, second = (str(amount) for amount in get_bank_transfer().amounts.values())
    amounts = {**walk.shown("transfer"), "amount_yuan": paid, "second_amount_yuan": second}
    walk.post("transfer", amounts)
    row = walk.row
    if row.state == "draft":
        html = walk.text("result")
    else:
        Verification.objects.filter(pk=row.pk).update(state="returned", reason="请重拍营业执照")
        html = walk.text("result")
    assert row.person_name in html
    assert row.licence["name"] in html
    assert row.licence["uscc"] in html
    assert f"{row.id_number[:4]}********{row.id_number[-4:]}" in html
    assert row.id_number not in html
    assert "对公账户打款验证" in html
    assert "社保号" in html
    for label, step in (
        ("身份信息", "id-confirm"),
        ("营业执照", "licence-confirm"),
        ("电力社保", "utilities"),
    ):
        assert re.search(rf'href="{re.escape(url(step))}"[^>]*aria-label="修改{label}"', html), label


def test_after_the_licence_the_transfer_names_what_is_left(walk: Walk) -> None:
    walk.to_face()
    walk.way("bank_transfer")
    walk.post("transfer", ACCOUNT)
    assert bar(walk.text("transfer")) == "第2步，共5步打款验证下一步：营业执照"
    walk.licence()
    assert bar(walk.text("transfer")) == "第2步，共5步打款验证下一步：电力社保"
    walk.skip()
    assert bar(walk.text("transfer")) == "第2步，共5步打款验证下一步：证书密码"


def test_the_home_of_the_app_says_how_many_things_wait_and_leads_to_them(login: Login) -> None:
    who = applying.applicant()
    who.user.name = ""
    who.user.save()
    client = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    rows = [factories.application(state="returned", enterprise=who.enterprise) for _ in range(2)]
    factories.application(state="submitted", enterprise=who.enterprise)
    factories.application(state="draft", enterprise=who.enterprise, version=1)
    html = tight(client.get("/app/").content.decode())
    assert "您好。今天有 2 件事等您办" in html
    for row in rows:
        assert f'href="{reverse("app:application-detail", args=[row.pk])}"' in html
    assert "全部 3 笔，草稿 1 份" in html
    assert "先生" not in html


@pytest.mark.parametrize("elder", [False, True])
def test_the_home_of_the_portal_says_the_same_to_a_member_and_nothing_of_it_to_others(
    login: Login, client: Client, *, elder: bool
) -> None:
    who = applying.applicant()
    member = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    row = factories.application(state="returned", enterprise=who.enterprise)
    if elder:
        member.get("/elder/", {"on": "1", "next": "/"})
        client.get("/elder/", {"on": "1", "next": "/"})
    html = member.get("/").content.decode()
    assert "今天有 1 件事等您办" in html
    assert f'href="{reverse("console:application-detail", args=[row.pk])}"' in html
    assert "立即注册" not in html
    assert "第一次来" not in html
    assert html.count("<h1") == 1
    other = client.get("/").content.decode()
    assert "等您办" not in other
    assert ("要办的事，点一下就到" if elder else "立即注册") in other


def test_in_review_nothing_waits_for_the_owner(login: Login) -> None:
    who = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    Verification.objects.create(enterprise=who.enterprise, user=who.user, state="in_review", way="face")
    client = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    html = client.get("/").content.decode()
    assert "现在没有等您办的事" in html
    assert "立即注册" not in html


def test_only_who_had_a_qr_on_a_pc_is_told_that_it_closes() -> None:
    who = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    actor = factories.enterprise_actor(who)
    assert not hand_over_was_made(actor=actor)
    hand_over_make(actor=actor)
    assert hand_over_was_made(actor=actor)
    assert not hand_over_was_made(actor=factories.enterprise_actor(factories.member()))
