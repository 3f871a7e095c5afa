"""「继续为××公司认证」 (R4): the QR brings the number along; one code proves it; a photographed QR logs nobody in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.phones import last_code
from yuzhengdai.domain.access.models import HandOver
from yuzhengdai.domain.access.services import hand_over_make
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
NUMBER = "13912345678"
NAME = "郑州中原精工机械有限公司"
JSON = {"Accept": "application/json"}


@pytest.fixture
def who() -> EnterpriseMember:
    user = factories.user(phone=f"+86{NUMBER}")
    return factories.member(user=user, enterprise=factories.enterprise(state="claimed", name=NAME))


@pytest.fixture
def token(who: EnterpriseMember) -> str:
    return hand_over_make(actor=factories.enterprise_actor(who))


def scan(client: Client, token: str) -> str:
    return client.get(reverse("app:download"), {"t": token}).content.decode()


def code() -> str:
    return last_code(f"+86{NUMBER}")


def sent() -> int:
    return OutboxMessage.objects.filter(kind="sms").count()


def user_of(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def test_one_press_and_one_code_and_nothing_else_is_typed(
    client: Client, who: EnterpriseMember, token: str
) -> None:
    page = scan(client, token)
    first = re.search(r"<(?:button|a)[^>]*button--lg[^>]*>\s*([^<]+)", page.split("<main")[1])
    assert first
    assert first[1].strip() == "继续为郑州****有限公司认证"
    assert page.index("继续为") < page.index("安装豫正贷")
    answer = client.post(reverse("app:continue-code"))
    assert answer.url == reverse("app:continue")
    form = client.get(answer.url).content.decode()
    assert "尾号" in form
    assert "5678" in form
    assert len(re.findall(r'<input[^>]*type="(?:text|tel)"', form)) == 1, "the code's field alone"
    done = client.post(reverse("app:continue"), {"code": code(), "submission": "one"})
    assert done.url == reverse("app:verification")
    assert user_of(client) == str(who.user_id)
    assert client.session[ENTERPRISE_KEY] == str(who.enterprise_id)
    assert sent() == 1
    login = AuditEvent.objects.get(action="access.login")
    assert login.detail["way"] == "hand_over"
    assert HandOver.objects.get().taken_at is not None


def test_the_number_and_the_name_are_never_on_the_page(client: Client, token: str) -> None:
    pages = scan(client, token)
    client.post(reverse("app:continue-code"))
    pages += client.get(reverse("app:continue")).content.decode()
    said = client.post(reverse("app:continue-code"), headers=JSON).content.decode()
    for secret in (NUMBER, NUMBER[:7], NAME, "中原精工"):
        assert secret not in pages + said


def test_who_photographed_the_qr_is_logged_in_by_nothing(who: EnterpriseMember, token: str) -> None:
    """The thief has the token and no SMS: guessing, the owner's code read aloud from another browser, no code, posting ahead."""
    owner, thief = Client(), Client()
    scan(owner, token)
    owner.post(reverse("app:continue-code"))
    owners_code = code()
    scan(thief, token)
    thief.get(reverse("app:continue"))
    for guess in (owners_code, "000000", "", "1234567", "abcdef"):
        thief.post(reverse("app:continue"), {"code": guess, "submission": guess})
    thief.post(reverse("app:continue-code"))
    wrong = "111111" if code() != "111111" else "222222"
    for _ in range(6):
        thief.post(reverse("app:continue"), {"code": wrong})
    assert user_of(thief) == ""
    assert ENTERPRISE_KEY not in thief.session
    assert thief.get(reverse("app:verification")).url.startswith(reverse("app:login"))
    # The right code of the thief's own challenge has been tried away by then.
    thief.post(reverse("app:continue"), {"code": code()})
    assert user_of(thief) == ""
    assert owner.post(reverse("app:continue"), {"code": owners_code}).url == reverse("app:verification")


def test_a_token_sends_three_codes_at_most_however_many_phones_come_with_it(token: str) -> None:
    answers = []
    for _ in range(6):
        phone = Client()
        scan(phone, token)
        answers.append(phone.post(reverse("app:continue-code"), headers=JSON))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429, 429]
    assert "刷新二维码" in answers[3].json()["error"]
    assert sent() == 3


def test_pressing_again_sends_no_second_code(client: Client, token: str) -> None:
    scan(client, token)
    for _ in range(4):
        assert client.post(reverse("app:continue-code")).url == reverse("app:continue")
    assert client.post(reverse("app:continue-code"), headers=JSON).status_code == 429
    assert sent() == 1
    assert HandOver.objects.get().codes_sent == 1, "what was not sent does not count"


def test_too_late_or_without_a_token_it_leads_to_the_ordinary_login(client: Client, token: str) -> None:
    assert client.get(reverse("app:continue")).url == reverse("app:login")
    assert client.post(reverse("app:continue-code")).url == reverse("app:login")
    assert client.post(reverse("app:continue"), {"code": "123456"}).url == reverse("app:login")
    with clock.frozen(clock.now()) as time:
        scan(client, token)
        client.post(reverse("app:continue-code"))
        time.advance(minutes=11)
        assert client.post(reverse("app:continue"), {"code": code()}).url == reverse("app:login")
        assert client.post(reverse("app:continue-code"), headers=JSON).status_code == 422
    assert user_of(client) == ""
    assert sent() == 1


def test_a_double_click_is_one_login(client: Client, who: EnterpriseMember, token: str) -> None:
    scan(client, token)
    client.post(reverse("app:continue-code"))
    form = {"code": code(), "submission": "same"}
    second = Client()
    second.cookies = client.cookies.copy()
    assert client.post(reverse("app:continue"), form).url == reverse("app:verification")
    second.post(reverse("app:continue"), form)
    assert user_of(client) == str(who.user_id)


def test_who_is_logged_in_already_needs_no_code_and_others_see_nothing_of_it(
    login: Login, who: EnterpriseMember, token: str
) -> None:
    same = login(who.user)
    page = scan(same, token)
    assert f'href="{reverse("app:verification")}"' in page
    assert "继续为郑州****有限公司认证" in page
    other = login(factories.member().user)
    page = scan(other, token)
    assert "继续为" not in page
    assert "郑州****" not in page
    assert sent() == 0


def test_a_shut_account_gets_no_code(client: Client, who: EnterpriseMember, token: str) -> None:
    who.user.is_active = False
    who.user.save()
    scan(client, token)
    client.post(reverse("app:continue-code"))
    assert sent() == 0


def test_who_left_the_enterprise_logs_in_without_it(
    client: Client, who: EnterpriseMember, token: str
) -> None:
    scan(client, token)
    client.post(reverse("app:continue-code"))
    EnterpriseMember.objects.filter(pk=who.pk).update(state="ended")
    done = client.post(reverse("app:continue"), {"code": code()})
    assert done.url == reverse("app:choose-enterprise")
    assert ENTERPRISE_KEY not in client.session


def test_fetched_ahead_it_does_not_count_as_scanned(client: Client, token: str) -> None:
    client.get(reverse("app:download"), {"t": token}, headers={"Sec-Purpose": "prefetch"})
    assert HandOver.objects.get().opened_at is None
    scan(client, token)
    assert HandOver.objects.get().opened_at is not None
