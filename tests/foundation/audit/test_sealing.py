"""The hash chain (O3): sealed in order, anchored outside, and any change is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.database import audit_triggers_lifted
from yuzhengdai.foundation.audit import sealing, triggers
from yuzhengdai.foundation.audit.models import AuditEvent, AuditSeal
from yuzhengdai.foundation.audit.sealing import anchor_path, audit_seal, audit_verify
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchors(db: None, settings: Any, tmp_path: Path) -> None:
    """Anchors of its own, and none of the events that setting up the database leaves."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.log")
    with audit_triggers_lifted(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditevent")
        cursor.execute("DELETE FROM audit_auditseal")


def record(count: int = 3) -> None:
    with transaction.atomic():
        for number in range(count):
            audit_record(
                actor=SYSTEM, action="test.act", object_kind="thing", object_id=uuid4(), detail={"n": number}
            )


def _force(statement: str) -> None:
    """Change the table as somebody with the database in hand would: triggers off."""
    with connection.schema_editor() as editor:
        triggers.remove(None, editor)
        editor.execute(statement)


def test_seals_in_order_and_verifies() -> None:
    record(3)
    assert audit_seal() == 3
    record(2)
    assert audit_seal() == 2
    assert audit_seal() == 0
    assert list(AuditEvent.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    verdict = audit_verify()
    assert (verdict.checked, verdict.broken_at) == (5, None)
    assert [line.split()[0] for line in anchor_path().read_text().splitlines()] == ["3", "5"]


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_auditevent SET action = 'test.other' WHERE sequence = 2", 2),
        ("DELETE FROM audit_auditevent WHERE sequence = 2", 2),
        ("DELETE FROM audit_auditevent WHERE sequence = 3", 3),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_tampering_is_found(statement: str, broken_at: int) -> None:
    record(3)
    audit_seal()
    _force(statement)
    assert audit_verify().broken_at == broken_at
    with pytest.raises(CommandError):
        call_command("audit_verify")
    _restore()


def _restore() -> None:
    with connection.schema_editor() as editor:
        editor.execute("DELETE FROM audit_auditevent")
        editor.execute("DELETE FROM audit_auditseal")
        triggers.install(None, editor)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_auditevent",
        "UPDATE audit_auditevent SET action = 'x'",
        "UPDATE audit_auditevent SET detail = '{}'",
        "UPDATE audit_auditevent SET sequence = 9",
    ],
)
def test_the_database_itself_refuses(statement: str) -> None:
    record(1)
    audit_seal()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit_verify().broken_at is None


def test_unsealed_events_are_fixed_too() -> None:
    record(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.update(action="x")
    with pytest.raises(TypeError):
        AuditEvent.objects.get().delete()


def test_another_worker_sealed_between_the_look_and_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by `make soak`: the second worker had nothing left and wrote the same seal again."""
    record(3)

    def locked_late(_name: str) -> bool:
        monkeypatch.undo()
        assert audit_seal() == 3
        return True

    monkeypatch.setattr(sealing, "try_named_lock", locked_late)
    assert audit_seal() == 0
    assert AuditSeal.objects.count() == 1
    assert audit_verify().broken_at is None
