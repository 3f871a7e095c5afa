"""Codes of old: sealed events keep theirs, the chain holds, and everybody reads and finds them under today's."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.database import audit_triggers_lifted
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.foundation.audit.actions import action_begins, action_is, action_now
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.sealing import audit_seal, audit_verify

pytestmark = pytest.mark.django_db
MIGRATION = import_module("yuzhengdai.foundation.audit.migrations.0004_action_codes")


@pytest.fixture(autouse=True)
def own_log(db: None, settings: Any, tmp_path: Path) -> None:
    """A log with nothing in it yet."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.log")
    with audit_triggers_lifted(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditevent")
        cursor.execute("DELETE FROM audit_auditseal")


def write(*actions: str) -> None:
    for action in actions:
        AuditEvent.objects.create(actor_kind="system", action=action, object_kind="thing")


def found(typed: str) -> set[str]:
    return set(AuditEvent.objects.filter(action_begins(typed)).values_list("action", flat=True))


def test_a_sealed_old_event_keeps_its_code_and_the_chain_holds() -> None:
    write("application.submit", "outbox.retry", "access.login")
    assert audit_seal() == 3
    write("product.publish")
    migrate()
    assert sorted(AuditEvent.objects.values_list("action", flat=True)) == [
        "access.login",
        "application.submit",
        "outbox.retry",
        "products.publish",
    ]
    assert audit_seal() == 1
    verdict = audit_verify()
    assert (verdict.checked, verdict.broken_at) == (4, None)
    assert {event.act for event in AuditEvent.objects.all()} == {
        "access.login",
        "applications.submit",
        "notifications.retry",
        "products.publish",
    }


def migrate() -> None:
    with connection.cursor() as cursor:
        MIGRATION.rename(apps, SimpleNamespace(connection=connection, execute=cursor.execute))


def test_unsealed_events_change_in_batches_and_the_triggers_are_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MIGRATION, "BATCH", 2)
    write(*["file.store"] * 5, "filed.by_nobody", "institution.update")
    migrate()
    assert AuditEvent.objects.filter(action="files.store").count() == 5
    assert found("filed") == {"filed.by_nobody"}
    assert AuditEvent.objects.filter(action="institutions.update").exists()
    with pytest.raises(Exception, match=r"append-only|do not change"), transaction.atomic():
        AuditEvent.objects.filter(action="files.store").update(action="x")


@pytest.mark.parametrize(
    ("typed", "actions"),
    [
        ("applications.sub", {"application.submit", "applications.submit"}),
        ("application.sub", {"application.submit", "applications.submit"}),
        ("applications", {"application.submit", "applications.submit", "applications.late"}),
        ("applications.", {"application.submit", "applications.submit", "applications.late"}),
        ("app", {"application.submit", "applications.submit", "applications.late"}),
        ("applications.late", {"applications.late"}),
        ("notifications.retry", {"outbox.retry"}),
        ("outbox", {"outbox.retry"}),
        ("n", {"outbox.retry"}),
        ("submit", set()),
    ],
)
def test_what_is_typed_finds_both_spellings(typed: str, actions: set[str]) -> None:
    write("application.submit", "applications.submit", "applications.late", "outbox.retry")
    assert found(typed) == actions


def test_one_act_is_found_under_both_spellings() -> None:
    write("application.submit", "applications.submit", "applications.late")
    rows = AuditEvent.objects.filter(action_is(ApplicationAudit.SUBMIT))
    assert {row.action for row in rows} == {"application.submit", "applications.submit"}
    assert action_now("access.login") == "access.login"
    assert action_now("") == ""
