"""「我的个人信息」: a copy of one's own data alone, correction with its day, and 「注销账号」 with what stands against it."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from tests import factories
from tests.phones import last_code, sms_texts
from tests.support.markup import tight
from yuzhengdai.domain.access.models import LoginSession
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.personal_data.closing import closed_accounts_wipe
from yuzhengdai.domain.personal_data.models import ClosedAccount
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.clock import LOCAL_ZONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> EnterpriseMember:
    return factories.member(user=factories.user(name="王秀兰"), name="王秀兰")


def logged_in(who: EnterpriseMember) -> Client:
    client, phone = Client(), str(who.user.phone)
    client.post("/login/code/", {"phone": phone[3:]})
    assert client.post("/login/", {"phone": phone[3:], "code": last_code(phone)}).status_code == 302
    return client


def proved(who: EnterpriseMember) -> Client:
    client, phone = logged_in(who), str(who.user.phone)
    client.post("/login/prove/code/")
    answer = client.post("/login/prove/", {"code": last_code(phone), "next": "/console/profile/data/"})
    assert answer.url == "/console/profile/data/"
    return client


@pytest.mark.parametrize("site", ["/console/profile", "/app/mine"])
def test_whoever_is_logged_in_proves_it_before_anything_is_shown(who: EnterpriseMember, site: str) -> None:
    client = logged_in(who)
    for path in ("data/", "data/close/"):
        assert "/login/prove/" in client.get(f"{site}/{path}").url
    assert client.get(f"{site}/data/export.json").url.endswith("/data/")
    assert "/login/prove/" in client.post(f"{site}/data/close/").url
    assert not ClosedAccount.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="personal_data").exists()


def test_a_copy_holds_one_s_own_data_and_nobody_else_s(who: EnterpriseMember) -> None:
    other = factories.member(
        user=factories.user(name="赵无关"), enterprise=who.enterprise, name="赵无关", role="agent"
    )
    Feedback.objects.create(number="FK1", kind="problem", text="打不开页面", user_id=who.user_id)
    Feedback.objects.create(number="FK2", kind="problem", text="别人的话", user_id=other.user_id)
    answer = proved(who).get("/console/profile/data/export.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    text = answer.content.decode()
    found = {one["title"]: one["rows"] for one in json.loads(text)["sections"]}
    assert found["账号"][0]["手机号"] == str(who.user.phone)[3:]
    assert found["在企业中的身份"][0]["姓名"] == "王秀兰"
    assert [row["内容"] for row in found["意见反馈"]] == ["打不开页面"]
    assert "赵无关" not in text
    assert "别人的话" not in text
    event = AuditEvent.objects.get(action="personal_data.export")
    assert event.detail["form"] == "json"


def test_the_pdf_says_the_same(who: EnterpriseMember) -> None:
    answer = proved(who).get("/console/profile/data/export.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "王秀兰" in text
    assert str(who.user.phone)[3:] in text


def test_ten_copies_a_day_and_no_other_form(who: EnterpriseMember) -> None:
    client = proved(who)
    assert client.get("/console/profile/data/export.csv").status_code == 404
    for _ in range(10):
        assert client.get("/console/profile/data/export.json").status_code == 200
    answer = client.get("/console/profile/data/export.json", follow=True)
    assert "今天导出的次数较多" in answer.content.decode()


def test_correction_has_a_day_until_which_it_is_answered(who: EnterpriseMember) -> None:
    client = proved(who)
    at = datetime(2026, 3, 2, 10, 0, tzinfo=LOCAL_ZONE)
    page = client.get("/console/profile/data/").content.decode()
    assert "kind=correction" in page
    row = Feedback.objects.create(number="FK3", kind="correction", text="住址有误", user_id=who.user_id)
    Feedback.objects.filter(pk=row.pk).update(created_at=at)
    # 15 working days after Monday 2 March 2026, counted by hand: Monday 23 March.
    assert "不晚于 2026 年 3 月 23 日" in client.get(f"/console/feedback/{row.pk}/").content.decode()
    assert "correction" not in Client().get("/feedback/?direct=1").content.decode()


@pytest.mark.parametrize("site", ["/console/profile", "/app/mine"])
def test_closing_ends_everything_of_the_person_at_once(who: EnterpriseMember, site: str) -> None:
    client, phone = proved(who), str(who.user.phone)
    elsewhere = logged_in(who)
    page = tight(client.get(f"{site}/data/close/").content.decode())
    assert "确认注销账号" in page
    answer = client.post(f"{site}/data/close/", follow=True)
    assert "账号已注销" in answer.content.decode()
    for browser in (client, elsewhere):
        assert "/login/" in browser.get("/console/applications/").url
    user, place = User.objects.get(pk=who.user_id), EnterpriseMember.objects.get(pk=who.pk)
    assert (user.is_active, str(user.phone), str(user.name)) == (False, "", "")
    assert (place.state, str(place.name)) == ("ended", "已注销用户")
    assert not LoginSession.objects.filter(user=user).exists()
    closed = ClosedAccount.objects.get()
    assert closed.locked["phone"] == phone
    assert "账号已注销" in sms_texts(phone)[0]
    assert AuditEvent.objects.filter(action="personal_data.close").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT locked FROM personal_data_closedaccount")
        assert phone[3:] not in str(cursor.fetchone())


def test_the_number_may_register_anew_and_finds_nothing_of_before(who: EnterpriseMember) -> None:
    phone = str(who.user.phone)
    proved(who).post("/console/profile/data/close/")
    fresh = factories.user(phone=phone)
    client = Client()
    client.force_login(fresh)
    assert client.get("/console/applications/").status_code == 302
    assert fresh.pk != who.user_id


Prepare = Any
OBSTACLES = {
    "an application under way": (
        lambda who: factories.application(enterprise=who.enterprise, created_by=who.user),
        "还有 1 笔融资申请没有办完",
    ),
    "a loan not repaid": (
        lambda who: factories.application(enterprise=who.enterprise, created_by=who.user, state="disbursed"),
        "还有 1 笔贷款没有结清",
    ),
    "a demand in the hall": (
        lambda who: factories.demand(enterprise=who.enterprise),
        "还有 1 条融资需求没有结束",
    ),
    "members without another administrator": (
        lambda who: factories.member(enterprise=who.enterprise, user=factories.user(), role="agent"),
        "还有 1 位成员",
    ),
    "a post of an institution": (lambda who: factories.officer(user=who.user), "金融机构或平台运营的岗位"),
    "a frozen enterprise": (
        lambda who: type(who.enterprise).objects.filter(pk=who.enterprise_id).update(state="frozen"),
        "已被冻结",
    ),
}


@pytest.mark.parametrize("what", OBSTACLES)
def test_what_is_open_is_named_and_nothing_is_closed(who: EnterpriseMember, what: str) -> None:
    prepare, sentence = OBSTACLES[what]
    client = proved(who)
    prepare(who)
    page = client.get("/console/profile/data/close/").content.decode()
    assert sentence in page
    assert "确认注销账号" not in page
    assert sentence in client.post("/console/profile/data/close/", follow=True).content.decode()
    assert User.objects.get(pk=who.user_id).is_active
    assert not ClosedAccount.objects.exists()


def test_with_another_administrator_the_enterprise_goes_on(who: EnterpriseMember) -> None:
    other = factories.member(enterprise=who.enterprise, user=factories.user(), role="admin")
    factories.application(enterprise=who.enterprise, created_by=who.user)
    proved(who).post("/console/profile/data/close/")
    assert ClosedAccount.objects.exists()
    other.refresh_from_db()
    assert other.state == "active"
    told = logged_in(other).get("/console/messages/").content.decode()
    assert "一位成员已注销账号" in told


def test_what_was_locked_is_wiped_on_its_day(who: EnterpriseMember) -> None:
    proved(who).post("/console/profile/data/close/")
    with clock.frozen(clock.now() + timedelta(days=1094)):
        assert closed_accounts_wipe() == 0
    with clock.frozen(clock.now() + timedelta(days=1096)):
        assert closed_accounts_wipe() == 1
        assert closed_accounts_wipe() == 0
    assert ClosedAccount.objects.get().locked == {}


def test_a_demand_that_led_to_an_application_does_not_stand_against_it(who: EnterpriseMember) -> None:
    factories.demand(enterprise=who.enterprise, state="matched")
    proved(who).post("/console/profile/data/close/")
    assert ClosedAccount.objects.exists()


def test_an_administrator_who_still_waits_for_the_head_is_none(who: EnterpriseMember) -> None:
    factories.member(
        enterprise=who.enterprise, user=factories.user(), role="admin", awaits_head_at=clock.now()
    )
    factories.application(enterprise=who.enterprise, created_by=who.user)
    client = proved(who)
    assert "没有办完" in client.get("/console/profile/data/close/").content.decode()


def test_a_copy_that_cannot_be_printed_is_not_on_record(who: EnterpriseMember, settings: Any) -> None:
    client = proved(who)
    settings.FONT_DIRS = []
    page = client.get("/console/profile/data/export.pdf", follow=True).content.decode()
    assert "暂时不能生成 PDF" in page
    assert not AuditEvent.objects.filter(action="personal_data.export").exists()
