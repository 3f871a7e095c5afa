"""C1–C5, C11: the pages of the back office that belong to profile, members, messages, feedback, agreements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.phones import last_code, sms_texts
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.models import (
    Enterprise,
    EnterpriseChange,
    EnterpriseMember,
    MemberInvitation,
)
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.codes import make_phone
from yuzhengdai.foundation.notifications.models import Notification, NotificationRead

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]

PAGES = [
    "/console/profile/basic/",
    "/console/profile/basic/name/",
    "/console/profile/basic/phone/",
    "/console/profile/verification/",
    "/console/profile/verification/details/",
    "/console/profile/other/",
    "/console/members/",
    "/console/members/invite/",
    "/console/messages/",
    "/console/feedback/",
    "/console/agreement/",
]


def body(answer: Any) -> str:
    return str(answer.content.decode())


def enter(login: Login, member: EnterpriseMember) -> Client:
    return login(member.user, enterprise_id=str(member.enterprise_id))


def notify(member: EnterpriseMember, n: int = 1, **values: Any) -> list[Notification]:
    rows = [
        Notification(
            recipient_kind="enterprise",
            recipient_id=member.enterprise_id,
            category="application",
            title=f"消息 {i}",
            body="示例",
            dedupe_key=f"{member.pk}:{uuid4()}",
            **values,
        )
        for i in range(n)
    ]
    return Notification.objects.bulk_create(rows)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("state", ["verified", "claimed", "frozen"])
def test_c1_every_page_stands_in_the_frame(login: Login, path: str, state: str) -> None:
    member = factories.member(enterprise=factories.enterprise(state=state))
    answer = enter(login, member).get(path)
    html = body(answer)
    assert answer.status_code == 200
    for label in (
        "个人中心",
        "我的申请",
        "需求管理",
        "管理需求",
        "发布需求",
        "企业信用报告",
        "数据授权",
        "消息中心",
        "我的反馈",
        "平台协议",
        "返回首页",
        "退出",
    ):
        assert label in html
    assert answer["Cache-Control"] == "private, no-store"
    assert str(member.user.phone)[3:] not in html


@pytest.mark.parametrize("path", PAGES)
def test_visitors_log_in_first(client: Client, path: str) -> None:
    assert client.get(path)["Location"].startswith("/login/?next=%2Fconsole")


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_what_is_the_administrators_business_is_403_for_others(login: Login, role: str) -> None:
    admin = factories.member()
    member = factories.member(enterprise=admin.enterprise, role=role, is_legal_representative=False)
    client = enter(login, member)
    for path in (
        "/console/members/invite/",
        "/console/profile/verification/details/",
        f"/console/members/{admin.pk}/",
    ):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code == 403
    assert client.get(f"/console/members/{admin.pk}/end/").status_code == 403
    assert client.post(f"/console/members/{admin.pk}/end/").status_code == 403
    assert client.post(f"/console/members/{admin.pk}/refuse/").status_code == 403
    admin.refresh_from_db()
    assert admin.state == "active"
    assert "邀请成员" not in body(client.get("/console/members/"))


def test_foreign_things_do_not_exist(login: Login) -> None:
    stranger = factories.member()
    mine = factories.member()
    client = enter(login, mine)
    note = notify(stranger)[0]
    feedback = Feedback.objects.create(number="FK1", kind="problem", text="x", user_id=stranger.user_id)
    invitation = MemberInvitation.objects.create(
        enterprise=stranger.enterprise,
        invited_by=stranger.user,
        phone="+8613900000000",
        phone_index="i",
        role="viewer",
        expires_at=now() + timedelta(days=1),
    )
    for path in (
        f"/console/members/{stranger.pk}/",
        f"/console/members/{stranger.pk}/end/",
        f"/console/messages/{note.pk}/",
        f"/console/feedback/{feedback.pk}/",
        f"/console/feedback/{feedback.pk}/pictures/{uuid4()}/",
        f"/console/agreement/{uuid4()}/",
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        f"/console/members/{stranger.pk}/",
        f"/console/members/{stranger.pk}/end/",
        f"/console/members/{stranger.pk}/refuse/",
        f"/console/members/invitations/{invitation.pk}/withdraw/",
        f"/console/feedback/{feedback.pk}/",
    ):
        assert client.post(path, {"role": "viewer", "version": "0", "text": "好的"}).status_code == 404, path
    assert not NotificationRead.objects.exists()


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len([q for q in caught if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize("path", ["/console/messages/", "/console/members/", "/console/feedback/"])
def test_queries_do_not_grow_with_the_rows(login: Login, path: str) -> None:
    member = factories.member()
    client = enter(login, member)

    def fill(n: int) -> None:
        notify(member, n)
        for _ in range(n):
            factories.member(enterprise=member.enterprise, role="viewer", is_legal_representative=False)
            Feedback.objects.create(
                number=f"FK{uuid4().hex[:10]}", kind="problem", text="x", user_id=member.user_id
            )

    fill(1)
    few = queries(client, path)
    fill(15)
    assert queries(client, path) == few
    assert few <= 8


def test_the_frame_costs_four_queries(login: Login) -> None:
    """Session, user, member with enterprise, unread messages; 「其他信息」 asks for its accounts and for what was kept."""
    member = factories.member()
    notify(member, 3)
    client = enter(login, member)
    assert queries(client, "/console/profile/other/") <= 6
    assert queries(client, "/login/ca/") <= 4


def test_messages_are_filtered_opened_and_marked(login: Login) -> None:
    member = factories.member()
    plain, todo = notify(member)[0], notify(member, is_todo=True, subject_kind="member")[0]
    client = enter(login, member)
    html = body(client.get("/console/messages/"))
    assert "2 条未读" in html
    assert todo.pk.hex not in html
    only = body(client.get("/console/messages/?show=todo"))
    assert f"/console/messages/{todo.pk}/" in only
    assert f"/console/messages/{plain.pk}/" not in only
    assert client.get(f"/console/messages/{todo.pk}/")["Location"] == "/console/members/"
    assert client.get(f"/console/messages/{plain.pk}/").status_code == 200
    client.get(f"/console/messages/{plain.pk}/")
    assert NotificationRead.objects.filter(user_id=member.user_id).count() == 2
    assert "没有未读消息" in body(client.get("/console/messages/?show=unread"))
    notify(member, 30)
    client.post("/console/messages/read-all/")
    assert "没有未读消息" in body(client.get("/console/messages/"))
    # Read by one member is not read by another.
    other = factories.member(enterprise=member.enterprise, role="viewer", is_legal_representative=False)
    assert "32 条未读" in body(enter(login, other).get("/console/messages/"))


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x", "", "\x00"])
def test_odd_page_numbers_are_pages(login: Login, page: str) -> None:
    client = enter(login, factories.member())
    assert client.get("/console/messages/", {"page": page, "show": "?"}).status_code == 200


def change_phone(client: Client, member: EnterpriseMember, new: str) -> dict[str, str]:
    old = str(member.user.phone)
    data = {"new_phone": new.removeprefix("+86"), "submission": "s"}
    assert client.post("/console/profile/basic/phone/old/", data).status_code == 200
    assert client.post("/console/profile/basic/phone/new/", data).status_code == 200
    return {**data, "old_code": last_code(old), "new_code": last_code(new)}


def test_c3_the_number_changes_with_both_codes_and_the_old_one_is_told(login: Login) -> None:
    member = factories.member()
    old, new = str(member.user.phone), make_phone("new")
    client, elsewhere = enter(login, member), enter(login, member)
    data = change_phone(client, member, new)
    answer = client.post("/console/profile/basic/phone/", data)
    assert answer["Location"] == "/console/profile/basic/"
    user = User.objects.get()
    assert str(user.phone) == new
    assert "已改为" in sms_texts(old)[0]
    assert client.get("/console/profile/basic/").status_code == 200
    assert elsewhere.get("/console/profile/basic/")["Location"].startswith("/login/")


@pytest.mark.parametrize("field", ["old_code", "new_code"])
def test_c3_a_wrong_code_of_either_changes_nothing(login: Login, field: str) -> None:
    member = factories.member()
    client = enter(login, member)
    data = change_phone(client, member, make_phone("new"))
    data[field] = "123456" if data[field] != "123456" else "654321"
    answer = client.post("/console/profile/basic/phone/", data)
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in body(answer)
    assert data["new_phone"] in body(answer)
    assert str(User.objects.get().phone) == str(member.user.phone)


def test_c3_a_number_of_another_account_is_told_only_with_its_code(login: Login) -> None:
    member, other = factories.member(), factories.user()
    client = enter(login, member)
    data = change_phone(client, member, str(other.phone))
    assert "已有账号" in body(client.post("/console/profile/basic/phone/", data))


def test_c4_details_change_at_once_and_leave_a_history(login: Login) -> None:
    member = factories.member()
    client = enter(login, member)
    data = {"version": "0", "region_code": "410300", "industry_code": "14", "size": "micro"}
    assert client.post("/console/profile/verification/details/", data).status_code == 302
    enterprise = Enterprise.objects.get()
    assert (enterprise.region_code, enterprise.industry_code, enterprise.size) == ("410300", "14", "micro")
    assert EnterpriseChange.objects.filter(field="region_code").count() == 1
    assert "洛阳市" in body(client.get("/console/profile/verification/"))
    stale = client.post("/console/profile/verification/details/", {**data, "region_code": "410100"})
    assert stale.status_code == 409
    bad = client.post(
        "/console/profile/verification/details/", {**data, "version": "1", "industry_code": "XX"}
    )
    assert bad.status_code == 422


def test_c4_an_unverified_enterprise_finds_the_way_to_verification(login: Login) -> None:
    member = factories.member(enterprise=factories.enterprise(state="claimed"))
    html = body(enter(login, member).get("/console/profile/verification/"))
    assert 'href="/console/verification/"' in html
    assert "人工认证" in html
    assert "认证遇到问题" in html


def test_members_are_invited_changed_ended_through_the_pages(login: Login) -> None:
    admin = factories.member()
    client = enter(login, admin)
    invite = {"phone": "139 8888 7777", "role": "agent", "scopes": ["submit_application"], "ends_on": ""}
    assert client.post("/console/members/invite/", invite).status_code == 302
    assert "139****7777" in body(client.get("/console/members/"))
    assert "邀请您成为企业成员" in sms_texts("+8613988887777")[0]
    again = client.post("/console/members/invite/", invite)
    assert again.status_code == 422
    invitation = MemberInvitation.objects.get()
    client.post(f"/console/members/invitations/{invitation.pk}/withdraw/")
    assert "139****7777" not in body(client.get("/console/members/"))
    agent = factories.member(enterprise=admin.enterprise, role="agent", is_legal_representative=False)
    place = {"role": "viewer", "version": "0", "ends_on": str(today() + timedelta(days=9))}
    assert client.post(f"/console/members/{agent.pk}/", place).status_code == 302
    assert client.post(f"/console/members/{agent.pk}/", place).status_code == 409
    assert (
        client.post(
            f"/console/members/{agent.pk}/", {**place, "version": "1", "ends_on": "2020-01-01"}
        ).status_code
        == 422
    )
    end = f"/console/members/{agent.pk}/end/"
    assert "请填写结束原因" in client.post(end).content.decode()
    assert client.post(end, {"reason": "已离职"}).status_code == 302
    agent.refresh_from_db()
    assert agent.state == "ended"
    alone = client.post(f"/console/members/{admin.pk}/end/")
    assert alone.status_code == 409
    assert "至少保留一名管理员" in body(alone)


def test_a_request_to_join_is_decided_from_the_message(login: Login) -> None:
    from yuzhengdai.domain.enterprises.services import join_request_make

    admin = factories.member()
    for name, is_accepted in (("张示例", True), ("王示例", False)):
        user = factories.user()
        me = Actor(kind=ActorKind.VISITOR, user_id=user.pk)
        join_request_make(actor=me, user=user, enterprise=admin.enterprise, name=name, note="财务")
        member = EnterpriseMember.objects.get(user=user)
        client = enter(login, admin)
        note = Notification.objects.get(subject_id=member.pk)
        assert client.get(f"/console/messages/{note.pk}/")["Location"] == f"/console/members/{member.pk}/"
        if is_accepted:
            client.post(
                f"/console/members/{member.pk}/",
                {"role": "agent", "scopes": ["submit_application"], "version": "0"},
            )
        else:
            client.post(f"/console/members/{member.pk}/refuse/")
        member.refresh_from_db()
        assert member.state == ("active" if is_accepted else "ended")
        assert ("已同意" if is_accepted else "未获同意") in sms_texts(str(user.phone))[0]


def test_f1_own_feedback_is_read_and_taken_up_again(login: Login) -> None:
    member = factories.member()
    client = enter(login, member)
    client.post("/feedback/", {"kind": "experience", "text": "很好用，谢谢", "submission": "1"})
    row = Feedback.objects.get()
    assert row.number in body(client.get("/console/feedback/"))
    page = body(client.get(f"/console/feedback/{row.pk}/"))
    assert "很好用，谢谢" in page
    assert "继续反馈" not in page
    row.state = "answered"
    row.save()
    assert client.post(f"/console/feedback/{row.pk}/", {"text": ""}).status_code == 422
    assert client.post(f"/console/feedback/{row.pk}/", {"text": "还有一点"}).status_code == 302
    assert "还有一点" in body(client.get(f"/console/feedback/{row.pk}/"))


def test_c11_versions_and_the_consent_given(login: Login) -> None:
    member = factories.member()
    client = enter(login, member)
    assert "还没有同意现行版本" in body(client.get("/console/agreement/"))
    agreement = agreement_current(kind=AgreementKind.PLATFORM)
    actor = Actor(kind=ActorKind.ENTERPRISE, user_id=member.user_id, organisation_id=member.enterprise_id)
    consent_record(actor=actor, agreement=agreement, user=member.user, enterprise=member.enterprise)
    html = body(client.get("/console/agreement/"))
    assert "本企业已同意" in html
    assert agreement.sha256[:16] in html
    assert "平台做什么，不做什么" in body(client.get(f"/console/agreement/{agreement.pk}/"))
