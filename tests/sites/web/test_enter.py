"""What Enter does in a form with a code: it sends the form, and asks for no other code."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


class FirstButtons(HTMLParser):
    """Of each POST form: the attributes of its first submit button, which a browser presses for Enter."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.first: dict[str, dict[str, str | None]] = {}
        self.with_code: list[str] = []
        self._form = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._form = str(given.get("action")) if given.get("method") == "post" else ""
        if not self._form:
            return
        if tag == "button" and given.get("type", "submit") == "submit":
            self.first.setdefault(self._form, given)
        if tag == "input" and given.get("autocomplete") == "one-time-code":
            self.with_code.append(self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""


def asks_for_a_code(markup: str) -> list[bool]:
    page = FirstButtons(markup)
    return ["formaction" in page.first[form] for form in page.with_code]


@pytest.mark.parametrize(
    "path", ["/login/", "/register/", "/app/login/", "/app/register/", "/bank/login/", "/ops/login/"]
)
def test_enter_sends_the_form_of_a_visitor(client: Client, path: str) -> None:
    assert asks_for_a_code(client.get(path).content.decode()) == [False]


def test_enter_saves_the_new_number(login: Callable[..., Client]) -> None:
    owner = factories.member()
    inside = login(owner.user, enterprise_id=str(owner.enterprise_id))
    page = inside.get("/console/profile/basic/phone/").content.decode()
    assert asks_for_a_code(page) == [False, False]
