"""R2, L2, L3 in the phone app: registering leads straight into the wizard, logging in leads on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.phones import hidden, last_code, registration
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.codes import make_phone, make_uscc

pytestmark = pytest.mark.django_db

PHONE = make_phone("app register")


def body(answer: Any) -> str:
    return str(answer.content.decode())


def register(client: Client, phone: str = PHONE, *, then: str = "", **changes: Any) -> Any:
    """「获取验证码」, then 「注册」, in the app."""
    data = registration(phone, **changes)
    answer = client.post("/app/register/code/", data)
    assert answer.status_code == 200, body(answer)
    data |= {"submission": hidden(body(answer), "submission"), "next": then}
    return client.post("/app/register/", {**data, "code": last_code(phone)})


def log_in(client: Client, phone: str, **extra: Any) -> Any:
    """「获取验证码」, then 「登录」, in the app."""
    data = {"phone": phone.removeprefix("+86"), **extra}
    answer = client.post("/app/login/code/", data)
    data["submission"] = hidden(body(answer), "submission")
    return client.post("/app/login/", {**data, "code": last_code(phone)})


def test_r2_the_form_has_its_fields_and_an_unticked_consent(client: Client) -> None:
    html = body(client.get("/app/register/"))
    for label in ("企业名称", "统一社会信用代码", "法人类型", "手机号", "短信验证码"):
        assert re.search(rf"<label[^>]*>{label}", html), label
    box = re.search(r'<input[^>]*name="consent"[^>]*>', html)
    assert box is not None
    assert "checked" not in box.group()


def test_r2_registering_goes_straight_into_the_wizard_logged_in(client: Client) -> None:
    before = client.get("/app/").cookies
    answer = register(client)
    assert answer.status_code == 302
    assert answer["Location"] == "/app/verification/"
    claim = Enterprise.objects.get()
    assert claim.uscc == make_uscc(seed="registration")
    assert client.session["_auth_user_id"] == str(claim.claimed_by_id)
    assert client.session["enterprise_id"] == str(claim.pk)
    assert before.get("yzd_session") is None
    assert AgreementConsent.objects.count() == 2
    assert AuditEvent.objects.filter(action="access.register", object_id=claim.pk).exists()
    assert AuditEvent.objects.filter(action="access.login", object_id=claim.claimed_by_id).exists()


def test_r2_a_wrong_code_logs_nobody_in_and_opens_the_dialog(client: Client) -> None:
    data = registration(PHONE)
    client.post("/app/register/code/", data)
    right = last_code(PHONE)
    answer = client.post("/app/register/", {**data, "code": "123456" if right != "123456" else "654321"})
    html = body(answer)
    assert answer.status_code == 422
    assert "注册失败" in html
    assert "/app/feedback/?kind=registration&amp;reason=code.refused" in html
    assert "_auth_user_id" not in client.session
    assert not Enterprise.objects.exists()


def test_r2_what_was_clicked_goes_along_through_the_wizard(client: Client) -> None:
    answer = register(client, then="/app/products/")
    assert answer["Location"] == "/app/verification/?next=%2Fapp%2Fproducts%2F"


def test_r2_a_verified_enterprise_is_not_registered_again_and_nobody_is_logged_in(client: Client) -> None:
    factories.member(enterprise=factories.enterprise(uscc=make_uscc(seed="registration")))
    answer = register(client)
    html = body(answer)
    assert answer.status_code == 409
    assert "/app/register/join/" in html
    assert "/app/register/reclaim/" in html
    assert "_auth_user_id" not in client.session
    joined = client.post("/app/register/join/", {"name": "王示例", "note": "财务部"})
    assert joined["Location"] == "/app/"
    assert "_auth_user_id" not in client.session


def test_r2_the_legal_representative_reclaims_and_goes_on_in_the_wizard(client: Client) -> None:
    factories.member(enterprise=factories.enterprise(uscc=make_uscc(seed="registration")))
    register(client)
    answer = client.post("/app/register/reclaim/")
    assert answer["Location"] == "/app/verification/"
    claim = Enterprise.objects.get(state="claimed")
    assert client.session["enterprise_id"] == str(claim.pk)


def test_l2_login_leads_home_and_to_where_one_was_going(client: Client) -> None:
    member = factories.member()
    asked = client.get("/app/applications/")
    assert asked["Location"] == "/app/login/?next=%2Fapp%2Fapplications%2F"
    answer = log_in(client, str(member.user.phone), next="/app/applications/")
    assert answer["Location"] == "/app/applications/"
    assert client.get("/app/login/")["Location"] == "/app/"


def test_l2_never_tells_whether_a_number_is_registered(client: Client) -> None:
    known = factories.member().user
    said = []
    for phone in (str(known.phone), make_phone("nobody at all")):
        answer = Client().post("/app/login/code/", {"phone": phone.removeprefix("+86")})
        text = re.sub(r"1\d{2}\*{4}\d{4}|value=\"[^\"]*\"|content=\"[^\"]*\"", "", body(answer))
        said.append((answer.status_code, text))
    assert said[0] == said[1]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/app/logout/", "/nothing"])
def test_l2_goes_nowhere_else(client: Client, target: str) -> None:
    member = factories.member()
    answer = log_in(client, str(member.user.phone), next=target)
    assert answer["Location"] == "/app/"


def test_l3_several_enterprises_are_chosen_in_the_app(client: Client) -> None:
    member = factories.member()
    other = factories.member(user=member.user)
    answer = log_in(client, str(member.user.phone))
    assert answer["Location"] == "/app/enterprises/"
    html = body(client.get("/app/enterprises/"))
    assert member.enterprise.name in html
    assert other.enterprise.name in html
    done = client.post("/app/enterprises/", {"enterprise": str(other.enterprise_id)})
    assert done["Location"] == "/app/"
    assert other.enterprise.name in body(client.get("/app/"))
    foreign = client.post("/app/enterprises/", {"enterprise": str(factories.enterprise().pk)})
    assert foreign.status_code == 404


def test_c12_leaving_goes_to_the_apps_home(login: Any) -> None:
    member = factories.member()
    client = login(member.user, enterprise_id=str(member.enterprise_id))
    assert "确定要退出登录吗" in body(client.get("/app/logout/"))
    answer = client.post("/app/logout/")
    assert answer["Location"] == "/app/"
    assert "_auth_user_id" not in client.session
