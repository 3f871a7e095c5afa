"""Small attacks that once worked: a sent form again after logging out, one code about many enterprises, guesses without limit."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests import factories
from tests.phones import log_in
from yuzhengdai.domain.access.services.register import register as register_enterprise
from yuzhengdai.domain.accounts import second_factor
from yuzhengdai.domain.accounts.models import CodeChallenge
from yuzhengdai.domain.accounts.services import ProofRequired, code_request, code_verify, codes_forget
from yuzhengdai.domain.applications.services.sensitive import contact_phone_reveal
from yuzhengdai.domain.certificates.models import SigningChallenge
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.codes import make_phone, make_uscc
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.files import images
from yuzhengdai.foundation.files.checks import VISITOR_MAX_PIXELS
from yuzhengdai.foundation.files.errors import FileRefused
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY
from yuzhengdai.sites.web.spreadsheet import safe_cell

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
PHONE = "+8613812346021"
VISITOR = Actor(kind=ActorKind.VISITOR, address="203.0.113.9")
GOOD = {"kind": "problem", "text": "页面打不开，点了没有反应", "contact": "13900001111", "submission": "one"}


def sent_code() -> str:
    message = OutboxMessage.objects.order_by("-created_at").first()
    assert message is not None
    return str(message.payload["params"]["code"])


def test_after_logging_out_the_form_that_logged_in_is_worth_nothing() -> None:
    code_request(purpose="login", phone=PHONE, browser="b", address="203.0.113.9")
    sent = {"purpose": "login", "phone": PHONE, "browser": "b", "code": sent_code(), "submission": "form-1"}
    code_verify(**sent)
    code_verify(**sent)  # a double click
    assert codes_forget(browser="b") == 1
    with pytest.raises(FieldErrors):
        code_verify(**sent)


@pytest.mark.parametrize("path", ["/logout/", "/app/logout/"])
def test_logging_out_forgets_it(client: Client, path: str) -> None:
    log_in(client, str(factories.member().user.phone))
    assert (
        CodeChallenge.objects.exclude(used_for="").exists()
        or CodeChallenge.objects.filter(used_at__isnull=False).exists()
    )
    client.post(path)
    assert not CodeChallenge.objects.exclude(used_for="").exists()


def test_one_code_asks_about_one_enterprise() -> None:
    code_request(purpose="register", phone=PHONE, browser="b", address="203.0.113.9")
    code = sent_code()
    first, second = (make_uscc(seed=number) for number in (1, 2))
    factories.enterprise(uscc=second)

    def register(uscc: str) -> Any:
        return register_enterprise(
            actor=VISITOR, name="郑州示例有限公司", uscc=uscc, entity_type="company", phone=PHONE, browser="b",
            code=code, agreements=[], submission="form-1",
        )  # fmt: skip

    made = register(first)
    assert register(first).enterprise == made.enterprise
    with pytest.raises(FieldErrors) as caught:
        register(second)
    assert set(caught.value.fields) == {"code"}


def test_an_unfinished_enrolment_leaves_no_secret_for_the_next_login() -> None:
    user = factories.user()
    seen_by_a_thief = second_factor.second_factor_begin(user=user, is_new_login=True)
    assert second_factor.second_factor_begin(user=user) == seen_by_a_thief
    assert second_factor.second_factor_begin(user=user, is_new_login=True) != seen_by_a_thief


@pytest.mark.parametrize(
    "value",
    ["\x01=HYPERLINK(1)", "\x00\x1f=1+1", "\u200b=1+1", "\ufeff@x", " \x02 +1", "=1", "\x0b-1", "\u202e＝1"],
)
def test_no_cell_becomes_a_formula(value: str) -> None:
    assert str(safe_cell(value)).startswith("'")


@pytest.mark.parametrize("value", ["郑州示例有限公司", "申请 1", ""])
def test_other_cells_stay(value: str) -> None:
    assert safe_cell(value) == value


@pytest.mark.parametrize("state", ["declined", "rejected", "withdrawn", "settled"])
def test_the_contact_of_an_ended_file_is_closed(state: str) -> None:
    application = factories.application(state=state)
    officer = factories.officer(institution=application.institution, role="manager")
    with pytest.raises(Refused) as caught:
        contact_phone_reveal(
            actor=factories.officer_actor(officer), application_id=application.pk, reason="联系企业"
        )
    assert caught.value.code == "application.ended"


def test_messages_of_the_workbench_stay_there(client: Client) -> None:
    answer = client.post("/bank/login/", {"phone": "1"})
    client.cookies.load({"staff_messages": "x"})
    assert "messages" not in answer.cookies
    from yuzhengdai.sites.web.site import BANK, PORTAL

    assert BANK.cookies["messages"] != PORTAL.cookies["messages"]


def test_the_gate_answers_no_ended_session(login: Login) -> None:
    from tests.sites.portal.test_gate import dialog, status_url

    who = factories.member(enterprise=factories.enterprise(state="claimed"))
    pc = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    url = status_url(dialog(pc))
    assert "stop" not in pc.get(url).content.decode()
    Session.objects.all().delete()  # ended elsewhere: the cookie is still there
    assert pc.get(url).json()["stop"] is True


def test_challenges_are_bounded_by_address() -> None:
    def ask(address: str) -> int:
        return Client().post("/app/login/certificate/challenge/", REMOTE_ADDR=address).status_code

    told = [ask("203.0.113.9") for _ in range(61)]
    assert told[:60] == [200] * 60
    assert told[60] == 429
    assert ask("203.0.113.10") == 200
    assert SigningChallenge.objects.count() == 61


def test_looking_a_feedback_up_is_bounded_by_address_and_by_number() -> None:
    def look(number: str, address: str) -> int:
        form = {"number": number, "contact": "13900001111"}
        return Client().post("/feedback/lookup/", form, REMOTE_ADDR=address).status_code

    assert [look(f"FK2026010{number}AAAAAA", "203.0.113.9") for number in range(10)] == [404] * 10
    assert look("FK20260101BBBBBB", "203.0.113.9") == 429
    assert [look("FK20260102AAAAAA", f"198.51.100.{last}") for last in range(11)] == [404] * 9 + [429] * 2


def picture(width: int, height: int) -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, "JPEG", progressive=True)
    return SimpleUploadedFile("a.jpg", stream.getvalue(), "image/jpeg")


def test_a_visitors_picture_of_many_pixels_is_refused_before_it_is_decoded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoded(_opened: Any) -> Any:
        raise AssertionError("decoded")

    monkeypatch.setattr(images, "_upright", decoded)
    large = picture(3100, 2000)
    with pytest.raises(FileRefused, match=r"file\.image_pixels"):
        images.reencode(large.read(), "JPEG", max_pixels=VISITOR_MAX_PIXELS)
    large.seek(0)
    answer = client.post("/feedback/", {**GOOD, "pictures": [large]})
    assert answer.status_code == 422
    assert "尺寸太大" in answer.content.decode()
    assert not Feedback.objects.exists()


def test_a_visitors_pictures_are_counted_before_they_are_looked_at(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send() -> int:
        broken = [SimpleUploadedFile("a.jpg", b"\xff\xd8\xffrubbish", "image/jpeg") for _ in range(3)]
        return client.post("/feedback/", {**GOOD, "pictures": broken}).status_code

    assert [send() for _ in range(4)] == [422] * 4
    monkeypatch.setattr("yuzhengdai.sites.member.feedback.form.file_check", None)  # never reached
    assert send() == 429


def test_staff_do_not_wait_for_what_others_at_their_address_ask_for(settings: Any) -> None:
    settings.CODE_LIMITS = {"soft_address_window": 3, "hard_address_hour": 5}
    for number in range(3):
        code_request(purpose="login", phone=make_phone(number), browser=f"b{number}", address="203.0.113.9")
    code_request(purpose="staff_login", phone=make_phone("staff"), browser="s", address="203.0.113.9")
    with pytest.raises(ProofRequired):
        code_request(purpose="login", phone=make_phone("more"), browser="m", address="203.0.113.9")
