"""R2: after 「注册」 on the PC 「企业登录」 logs in by one click in the same browser, for ten minutes, once, without a second code."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client

from tests.phones import register, sms_texts
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
PHONE = "+8613912340000"
CLICK = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1"}
BUTTON = "用 139****0000 登录"


@pytest.fixture(autouse=True)
def texts() -> None:
    agreements_install()


@pytest.fixture
def registered(client: Client) -> Client:
    """A browser in which somebody registered just now."""
    answer = register(client, PHONE)
    assert answer["Location"] == "/"
    assert "_auth_user_id" not in client.session
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def click(client: Client, **changes: str) -> Any:
    return client.get("/login/", headers={**CLICK, **changes})


def test_one_click_and_no_second_code(registered: Client) -> None:
    assert click(registered)["Location"] == "/"
    assert registered.session["_auth_user_id"] == str(User.objects.get().pk)
    assert registered.session[ENTERPRISE_KEY] == str(Enterprise.objects.get().pk)
    assert len(sms_texts(PHONE)) == 1, "the registration's code alone"
    assert AuditEvent.objects.get(action="access.login").detail["way"] == "registration"


def test_where_the_browser_does_not_say_who_clicked_there_is_a_button(registered: Client) -> None:
    html = registered.get("/login/").content.decode()
    assert BUTTON in html
    assert not is_in(registered)
    assert registered.post("/login/registered/")["Location"] == "/"
    assert is_in(registered)


@pytest.mark.parametrize(
    "changes",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-User": ""},
        {"Sec-Purpose": "prefetch"},
    ],
)
def test_another_site_or_a_browser_fetching_ahead_logs_nobody_in(
    registered: Client, changes: dict[str, str]
) -> None:
    assert click(registered, **changes).status_code == 200
    assert not is_in(registered)
    assert click(registered).status_code == 302, "and uses nothing up"


def test_it_goes_on_where_registering_was_asked_for(client: Client) -> None:
    register(client, PHONE, next="/console/messages/")
    assert click(client)["Location"] == "/console/messages/"


def test_it_is_over_after_ten_minutes(client: Client) -> None:
    with clock.frozen(clock.now()) as time:
        register(client, PHONE)
        time.advance(minutes=10, seconds=1)
        answer = click(client)
        assert answer.status_code == 200
        assert BUTTON not in answer.content.decode()
        assert client.post("/login/registered/")["Location"] == "/login/"
    assert not is_in(client)


def test_the_session_taken_to_another_browser_is_worth_nothing(registered: Client) -> None:
    thief = Client()
    taken = {name: one.value for name, one in registered.cookies.items() if "browser" not in name}
    thief.cookies = SimpleCookie(taken)
    assert click(thief).status_code == 200
    assert thief.post("/login/registered/")["Location"] == "/login/"
    assert not is_in(thief)


def test_it_works_once_even_for_a_copy_of_the_session(registered: Client) -> None:
    ticket = registered.session["login_ticket"]
    click(registered)
    registered.post("/logout/")
    session = registered.session
    session["login_ticket"] = ticket
    session.save()
    registered.cookies["sessionid" if "sessionid" in registered.cookies else "yzd_session"] = (
        session.session_key
    )
    registered.post("/login/registered/")
    assert not is_in(registered)


def test_after_leaving_the_ordinary_login_stands_there(registered: Client) -> None:
    click(registered)
    registered.post("/logout/")
    assert click(registered).status_code == 200
    assert not is_in(registered)


def test_a_forged_or_changed_ticket_is_worth_nothing(registered: Client) -> None:
    session = registered.session
    for forged in ("x", session["login_ticket"][:-2] + "zz", ""):
        session["login_ticket"] = forged
        session.save()
        assert registered.post("/login/registered/")["Location"] == "/login/"
    assert not is_in(registered)


@pytest.mark.parametrize("change", [{"is_active": False}, {"session_epoch": 1}])
def test_an_account_that_was_shut_or_whose_sessions_were_ended_stays_out(
    registered: Client, change: dict[str, Any]
) -> None:
    User.objects.update(**change)
    assert click(registered).status_code == 200
    registered.post("/login/registered/")
    assert not is_in(registered)
