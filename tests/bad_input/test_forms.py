"""Bad input at every form: never a 500, plain Chinese, what was typed kept, nothing half-saved."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.bad_input.pages import TEXT_KINDS, Form, Page
from tests.bad_input.table import CASES, NO_FORM, Case
from tests.bad_input.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

VALUES: dict[str, str] = {
    "empty": "",
    "spaces": " \u3000\t ",
    "too long": "长" * 6000,
    "HTML": "<script>alert(1)</script>",
    "attribute": "\"><img src=x onerror=alert(1)>'",
    "emoji": "😀👨‍👩‍👧",
    "SQL": "'; DROP TABLE accounts_user; --",
    "NUL": "a\x00b",
    "control": "a\x1b[2J\u202eb\u2028c",
    "template": "{{ 7 * 7 }}{% raise %}${7*7}",
    "full-width": "１２３４５６７８９０",
    "digits": "9" * 40,
    "negative": "-1",
    "exponent": "1e999",
    "not a number": "NaN",
    "no such day": "2026-02-30",
    "far day": "99999-12-31",
    "year zero": "0000-00-00",
    "no such id": "00000000-0000-0000-0000-000000000000",
    "path": "../../etc/passwd",
    "address": "//evil.example/",
}
EACH_ALONE = ("too long", "HTML", "NUL", "digits")
"""Values that are also put into each field by itself, hidden ones and choices included, beside right ones."""

ONLY_WORDS = {"spaces", "HTML", "attribute", "SQL", "control", "template", "full-width", "path", "address"}
"""What no database has an opinion about: judged once, on SQLite. The others are sent to PostgreSQL too."""

COMPARED = ("empty", "HTML", "NUL", "digits")
"""Values after which all rows of the database are compared: it takes its time."""

SHOWN_AGAIN = ("HTML", "attribute", "emoji", "SQL", "template")
NOT_SHOWN_AGAIN = {"id_number"}
"""An ID number is never sent back whole."""

# What is counted about asking others is no part of what was sent. A form that is answered by an error page is kept for
# fifteen minutes, so that its words come back with its page (tests/typed): that is no writing of the act it asked for.
DRAFTED = ("applications_application", "demands_financingdemand")
"""Tables whose drafts keep what was typed, right or wrong."""
VOLATILE = (
    "core_keptpost",
    "django_session",
    "core_heartbeat",
    "core_outsidecall",
    "core_try",
    "accounts_codechallenge",
    "accounts_sendcounter",
)
ENGLISH = re.compile(
    r"This field|Enter a |Select a |Ensure |required\.|is not a valid|Traceback|Not Found|Forbidden \("
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Sender:
    """Sends one form again and again, each time into the same world."""

    def __init__(self, case: Case, world: World, *, client: Client | None = None) -> None:
        if case.prepare is not None:
            case.prepare(world)
        self.case, self.url = case, case.url(world)
        self.client = client or world.client(case.who)
        self.form = self._form(world)
        self.base = self.form.filled(case.typed)
        self.problems: list[str] = []
        self.before = fingerprint(case.keeps)

    def _form(self, world: World) -> Form:
        page_url = self.case.page_url(world)
        answer = self.client.get(page_url, follow=True)
        found = None
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            page = Page(answer.content.decode(), page_url)
            found = page.form_for(self.url) or page.form_for(page_url)
        assert found is not None or self.case.fields or not self.case.typed, (
            f"no form for {self.url} on {page_url}"
        )
        form = found or Form(self.url, "post")
        for name in self.case.fields:
            form.controls.setdefault(
                name, Page(f'<form><input name="{name}"></form>').forms[0].controls[name]
            )
        return form

    def names(self) -> list[str]:
        """All that is sent but files and the token."""
        return [
            name
            for name, control in self.form.controls.items()
            if control.kind != "file" and name != "csrfmiddlewaretoken"
        ]

    def visible(self) -> list[str]:
        """What people type into."""
        return [name for name, control in self.form.controls.items() if control.kind in TEXT_KINDS]

    def send(
        self, what: str, changes: dict[str, Any], *, is_typed: bool = False, compares: bool = False
    ) -> Any:
        """Send and judge, then undo."""
        cookies = self.client.cookies.copy()
        data = {**self.base, **changes}
        with undone():
            answer = self.client.post(
                self.url, {name: value for name, value in data.items() if value is not None}
            )
            self.judge(what, answer, changes if is_typed else {}, compares=compares)
        self.client.cookies = cookies
        return answer

    def judge(self, what: str, answer: Any, typed: dict[str, Any], *, compares: bool = True) -> None:
        """Note everything that must not be."""
        say = self.problems.append
        status, text = answer.status_code, "" if answer.streaming else answer.content.decode(errors="replace")
        if status >= 500:
            say(f"{what}: status {status}")
        if "<script>alert(1)" in text or "<img src=x" in text:
            say(f"{what}: mark-up is not escaped")
        if ENGLISH.search(text):
            say(f"{what}: English, {ENGLISH.findall(text)}")
        if "json" in answer.headers.get("Content-Type", ""):
            text = json.dumps(json.loads(text), ensure_ascii=False)
        if status >= 400 and not CHINESE.search(text):
            say(f"{what}: status {status} without a Chinese word")
        if compares and status >= 400 and fingerprint(self.case.keeps) != self.before:
            say(f"{what}: status {status} and something was saved")
        if status in {302, 303} and "evil.example" in answer["Location"].split("?")[0]:
            say(f"{what}: leads away to {answer['Location']}")
        if status == 422 and "html" in answer.headers["Content-Type"]:
            self._judge_form(what, text, typed)

    def _judge_form(self, what: str, text: str, typed: dict[str, Any]) -> None:
        page = Page(text, self.url)
        if not any(CHINESE.search(error) for error in page.errors) and "alert" not in text:
            self.problems.append(f"{what}: 422 and no error is shown")
        form = page.form_for(self.url) or Form("", "post")
        for name, value in typed.items():
            control = form.controls.get(name)
            if control is None or control.kind not in TEXT_KINDS or name in NOT_SHOWN_AGAIN:
                continue
            if value not in (control.value or ""):
                self.problems.append(f"{what}: {name} was not kept but became {(control.value or '')[:60]!r}")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back. As Django's own tests do, durable blocks are let be."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def fingerprint(keeps: tuple[str, ...]) -> str:
    """One word for all rows, drafts' words and what may change anyhow apart."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in VOLATILE or table in keeps:
                continue
            where = " WHERE state <> 'draft'" if table in DRAFTED else ""
            cursor.execute(f'SELECT * FROM "{table}"{where}')  # noqa: S608 - names of our own tables
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()


