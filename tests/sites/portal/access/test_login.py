"""L1–L3, C12: logging in, choosing, leaving, through the pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests import factories
from tests.phones import last_code, log_in, register
from yuzhengdai.domain.accounts.services import user_end_sessions
from yuzhengdai.domain.enterprises.models import MemberInvitation
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.codes import make_phone

pytestmark = pytest.mark.django_db


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/login/", "手机号登录"),
        ("/login/scan/", "手机扫码登录"),
        ("/login/ca/", "CA登录"),
        ("/login/platforms/", "认证平台"),
    ],
)
def test_l1_the_ways_are_links_and_the_present_one_is_marked(client: Client, path: str, current: str) -> None:
    html = body(client.get(path))
    for label in ("手机号登录", "手机扫码登录", "CA登录", "认证平台"):
        assert label in html
    link = re.search(r'<a\s[^>]*aria-current="page"[^>]*>([^<]*)</a>', html[html.index("登录方式") :])
    assert link is not None
    assert current in link.group(1)


def test_l2_login_with_one_enterprise_goes_home_with_the_greeting(client: Client) -> None:
    member = factories.member()
    answer = log_in(client, str(member.user.phone))
    assert answer["Location"] == "/"
    assert client.session["enterprise_id"] == str(member.enterprise_id)
    page = body(client.get("/"))
    assert f"您好！{member.enterprise.name}" in page
    assert "退出" in page
    assert AuditEvent.objects.filter(action="access.login", object_id=member.user_id).exists()


def test_registered_then_logged_in(client: Client) -> None:
    phone = make_phone("walk")
    register(client, phone)
    answer = log_in(client, phone)
    assert answer.status_code == 302
    assert "enterprise_id" in client.session
    assert "login_user" not in client.session


def test_l2_a_number_that_is_not_registered_is_told_only_after_the_code(client: Client) -> None:
    phone = make_phone("stranger")
    answer = log_in(client, phone)
    assert answer.status_code == 409
    assert "还没有注册" in body(answer)
    assert "_auth_user_id" not in client.session


def test_l2_asking_looks_the_same_for_known_and_unknown_numbers() -> None:
    member = factories.member()
    pages = []
    for phone in (str(member.user.phone), make_phone("unknown")):
        html = body(Client().post("/login/code/", {"phone": phone}))
        html = html.replace(phone, "…").replace(f"{phone[3:6]}****{phone[-4:]}", "…")
        html = re.sub(r'(name="(csrfmiddlewaretoken|submission|proof)"[^>]*value=")[^"]*', r"\1", html)
        pages.append(re.sub(r'content="[^"]*"', "", html))
    assert pages[0] == pages[1]


def test_the_session_key_and_the_csrf_secret_change_at_login(client: Client) -> None:
    """Session fixation: a session that a stranger planted is worth nothing after the login."""
    member = factories.member()
    client.get("/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["yzd_session"] = session.session_key
    planted, csrf = session.session_key, client.cookies["yzd_csrf"].value
    log_in(client, str(member.user.phone))
    assert client.cookies["yzd_session"].value != planted
    assert client.cookies["yzd_csrf"].value != csrf
    assert not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies["yzd_session"] = planted
    assert thief.get("/console/messages/").status_code == 302


def test_counting_the_epoch_up_ends_every_session(client: Client) -> None:
    member = factories.member()
    log_in(client, str(member.user.phone))
    assert client.get("/choose-enterprise/").status_code == 200
    user_end_sessions(actor=SYSTEM, user=member.user)
    assert client.get("/choose-enterprise/")["Location"].startswith("/login/")


def test_a_double_click_logs_in_once_and_fails_nowhere(client: Client) -> None:
    member = factories.member()
    phone = str(member.user.phone)
    client.post("/login/code/", {"phone": phone})
    from tests.phones import last_code

    data = {"phone": phone, "code": last_code(phone), "submission": "s-1"}
    assert client.post("/login/", data).status_code == 302
    assert client.post("/login/", data).status_code == 302
    assert client.post("/login/", {**data, "submission": "s-2"}).status_code == 422


def test_l3_several_enterprises_are_chosen_and_switched(client: Client) -> None:
    user = factories.user()
    first = factories.member(user=user)
    second = factories.member(user=user, role="agent", ends_on=today() + timedelta(days=3))
    gone = factories.member(user=user, state="ended")
    over = factories.member(user=user, role="viewer", ends_on=today() - timedelta(days=1))
    answer = log_in(client, str(user.phone), next="/console/messages/")
    assert answer["Location"] == "/choose-enterprise/?next=%2Fconsole%2Fmessages%2F"
    html = body(client.get(answer["Location"]))
    assert "请选择企业" in html
    assert first.enterprise.name in html
    assert second.enterprise.name in html
    assert gone.enterprise.name not in html
    assert over.enterprise.name not in html
    for foreign in (gone.enterprise_id, over.enterprise_id, factories.enterprise().pk, "rubbish"):
        assert client.post("/choose-enterprise/", {"enterprise": foreign}).status_code == 404
    assert client.post("/choose-enterprise/", {}).status_code == 422
    chosen = client.post(
        "/choose-enterprise/", {"enterprise": second.enterprise_id, "next": "/console/messages/"}
    )
    assert chosen["Location"] == "/console/messages/"
    client.post("/choose-enterprise/", {"enterprise": first.enterprise_id})
    assert client.session["enterprise_id"] == str(first.enterprise_id)


def test_a_place_that_ended_is_gone_at_once(client: Client) -> None:
    member = factories.member()
    log_in(client, str(member.user.phone))
    assert client.get("/console/messages/").status_code == 200
    member.state = "ended"
    member.save()
    assert client.get("/console/messages/")["Location"].startswith("/choose-enterprise/")


def test_an_invitation_is_answered_on_its_page_and_not_by_logging_in(client: Client) -> None:
    enterprise = factories.enterprise()
    phone = make_phone("invited")
    from yuzhengdai.domain.accounts.models import phone_index

    inviter = factories.member(enterprise=enterprise, name="王示例")
    offer = MemberInvitation.objects.create(
        enterprise=enterprise,
        invited_by=inviter.user,
        phone=phone,
        phone_index=phone_index(phone),
        role="agent",
        scopes=["submit_application"],
        expires_at=now() + timedelta(days=1),
    )
    assert log_in(client, phone)["Location"] == "/invitations/"
    assert "enterprise_id" not in client.session
    page = body(client.get("/invitations/"))
    for shown in (enterprise.name, enterprise.uscc, "法定代表人王**", "经办人", "提交申请"):
        assert shown in page
    assert client.get(f"/invitations/{offer.pk}/accept/").status_code == 302
    assert not offer.enterprise.members.filter(user__phone_index=phone_index(phone)).exists()
    answer = client.post(f"/invitations/{offer.pk}/accept/", {"next": "/console/messages/"})
    assert answer["Location"] == "/console/messages/"
    assert client.session["enterprise_id"] == str(enterprise.pk)
    assert client.get("/console/messages/").status_code == 200


@pytest.mark.parametrize("site", ["", "/app"])
def test_an_invitation_is_declined(client: Client, site: str) -> None:
    inviter = factories.member()
    user = factories.user()
    offer = MemberInvitation.objects.create(
        enterprise=inviter.enterprise,
        invited_by=inviter.user,
        phone=str(user.phone),
        phone_index=user.phone_index,
        role="admin",
        expires_at=now() + timedelta(days=1),
    )
    client.force_login(user)
    assert inviter.enterprise.name in body(client.get(f"{site}/invitations/"))
    assert client.post(f"{site}/invitations/{offer.pk}/decline/").status_code == 302
    offer.refresh_from_db()
    assert offer.declined_at is not None
    assert inviter.enterprise.name not in body(client.get(f"{site}/invitations/"))
    assert client.post(f"{site}/invitations/{offer.pk}/accept/").status_code == 302
    assert not inviter.enterprise.members.filter(user=user).exists()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/logout/",
        "/nowhere/",
        "\x00",
    ],
)
def test_next_leads_only_to_our_own_pages(client: Client, target: str) -> None:
    member = factories.member()
    answer = log_in(client, str(member.user.phone), next=target)
    assert answer["Location"] == "/"


def test_next_is_kept_through_asking_for_the_code(client: Client) -> None:
    member = factories.member()
    html = body(client.post("/login/code/", {"phone": str(member.user.phone), "next": "/console/messages/"}))
    assert 'name="next" value="/console/messages/"' in html
    answer = log_in(Client(), str(factories.member().user.phone), next="/console/messages/")
    assert answer["Location"] == "/console/messages/"


def test_c12_leaving_is_a_post_and_a_get_asks(client: Client) -> None:
    member = factories.member()
    log_in(client, str(member.user.phone))
    asked = client.get("/logout/")
    assert asked.status_code == 200
    assert "_auth_user_id" in client.session
    answer = client.post("/logout/")
    assert answer["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert client.get("/logout/")["Location"] == "/"


def test_a_disabled_account_is_told_after_the_code(client: Client) -> None:
    member = factories.member()
    member.user.is_active = False
    member.user.save()
    answer = log_in(client, str(member.user.phone))
    assert answer.status_code == 409
    assert "已停用" in body(answer)


def test_the_login_page_offers_feedback_without_login_to_who_came_for_it(client: Client) -> None:
    assert "不登录，直接反馈" in body(client.get("/login/?next=/feedback/"))
    assert "不登录，直接反馈" not in body(client.get("/login/"))


@pytest.mark.parametrize("typed", ["", "x", "1" * 5000, "<b>", "🙂", "' OR 1=1", "1\x003"])
def test_bad_numbers_are_told_at_the_field(client: Client, typed: str) -> None:
    answer = client.post("/login/", {"phone": typed, "code": "123456"})
    assert answer.status_code == 422
    assert 'id="id_phone-error"' in body(answer)
    assert client.post("/login/code/", {"phone": typed}).status_code == 422


def test_l2_the_whole_sms_pasted_is_a_code(client: Client) -> None:
    phone = make_phone("pasted")
    register(client, phone)
    data = {"phone": phone.removeprefix("+86")}
    client.post("/login/code/", data)
    code = last_code(phone)
    sms = f"【豫正贷】您的验证码是 {code[:3]} {code[3:]}，5 分钟内有效。"
    assert client.post("/login/", {**data, "code": sms}).status_code == 302


def test_a_wrong_phone_is_told_at_the_phone(client: Client) -> None:
    answer = client.post("/login/code/", {"phone": "1381234"}, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["field"] == "phone"


def test_a_form_sent_by_the_page_is_told_where_to_go_on(client: Client) -> None:
    phone = make_phone("in place")
    register(client, phone)
    data = {"phone": phone.removeprefix("+86")}
    client.post("/login/code/", data)
    refused = client.post("/login/", {**data, "code": "12"}, headers={"x-submit": "1"})
    assert refused.status_code == 422
    done = client.post("/login/", {**data, "code": last_code(phone)}, headers={"x-submit": "1"})
    assert done.json() == {"go": "/"}
    assert "_auth_user_id" in client.session
