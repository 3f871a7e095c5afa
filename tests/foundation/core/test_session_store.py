"""The table of sessions opens nothing: keys stand there as hashes, and sessions of before go on."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.test import Client

from tests import factories
from yuzhengdai.foundation.core.session_store import SessionStore, stored_key

pytestmark = pytest.mark.django_db
migration = import_module("yuzhengdai.foundation.core.migrations.0003_session_keys_hashed")


def signed_in() -> Client:
    client = Client()
    client.force_login(factories.user())
    return client


def test_what_stands_in_the_table_logs_nobody_in() -> None:
    client = signed_in()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    (row,) = Session.objects.all()
    assert key not in row.session_key
    assert row.session_key == stored_key(key)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert "_auth_user_id" not in SessionStore(row.session_key).load()
    assert thief.get("/console/").status_code == 302
    assert SessionStore(key).load()["_auth_user_id"]


def test_changing_and_ending_a_session_leaves_nothing() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    first = str(store.session_key)
    store.cycle_key()
    assert store.session_key != first
    assert not SessionStore().exists(first)
    assert SessionStore().exists(str(store.session_key))
    assert SessionStore(store.session_key).load() == {"a": 1}
    store.flush()
    assert not Session.objects.exists()


def test_sessions_of_before_go_on_after_the_migration() -> None:
    before = DjangosStore()
    before["a"] = 1
    before.create()
    for _ in range(2):  # a second run changes nothing
        migration.hash_keys(apps, None)
    assert SessionStore(before.session_key).load() == {"a": 1}
    assert [row.session_key for row in Session.objects.all()] == [stored_key(str(before.session_key))]


@pytest.mark.parametrize("cookie", ["a\x00b", "\x00", "\xe9\xe8", "h$abc", "' OR 1=1 --", "x" * 5000])
def test_cookies_that_are_no_keys(cookie: str) -> None:
    client = Client()
    for name in (settings.SESSION_COOKIE_NAME, settings.STAFF_SESSION_COOKIE_NAME):
        client.cookies[name] = cookie
    for path in ("/", "/console/", "/bank/", "/gate/status/"):
        assert client.get(path).status_code < 500


def raw_cookie(client: Client, value: str) -> Any:
    return client.get("/console/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={value}")


def test_a_nul_as_it_comes_over_the_wire() -> None:
    for value in ("a\x00b", '"a\\000b"'):
        assert raw_cookie(Client(), value).status_code == 302