def test_the_judge_can_say_no(world: World) -> None:
    register = next(case for case in CASES if case.route == "portal:register")
    sender = Sender(register, world)
    html = sender.client.get(sender.url).content.decode()
    sender._judge_form("shown", html, {"name": "示例"})
    assert [problem.partition(":")[2][:24] for problem in sender.problems] == [
        " 422 and no error is sho",
        " name was not kept but b",
    ]
    assert "phone" in sender.visible()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_values(case: Case, world: World) -> None:
    sender = Sender(case, world)
    is_first = connection.vendor == "sqlite"
    values = {what: value for what, value in VALUES.items() if is_first or what not in ONLY_WORDS}
    for what, value in values.items():
        typed = dict.fromkeys(sender.visible(), value)
        sender.send(f"everything {what}", typed, is_typed=what in SHOWN_AGAIN, compares=what in COMPARED)
    for name in sender.names():
        for what in EACH_ALONE:
            if what in values:
                sender.send(f"{name} {what}", {name: values[what]})
        sender.send(f"{name} missing", {name: None})
        if is_first:
            sender.send(f"{name} twice", {name: ["1", "<script>alert(1)</script>"]})
    sender.send("nothing at all", dict.fromkeys(sender.names()), compares=True)
    assert not sender.problems, "\n".join(sender.problems)


