"""R1–R3: registering through the pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import factories
from tests.phones import hidden, last_code, log_in, register, registration
from yuzhengdai.domain.accounts.models import CodeChallenge, User
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen
from yuzhengdai.foundation.core.codes import make_id_number, make_phone, make_uscc

pytestmark = pytest.mark.django_db

PHONE = make_phone("register")


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_r2_the_form_has_its_fields_and_an_unticked_consent(client: Client) -> None:
    html = text_of(client.get("/register/"))
    for label in ("企业名称", "统一社会信用代码", "法人类型", "手机号", "短信验证码"):
        assert re.search(rf"<label[^>]*>{label}", html), label
    box = re.search(r'<input[^>]*name="consent"[^>]*>', html)
    assert box is not None
    assert "checked" not in box.group()
    assert "获取验证码" in html
    assert "《用户服务协议》" in html


def test_r2_registering_makes_user_claim_and_consents_and_goes_home(client: Client) -> None:
    answer = register(client, PHONE)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    user = User.objects.get()
    claim = Enterprise.objects.get()
    assert (claim.state, claim.claimed_by, claim.uscc) == ("claimed", user, make_uscc(seed="registration"))
    assert EnterpriseMember.objects.get().role == "admin"
    consents = AgreementConsent.objects.order_by("agreement__kind")
    assert [c.agreement.kind for c in consents] == ["privacy", "user_service"]
    assert all(c.sha256 == c.agreement.sha256 and c.address == "127.0.0.1" for c in consents)
    assert AuditEvent.objects.filter(action="access.register", object_id=claim.pk).exists()
    # Not logged in: the manual goes back to the home page and then 「企业登录」, with the number filled in.
    assert "_auth_user_id" not in client.session
    assert f'value="{PHONE.removeprefix("+86")}"' in text_of(client.get("/login/"))


def test_r2_no_user_exists_before_the_code_is_proved(client: Client) -> None:
    data = registration(PHONE)
    client.post("/register/code/", data)
    answer = client.post(
        "/register/", {**data, "code": "000000" if last_code(PHONE) != "000000" else "000001"}
    )
    assert answer.status_code == 422
    assert not User.objects.exists()
    assert not Enterprise.objects.exists()


def test_r3_a_wrong_code_opens_the_dialog_and_keeps_what_was_typed(client: Client) -> None:
    data = registration(PHONE, name="河南（示例）机械有限公司")
    client.post("/register/code/", data)
    html = text_of(
        client.post("/register/", {**data, "code": "123456" if last_code(PHONE) != "123456" else "1"})
    )
    assert "注册失败" in html
    assert 'href="/feedback/?kind=registration&amp;reason=code.refused"' in html
    assert "反馈问题" in html
    assert "河南（示例）机械有限公司" in html
    assert "验证码不正确" in html


def test_the_code_button_works_without_scripts_and_keeps_everything(client: Client) -> None:
    answer = client.post("/register/code/", registration(PHONE, name="河南示例贸易有限公司", uscc="911"))
    html = text_of(answer)
    assert answer.status_code == 200
    assert "河南示例贸易有限公司" in html
    assert 'value="911"' in html
    assert "已发送至" in html
    assert "error-summary" not in html
    assert re.search(r'<input[^>]*name="consent"[^>]*checked', html)


def test_a_reload_of_the_code_page_is_a_page(client: Client) -> None:
    assert client.get("/register/code/").status_code == 302


def test_scripts_get_json(client: Client) -> None:
    answer = client.post("/register/code/", {"phone": PHONE}, headers={"Accept": "application/json"})
    assert answer.json() == {"wait_s": 60, "message": f"已发送至 {PHONE[3:6]}****{PHONE[-4:]}，5 分钟内有效"}
    again = client.post("/register/code/", {"phone": PHONE}, headers={"Accept": "application/json"})
    assert again.status_code == 429
    assert again.json()["wait_s"] in (59, 60)
    bad = client.post("/register/code/", {"phone": "123"}, headers={"Accept": "application/json"})
    assert bad.status_code == 422
    assert "手机号" in bad.json()["error"]


def test_a_double_click_is_one_registration(client: Client) -> None:
    data = registration(PHONE)
    page = text_of(client.post("/register/code/", data))
    data |= {"submission": hidden(page, "submission"), "code": last_code(PHONE)}
    first = client.post("/register/", data)
    second = client.post("/register/", data)
    assert first.status_code == second.status_code == 302
    assert Enterprise.objects.count() == 1
    assert AgreementConsent.objects.count() == 2


def test_the_same_phone_and_code_twice_is_refused_with_the_reason(client: Client) -> None:
    register(client, PHONE)
    answer = register(client, PHONE)
    assert answer.status_code == 409
    assert "您已用这个手机号注册过这家企业" in text_of(answer)
    assert Enterprise.objects.count() == 1


def test_r2_a_claim_reserves_no_code(client: Client) -> None:
    register(client, PHONE)
    other = make_phone("another")
    assert register(Client(), other).status_code == 302
    assert Enterprise.objects.filter(uscc=make_uscc(seed="registration"), state="claimed").count() == 2


def test_r2_full_width_input_is_normalised(client: Client) -> None:
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHJKLMNPQRTUWXY"}
    uscc = make_uscc(seed="registration")
    answer = register(
        client,
        PHONE,
        uscc=uscc.translate(wide).lower(),
        phone=PHONE.removeprefix("+86").translate(wide),
        name=" 河南 （示例）(集团)有限公司　",
    )
    assert answer.status_code == 302
    claim = Enterprise.objects.get()
    assert claim.uscc == uscc
    assert claim.name == "河南（示例）（集团）有限公司"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "企业名称"),
        ("name", "x" * 101, "企业名称"),
        ("name", "公" * 5000, "企业名称"),
        ("name", "<script>alert(1)</script>", "企业名称"),
        ("name", "示例🙂公司", "企业名称"),
        ("name", "'; DROP TABLE x; --", "企业名称"),
        ("name", "示例\x00公司", "企业名称"),
        ("name", "12345", "企业名称"),
        ("uscc", "", "统一社会信用代码"),
        ("uscc", "91350100M000100Y44", "校验位"),
        ("uscc", "91350100M000100Y4", "17 位"),
        ("uscc", "9" * 4000, "统一社会信用代码"),
        ("uscc", "91350100\x00M00100Y43", "统一社会信用代码"),
        ("entity_type", "", "法人类型"),
        ("entity_type", "dragon", "法人类型"),
        ("phone", "", "手机号"),
        ("phone", "12345678901", "手机号"),
        ("phone", "03716500000", "手机号"),
        ("phone", "+1 202 555 0101", "手机号"),
        ("phone", "🙂" * 11, "手机号"),
        ("code", "", "验证码"),
        ("code", "12345", "6 位"),
        ("code", "abcdef", "6 位"),
        ("consent", "", "同意后勾选"),
    ],
)
def test_bad_input_is_told_at_the_field_and_the_rest_is_kept(
    client: Client, field: str, typed: str, says: str
) -> None:
    data = {**registration(PHONE), "code": "123456", field: typed}
    answer = client.post("/register/", data)
    html = text_of(answer)
    assert answer.status_code == 422
    assert "error-summary" in html
    row = re.search(rf'id="id_{field}-error">.*?<span>(.*?)</span>', html, re.DOTALL)
    assert row is not None, html
    assert says in row.group(1)
    assert "<script>alert" not in html
    for name in ("name", "uscc", "phone"):
        if name != field:
            assert f'value="{data[name]}"' in html
    assert not User.objects.exists()


def test_the_gb11714_digit_warns_and_refuses_nothing(client: Client) -> None:
    odd = "91350100M000100Y43"  # valid by GB 32100; the organisation code inside is not
    html = text_of(client.post("/register/uscc/", {"uscc": odd}))
    plain = text_of(client.post("/register/uscc/", {"uscc": make_uscc(seed=1)}))
    assert ("再核对一次" in html) or ("校验位正确" in html)
    assert "校验位正确" in plain
    assert register(client, PHONE, uscc=odd).status_code == 302


def test_r2_answers_are_alike_before_the_code_is_proved(client: Client) -> None:
    """Whether a number or a code is known shows neither in the words nor in the number of queries."""
    verified = factories.member()
    known = str(verified.user.phone)
    shapes = []
    for phone, uscc in [
        (known, verified.enterprise.uscc),
        (make_phone("nobody"), verified.enterprise.uscc),
        (make_phone("nobody2"), make_uscc(seed="unheard of")),
    ]:
        visitor = Client()
        data = registration(phone, uscc=uscc)
        asked = visitor.post("/register/code/", data)
        code = "111111" if last_code(phone) != "111111" else "222222"
        failed = visitor.post("/register/", {**data, "code": code})
        pages = []
        for answer in (asked, failed):
            html = text_of(answer)
            for own in (data["phone"], uscc, f"{phone[3:6]}****{phone[-4:]}"):
                html = html.replace(own, "…")
            html = re.sub(r'(name="(csrfmiddlewaretoken|submission|proof)"[^>]*value=")[^"]*', r"\1", html)
            html = re.sub(
                r'content="[^"]*"|data-code-wait="\d+"|<div id="uscc-note".*?</div>',
                "",
                html,
                flags=re.DOTALL,
            )
            pages.append((answer.status_code, html))
        shapes.append(pages)
    assert shapes[0] == shapes[1] == shapes[2]


def existing(client: Client) -> tuple[EnterpriseMember, str]:
    """Register for a code that a verified enterprise has."""
    verified = factories.member()
    html = text_of(register(client, PHONE, uscc=verified.enterprise.uscc))
    return verified, html


def test_r2_where_a_verified_enterprise_exists_two_ways_are_offered(client: Client) -> None:
    verified, html = existing(client)
    assert "注册失败" in html
    assert "申请加入该企业" in html
    assert "我是法定代表人，重新认证" in html
    assert verified.enterprise.name not in html
    assert not Enterprise.objects.filter(state="claimed").exists()


def test_r2_joining_waits_for_the_administrators(client: Client) -> None:
    verified, _ = existing(client)
    assert client.get("/register/join/").status_code == 200
    bad = client.post("/register/join/", {"name": ""})
    assert bad.status_code == 422
    answer = client.post("/register/join/", {"name": "张示例", "note": "财务"})
    assert answer.status_code == 302
    member = EnterpriseMember.objects.get(state="requested")
    assert member.enterprise == verified.enterprise
    assert str(member.name) == "张示例"
    # The way is used up.
    assert client.get("/register/join/").status_code == 302


def test_r2_reclaiming_makes_a_claim_beside_the_verified_row(client: Client) -> None:
    verified, _ = existing(client)
    assert client.post("/register/reclaim/").status_code == 302
    claim = Enterprise.objects.get(state="claimed")
    assert claim.uscc == verified.enterprise.uscc
    verified.enterprise.refresh_from_db()
    assert verified.enterprise.state == "verified"


def test_the_two_ways_are_closed_to_who_proved_nothing_and_after_a_quarter_of_an_hour(client: Client) -> None:
    for path in ("/register/join/", "/register/reclaim/"):
        assert client.get(path)["Location"] == "/register/"
        assert client.post(path, {"name": "张示例"})["Location"] == "/register/"
    with frozen() as at:
        existing(client)
        at.advance(minutes=16)
        assert client.get("/register/join/")["Location"] == "/register/"


def test_who_is_logged_in_adds_an_enterprise_and_goes_on_with_it(client: Client) -> None:
    register(client, PHONE)
    log_in(client, PHONE)
    answer = register(client, PHONE, uscc=make_uscc(seed="second"))
    assert answer["Location"] == "/"
    second = Enterprise.objects.get(uscc=make_uscc(seed="second"))
    assert client.session["enterprise_id"] == str(second.pk)


def test_a_code_for_login_does_not_register(client: Client) -> None:
    client.post("/login/code/", {"phone": PHONE})
    answer = client.post("/register/", {**registration(PHONE), "code": last_code(PHONE)})
    assert answer.status_code == 422
    assert not User.objects.exists()


def test_the_browser_mark_binds_the_code(client: Client) -> None:
    data = registration(PHONE)
    client.post("/register/code/", data)
    assert client.cookies["yzd_browser"]["httponly"]
    elsewhere = Client().post("/register/", {**data, "code": last_code(PHONE)})
    assert elsewhere.status_code == 422
    assert CodeChallenge.objects.get().tries == 0
    tampered = Client()
    tampered.cookies["yzd_browser"] = client.cookies["yzd_browser"].value[:-2] + "xx"
    assert tampered.post("/register/", {**data, "code": last_code(PHONE)}).status_code == 422
    assert client.post("/register/", {**data, "code": last_code(PHONE)}).status_code == 302


def test_a_missing_token_is_a_page_and_nothing_happens() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/register/", registration(PHONE)).status_code == 403


def test_above_the_soft_limit_the_page_waits_without_scripts(client: Client) -> None:
    with frozen() as at:
        for _ in range(3):
            Client().post("/register/code/", {"phone": PHONE}, REMOTE_ADDR="10.1.1.1")
        answer = client.post("/register/code/", registration(PHONE))
        html = text_of(answer)
        assert answer.status_code == 429
        proof = hidden(html, "proof")
        assert proof.startswith("wait.")
        assert "秒后" in html
        as_json = client.post("/register/code/", {"phone": PHONE}, headers={"Accept": "application/json"})
        assert set(as_json.json()["challenge"]) == {
            "algorithm",
            "challenge",
            "maxNumber",
            "salt",
            "signature",
        }
        at.advance(seconds=60)
        assert client.post("/register/code/", {**registration(PHONE), "proof": proof}).status_code == 200


def test_a_personal_number_in_the_field_of_the_enterprise_is_refused_and_not_sent_back(
    client: Client,
) -> None:
    number = make_id_number(seed=11)
    client.post("/register/code/", {**registration(PHONE), "uscc": number})
    answer = client.post("/register/", {**registration(PHONE), "uscc": number, "code": last_code(PHONE)})
    html = text_of(answer)
    assert answer.status_code == 422
    assert "不是个人身份证号。您填写的内容没有保存" in html
    assert number not in html
    assert number not in str(dict(client.session))
    assert not Enterprise.objects.exists()
    # The script asks by POST: addresses stand in the logs of proxies.
    assert 'hx-post="/register/uscc/"' in text_of(client.get("/register/"))
    assert "校验位正确" not in text_of(client.get("/register/uscc/", {"uscc": make_uscc(seed=1)}))


@pytest.mark.parametrize("new", ["\U0002ebf0", "\U000323b0", "〇", "\ufa11"])
def test_an_enterprise_is_called_by_characters_of_every_block(client: Client, new: str) -> None:
    assert register(client, PHONE, name=f"郑州{new}商贸有限公司").status_code == 302
    assert Enterprise.objects.get().name == f"郑州{new}商贸有限公司"


@pytest.mark.parametrize("path", ["/register/code/", "/login/code/"])
def test_letters_in_a_phone_send_nothing_to_anybody(client: Client, path: str) -> None:
    answer = client.post(
        path, {**registration(PHONE), "phone": "138OOO00001"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422
    assert "手机号应为 11 位数字" in answer.json()["error"]
    assert not CodeChallenge.objects.exists()
