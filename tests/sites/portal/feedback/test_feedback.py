"""F1, R3, R4: feedback through the pages."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import factories
from tests.phones import log_in, sms_texts
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.feedback.services import feedback_answer, feedback_close, feedback_reopen
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db

OPERATOR = Actor(kind=ActorKind.OPERATOR, roles=frozenset({"operator:operator"}), name="赵示例")
GOOD = {"kind": "problem", "text": "页面打不开，点了没有反应", "contact": "13900001111", "submission": "one"}


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def picture(name: str = "a.png") -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/png")


def test_r4_a_visitor_logs_in_first_and_may_go_straight_on(client: Client) -> None:
    answer = client.get("/feedback/")
    assert answer["Location"] == "/login/?next=%2Ffeedback%2F"
    assert "/feedback/?direct=1" in body(client.get(answer["Location"]))
    assert client.get("/feedback/?direct=1").status_code == 200


def test_r4_an_unverified_user_sees_the_gate_and_is_not_locked_out(client: Client) -> None:
    member = factories.member(enterprise=factories.enterprise(state="claimed"))
    log_in(client, str(member.user.phone))
    assert client.get("/feedback/")["Location"] == "/gate/?next=%2Ffeedback%2F"
    assert client.get("/feedback/?kind=verification").status_code == 200


def test_r4_a_verified_user_sees_no_gate(client: Client) -> None:
    log_in(client, str(factories.member().user.phone))
    assert client.get("/feedback/").status_code == 200


def test_r3_the_reason_is_filled_in_and_only_reasons_of_ours(client: Client) -> None:
    html = body(client.get("/feedback/?kind=registration&reason=code.refused"))
    assert "注册失败：短信验证码不正确或已失效。" in html
    assert re.search(r'value="registration"[^>]*checked', html)
    forged = body(client.get("/feedback/?kind=registration&reason=Send+money"))
    assert "Send money" not in forged


def test_f1_a_visitor_gets_a_number_and_finds_the_answer_with_it(client: Client) -> None:
    answer = client.post("/feedback/", {**GOOD, "pictures": [picture(), picture("b.png")]})
    row = Feedback.objects.get()
    assert answer["Location"] == f"/feedback/sent/{row.number}/"
    assert row.number in body(client.get(answer["Location"]))
    assert StoredFile.objects.filter(subject_kind="feedback", subject_id=row.pk).count() == 2
    feedback_answer(actor=OPERATOR, feedback_id=row.pk, text="已修复，请刷新后再试")
    assert row.number in sms_texts("+8613900001111")[0]
    assert "已修复" not in sms_texts("+8613900001111")[0]
    found = client.post("/feedback/lookup/", {"number": row.number.lower(), "contact": "139 0000 1111"})
    assert "已修复，请刷新后再试" in body(found)


def test_a_wrong_number_and_a_wrong_contact_look_the_same(client: Client) -> None:
    client.post("/feedback/", GOOD)
    row = Feedback.objects.get()
    wrong_contact = client.post("/feedback/lookup/", {"number": row.number, "contact": "13900002222"})
    wrong_number = client.post("/feedback/lookup/", {"number": "FK20260101AAAAAA", "contact": "13900001111"})
    assert wrong_contact.status_code == wrong_number.status_code == 404
    sentence = "没有找到这条反馈"
    assert sentence in body(wrong_contact)
    assert sentence in body(wrong_number)
    assert client.get("/feedback/sent/FK20260101AAAAAA/").status_code == 404


def test_a_double_click_is_one_feedback(client: Client) -> None:
    assert client.post("/feedback/", GOOD)["Location"] == client.post("/feedback/", GOOD)["Location"]
    assert Feedback.objects.count() == 1


def test_the_author_is_told_in_the_message_centre_and_may_go_on(client: Client) -> None:
    member = factories.member()
    log_in(client, str(member.user.phone))
    client.post("/feedback/", {**GOOD, "contact": ""})
    row = Feedback.objects.get()
    assert (row.user_id, row.enterprise_id) == (member.user_id, member.enterprise_id)
    me = Actor(kind=ActorKind.ENTERPRISE, user_id=member.user_id, organisation_id=member.enterprise_id)
    with pytest.raises(Refused):
        feedback_reopen(actor=me, feedback_id=row.pk, text="还有问题")
    feedback_answer(actor=OPERATOR, feedback_id=row.pk, text="好的")
    told = Notification.objects.get()
    assert (told.recipient_kind, told.recipient_id, told.subject_id) == ("user", member.user_id, row.pk)
    feedback_close(actor=OPERATOR, feedback_id=row.pk)
    feedback_reopen(actor=me, feedback_id=row.pk, text="还有问题")
    stranger = Actor(kind=ActorKind.ENTERPRISE, user_id=factories.user().pk)
    with pytest.raises(NotFound):
        feedback_reopen(actor=stranger, feedback_id=row.pk, text="也有问题")
    with pytest.raises(Refused):
        feedback_answer(actor=me, feedback_id=row.pk, text="自己回复")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("text", ""),
        ("text", "短"),
        ("text", "长" * 2001),
        ("text", "有\x00空"),
        ("contact", ""),
        ("contact", "x" * 61),
        ("kind", "praise"),
        ("kind", ""),
    ],
)
def test_bad_input_is_told_at_the_field_and_the_rest_is_kept(client: Client, field: str, typed: str) -> None:
    answer = client.post("/feedback/", {**GOOD, field: typed})
    html = body(answer)
    assert answer.status_code == 422
    assert f"id_{field}-error" in html
    if field != "text":
        assert GOOD["text"] in html
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.png", b"MZ not a picture", "image/png"),
        SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>", "image/svg+xml"),
        SimpleUploadedFile("empty.png", b"", "image/png"),
    ],
)
def test_lying_pictures_are_refused_and_the_text_is_kept(client: Client, upload: SimpleUploadedFile) -> None:
    answer = client.post("/feedback/", {**GOOD, "pictures": [upload]})
    assert answer.status_code == 422
    assert GOOD["text"] in body(answer)
    assert not StoredFile.objects.exists()
    assert not Feedback.objects.exists()


def test_six_pictures_are_too_many(client: Client) -> None:
    answer = client.post("/feedback/", {**GOOD, "pictures": [picture(f"{n}.png") for n in range(6)]})
    assert answer.status_code == 422
    assert "最多上传 5 张" in body(answer)


def test_html_emoji_and_sql_are_only_text(client: Client) -> None:
    text = "<script>alert(1)</script> 🙂 '; DROP TABLE feedback; --"
    client.post("/feedback/", {**GOOD, "text": text})
    row = Feedback.objects.get()
    assert str(row.text) == text
    html = body(client.post("/feedback/lookup/", {"number": row.number, "contact": GOOD["contact"]}))
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_visitors_are_limited_by_address_and_users_are_not_shut_out_by_them(client: Client) -> None:
    for n in range(20):
        assert client.post("/feedback/", {**GOOD, "submission": str(n)}).status_code == 302
    answer = client.post("/feedback/", {**GOOD, "submission": "more"})
    assert answer.status_code == 429
    assert GOOD["text"] in body(answer)
    member = factories.member()
    log_in(client, str(member.user.phone))
    assert client.post("/feedback/", {**GOOD, "submission": "mine"}).status_code == 302


def test_text_and_contact_lie_encrypted() -> None:
    Client().post("/feedback/", GOOD)
    raw = Feedback.objects.values_list("text", "contact").get()
    assert "页面打不开".encode() not in bytes(raw[0])
    assert b"13900001111" not in bytes(raw[1])