@pytest.mark.once
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_body_itself_is_bad(case: Case, world: World) -> None:
    """Bytes that are no text, broken multipart, too many fields, too much of everything."""
    sender = Sender(case, world)
    bodies: dict[str, tuple[bytes, str, dict[str, str]]] = {
        "no text": (b"phone=%FF%FE&name=\xff\xfe\x00", "application/x-www-form-urlencoded", {}),
        "broken multipart": (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x", {}),
        "no boundary": (b"abc", "multipart/form-data", {}),
        "many fields": (
            "&".join(f"a{number}=1" for number in range(600)).encode(),
            "application/x-www-form-urlencoded",
            {},
        ),
        "JSON": (b'{"phone": ["1"', "application/json", {}),
        "3 MB": (b"name=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", {}),
        "200 MB announced": (b"x", "application/x-www-form-urlencoded", {"CONTENT_LENGTH": str(200 * 2**20)}),
    }
    for what, (content, kind, headers) in bodies.items():
        with undone():
            answer = sender.client.generic("POST", sender.url, content, kind, **headers)  # type: ignore[arg-type]
            sender.judge(what, answer, {})
        if what == "200 MB announced" and answer.status_code != 413:
            sender.problems.append(f"{what}: status {answer.status_code}")
    assert not sender.problems, "\n".join(sender.problems)


@pytest.mark.once
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_token_is_missing(case: Case, world: World) -> None:
    client = world.client(case.who)
    client.handler.enforce_csrf_checks = True
    sender = Sender(case, world, client=client)
    for token in (None, "", "x" * 64):
        answer = sender.send(f"token {token!r}", {"csrfmiddlewaretoken": token}, compares=True)
        assert answer.status_code == 403
        assert "html" in answer.headers["Content-Type"]
    assert not sender.problems, "\n".join(sender.problems)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_two_tabs(case: Case, world: World) -> None:
    """The same form from two tabs: the second is told or led on, and writes nothing the first has not."""
    sender = Sender(case, world)
    data = {name: value for name, value in sender.base.items() if value is not None}
    first = sender.client.post(sender.url, data)
    after_first = row_counts()
    second = sender.client.post(sender.url, data)
    sender.before = fingerprint(case.keeps)
    for answer in (first, second):
        sender.judge("two tabs", answer, {})
    assert not sender.problems, "\n".join(sender.problems)
    if first.status_code == 302:
        after_second = row_counts()
        if case.route in RECORDED_EACH_TIME:
            after_second["audit_auditevent"] = after_first["audit_auditevent"]
        assert after_second == after_first


RECORDED_EACH_TIME = {
    "console:electricity",
    "app:electricity",
    "console:electricity-change",
    "app:electricity-change",
    "app:social-insurance",
    "console:social-insurance",
    "portal:choose-enterprise",
    "app:choose-enterprise",
    "ops:branch-edit",
    "ops:officer-edit",
    "ops:article-edit",
    "ops:article-publish",
    "ops:calendar",
    "ops:verification-picture-open",
}
"""Setting what is set already changes nothing; that it was done is on record, and so is each look at a picture."""


def row_counts() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in VOLATILE:
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - names of our own tables
                counts[table] = int(cursor.fetchone()[0])
    return counts


def post_routes() -> Iterator[str]:
    """Names of all routes whose view takes a POST, the demo's apart."""

    def walk(resolver: Any, namespace: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry, inner)
            elif isinstance(entry, URLPattern):
                view = getattr(entry.callback, "view_class", None)
                if view is not None and hasattr(view, "post"):
                    yield f"{namespace}{entry.name}"

    return walk(get_resolver(), "")


def test_every_post_route_is_listed() -> None:
    routes = set(post_routes())
    listed = {case.route for case in CASES} | set(NO_FORM)
    assert not routes - listed, f"add to tests/bad_input/table.py: {sorted(routes - listed)}"
    assert not listed - routes, f"no longer there: {sorted(listed - routes)}"


def test_every_action_of_the_bank_is_listed() -> None:
    from yuzhengdai.sites.bank.cases.actions import ACTIONS

    listed = {str(case).removeprefix("bank:") for case in CASES if case.route == "bank:case-action"}
    assert listed == set(ACTIONS)
