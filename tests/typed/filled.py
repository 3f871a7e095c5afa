"""One form of the table of forms, filled in by hand in a browser of its own, and the mishaps that may befall it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.bad_input.pages import TEXT_KINDS, Page
from tests.bad_input.table import Case
from tests.bad_input.world import World
from yuzhengdai.foundation.core.models import KeptPost
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

SCRIPT = {"HTTP_X_SUBMIT": "1", "HTTP_ACCEPT": "text/html"}
AUTOSAVE = {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
HTMX = {"HTTP_HX_REQUEST": "true"}
FETCH = {"HTTP_SEC_FETCH_DEST": "empty", "HTTP_SEC_FETCH_MODE": "cors"}
WAYS = (SCRIPT, AUTOSAVE, HTMX, FETCH)

SECRETS = {
    "code", "password", "id_number", "account_number", "number", "electricity-number", "social-number",
    "receipt_number", "proof", "csr", "signature", "certificate", "challenge",
}  # fmt: skip
"""Written down by hand: what nothing may keep."""


class Filled:
    """A form as somebody left it: every field that takes words has words of its own."""

    def __init__(self, case: Case, world: World) -> None:
        if case.prepare is not None:
            case.prepare(world)
        self.case, self.world = case, world
        self.url, self.page_url = case.url(world), case.page_url(world)
        self.client = world.client(case.who)
        self.client.handler.enforce_csrf_checks = True
        self.client.raise_request_exception = False
        answer = self.client.get(self.page_url, follow=True)
        found = None
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            self.page_url = answer.request["PATH_INFO"] if answer.redirect_chain else self.page_url
            page = Page(answer.content.decode(), self.page_url)
            found = page.form_for(self.url)
        self.form = found
        self.data: dict[str, Any] = dict.fromkeys(case.fields, "")
        self.words: dict[str, str] = {}
        if found is not None:
            self.words = {
                name: f"字字{number}不丢"
                for number, name in enumerate(found.names(*TEXT_KINDS))
                if name not in SECRETS
            }
            secret = {name: "4101 0119 0001 0100" for name in found.controls if name in SECRETS}
            self.data |= found.filled({**case.typed, **self.words, **secret})
        self.token = self.data.pop("csrfmiddlewaretoken", "")
        if found is None:
            # A script's own request, or a button alone: as the page's meta data has it.
            state = self.client.get(
                f"/{self.url.split('/')[1]}/session/" if self.is_staff else "/session/"
            ).json()
            self.token, self.data["form_owner"] = state["token"], state["owner"]
        self.owner = self.data.get("form_owner", "")

    @property
    def is_staff(self) -> bool:
        """Of a workbench."""
        return self.url.startswith(("/bank/", "/ops/"))

    @property
    def cookie(self) -> str:
        """The session's cookie of the side."""
        return settings.STAFF_SESSION_COOKIE_NAME if self.is_staff else settings.SESSION_COOKIE_NAME

    def post(self, *, token: str | None = None, **headers: str) -> Any:
        """Send it, with the token of its page."""
        data = {**self.data, "csrfmiddlewaretoken": self.token if token is None else token}
        headers.setdefault("HTTP_REFERER", f"http://testserver{self.page_url}")
        return self.client.post(self.url, data, **headers)

    def open(self) -> Any:
        """The form's page again, as it is reached by hand."""
        return self.client.get(self.page_url, follow=True)

    def shown(self) -> dict[str, str | None]:
        """What the form's page shows in the fields that had words."""
        page = Page(self.open().content.decode(), self.page_url)
        form = page.form_for(self.url)
        controls = form.controls if form is not None else {}
        return {name: controls[name].value for name in self.words if name in controls}

    @contextmanager
    def session_over(self) -> Iterator[None]:
        """The session's cookie is gone; afterwards the same person is logged in again."""
        kept = self.client.cookies.pop(self.cookie)
        yield
        self.client.cookies[self.cookie] = kept.value

    @contextmanager
    def other_person(self) -> Iterator[None]:
        """Somebody else logs in in the same browser."""
        kept = self.client.cookies.pop(self.cookie)
        if self.is_staff:
            who = "officer" if self.url.startswith("/bank/") else "operator"
            other = World()
            self.client.cookies[self.cookie] = other.client(who).cookies[self.cookie].value
        else:
            stranger = factories.member()
            self.client.cookies[self.cookie] = logged_in(stranger.user, str(stranger.enterprise_id))
        yield
        self.client.cookies[self.cookie] = kept.value

    @contextmanager
    def other_enterprise(self) -> Iterator[None]:
        """In another tab the person has switched to a second enterprise."""
        session = self.client.session
        before = session[ENTERPRISE_KEY]
        member = getattr(self.world, self.case.who)
        second = factories.member(user=member.user, enterprise=factories.enterprise(name="第二示例有限公司"))
        session[ENTERPRISE_KEY] = str(second.enterprise_id)
        session.save()
        yield
        session = self.client.session
        session[ENTERPRISE_KEY] = before
        session.save()


def logged_in(user: Any, enterprise_id: str) -> str:
    """The session cookie of a fresh login."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[ENTERPRISE_KEY] = enterprise_id
    session.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def kept_words() -> str:
    """Everything that the server keeps of posted forms, in plain."""
    return " ".join(str(row.content) for row in KeptPost.objects.all())


def next_of(response: Any) -> str:
    """Where a redirect to a login leads afterwards."""
    return parse_qs(urlsplit(response["Location"]).query).get("next", [""])[0]


def login_path(url: str) -> str:
    """The login of the side, written by hand."""
    site = next((site for site in ("bank", "ops", "app") if url.startswith(f"/{site}/")), "portal")
    return reverse(f"{site}:login")


def text_of(response: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", Page(response.content.decode()).words)
