"""Fixtures of all tests. Factories are in `tests/factories.py`, the browser's fixtures in `tests/e2e/conftest.py`."""

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate
from django.test import Client

from tests.database import audit_triggers_lifted
from yuzhengdai.domain.agreements.models import Agreement
from yuzhengdai.domain.insights import selectors as insights
from yuzhengdai.domain.products import catalogue
from yuzhengdai.foundation.integrations import registry
from yuzhengdai.sites.web import page_cache
from yuzhengdai.sites.web.site import BANK

# How long one example takes says more about the neighbours of this machine than about the code.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

E2E_FOLDER = Path(__file__).parent / "e2e"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in tests/e2e as `e2e`."""
    for item in items:
        if E2E_FOLDER in Path(item.path).parents:
            item.add_marker("e2e")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """No test speaks to anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and self.type != socket.SOCK_DGRAM:
            host = str(address[0])
            if not (host.startswith("127.") or host in {"localhost", "::1"}):
                raise AssertionError(f"a test tried to connect to {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_past_audit_triggers() -> Iterator[None]:
    """Tests with `transaction=True` empty every table afterwards; the append-only triggers step aside for that."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with audit_triggers_lifted(self.connection):
            flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifted)
        yield


@pytest.fixture(autouse=True, scope="session")
def _texts_of_old() -> Iterator[None]:
    """The agreements that every migration (and flush) publishes are in force for tests that stop the clock in the past."""

    def date_back(**_: Any) -> None:
        Agreement.objects.update(published_at=datetime(2020, 1, 1, tzinfo=UTC))

    sender = apps.get_app_config("agreements")
    post_migrate.connect(date_back, sender=sender, weak=False)
    yield
    post_migrate.disconnect(date_back, sender=sender)


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """What one test caches is not seen by the next."""
    yield
    cache.clear()
    catalogue.forget()
    insights.forget()
    page_cache.clear()
    registry.forget_all()


@pytest.fixture(autouse=True, scope="session")
def _no_files_left() -> Iterator[None]:
    yield
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


def to_staff_side(client: Client) -> Client:
    """Give a client that was logged in with `force_login` the cookie of the staff side instead."""
    for usual, staff in BANK.cookies.items():
        morsel = client.cookies.pop(usual, None)
        if morsel is not None:
            client.cookies[staff] = morsel.value
    return client


@pytest.fixture
def login() -> Callable[..., Client]:
    """`login(user, staff=False, **session)`: a client logged in on one side, with values put into its session."""

    def make(user: Any, *, staff: bool = False, **session_values: Any) -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        session.update(session_values)
        session.save()
        return to_staff_side(client) if staff else client

    return make


@pytest.fixture(autouse=True)
def _no_anchors_of_other_tests() -> None:
    """Each test has a database of its own, but all of a process write their audit anchors into one file."""
    (settings.DATA_DIR / "audit" / "anchors.log").unlink(missing_ok=True)
