"""Forging the audit log with the database, the folder or both in hand is found; the database's own tricks are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.database import audit_triggers_lifted
from yuzhengdai.foundation.audit import sealing
from yuzhengdai.foundation.audit.models import AuditEvent, AuditSeal
from yuzhengdai.foundation.audit.sealing import anchor_path, audit_seal, audit_verify
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import FrozenClock, frozen

pytestmark = pytest.mark.django_db
EVENTS, SEALS = "DELETE FROM audit_auditevent", "DELETE FROM audit_auditseal"


def forced(*statements: str) -> None:
    """As somebody with the database in hand would: triggers off."""
    with audit_triggers_lifted(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def log(db: None, settings: Any, tmp_path: Path) -> None:
    """Two sealed batches: events 1 to 3 and 4 to 5."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors.log")
    forced(EVENTS, SEALS)
    for count in (3, 2):
        with transaction.atomic():
            for number in range(count):
                audit_record(
                    actor=SYSTEM,
                    action="audit.verify",
                    object_kind="thing",
                    object_id=uuid4(),
                    detail={"n": number},
                )
        audit_seal()
    assert (audit_verify().checked, audit_verify().broken_at) == (5, None)


def lines() -> list[str]:
    return anchor_path().read_text().splitlines(keepends=True)


def forge_link(table: str, values: str, place: str) -> None:
    forced(f"UPDATE {table} SET {values} WHERE {place}")  # noqa: S608


def forge_chain() -> None:
    """Change event 2 and calculate the chain and the seals anew, as somebody would who reads this code."""
    forced("UPDATE audit_auditevent SET action = 'audit.other' WHERE sequence = 2")
    previous = sealing.GENESIS
    for event in AuditEvent.objects.order_by("sequence"):
        link = sealing.event_hash(event, previous)
        values = f"previous_hash = '{previous}', hash = '{link}'"
        forge_link("audit_auditevent", values, f"sequence = {event.sequence}")
        forge_link("audit_auditseal", f"hash = '{link}'", f"last_sequence = {event.sequence}")
        previous = link


def append_forged_anchors() -> None:
    forge_chain()
    with anchor_path().open("a") as file:
        for seal in AuditSeal.objects.order_by("last_sequence"):
            file.write(f"{seal.last_sequence} {seal.hash} 2026-11-30T00:00:00Z\n")


def no_anchor_of_the_first_batch() -> None:
    anchor_path().write_text(lines()[1])


FORGERIES: dict[str, tuple[Callable[[], Any], str]] = {
    "events gone": (lambda: forced(EVENTS), "missing"),
    "events and seals gone": (lambda: forced(EVENTS, SEALS), "missing"),
    "events and anchors gone": (lambda: (forced(EVENTS), anchor_path().unlink()), "missing"),
    "all gone": (lambda: (forced(EVENTS, SEALS), anchor_path().unlink()), "missing"),
    "anchors gone": (lambda: anchor_path().unlink(), "anchor_missing"),
    "anchors emptied": (lambda: anchor_path().write_text(""), "anchor_missing"),
    "a line of the anchors gone": (no_anchor_of_the_first_batch, "anchor_missing"),
    "seals gone": (lambda: forced(SEALS), "seal"),
    "seals and anchors gone": (lambda: (forced(SEALS), anchor_path().unlink()), "seal"),
    "the chain calculated anew": (forge_chain, "anchor"),
    "the chain calculated anew and its anchors appended": (append_forged_anchors, "anchor"),
    "the last batch cut off": (
        lambda: forced(EVENTS + " WHERE sequence > 3", SEALS + " WHERE last_sequence > 3"),
        "missing",
    ),
}


@pytest.mark.parametrize("name", list(FORGERIES))
def test_is_found(name: str) -> None:
    forge, reason = FORGERIES[name]
    forge()
    verdict = audit_verify()
    assert verdict.broken_at is not None
    assert verdict.reason == reason


@pytest.mark.parametrize(
    "rubbish",
    [b"rubbish\n", b"x y z\n", b"\xff\xfe\x00\n", b"5 short now\n", b"\n\n", b"99999999999999999999 0 0\n"],
)
def test_rubbish_among_the_anchors_stops_nothing(rubbish: bytes) -> None:
    anchor_path().write_bytes(rubbish + anchor_path().read_bytes() + rubbish)
    assert audit_verify().broken_at is None


SQLITE_TRICKS = [
    "INSERT OR REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent WHERE sequence = 2",
    "REPLACE INTO audit_auditseal SELECT * FROM audit_auditseal",
    "UPDATE OR REPLACE audit_auditevent SET sequence = 2 WHERE sequence IS NULL",
    "DELETE FROM audit_auditevent",
]
POSTGRESQL_TRICKS = [
    "TRUNCATE audit_auditevent",
    "TRUNCATE audit_auditseal",
    "TRUNCATE audit_auditevent, audit_auditseal CASCADE",
    (
        "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent WHERE sequence = 2"
        " ON CONFLICT (id) DO UPDATE SET action = 'audit.other'"
    ),
]
BOTH = [
    "UPDATE audit_auditseal SET hash = 'x'",
    "UPDATE audit_auditseal SET anchored_at = NULL",
    "DELETE FROM audit_auditseal",
]


def tricks() -> list[str]:
    return BOTH + (SQLITE_TRICKS if connection.vendor == "sqlite" else POSTGRESQL_TRICKS)


def test_tricks_of_the_database_are_refused() -> None:
    with transaction.atomic():
        audit_record(actor=SYSTEM, action="audit.verify", object_kind="thing", object_id=uuid4())
    for trick in tricks():
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(trick)
    assert (audit_verify().checked, audit_verify().broken_at) == (5, None)


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


def test_an_anchor_that_could_not_be_written_is_written_later(
    monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    def full(_line: str) -> None:
        raise OSError("no space left on device")

    with transaction.atomic():
        audit_record(actor=SYSTEM, action="audit.verify", object_kind="thing", object_id=uuid4())
    monkeypatch.setattr(sealing, "_append", full)
    assert audit_seal() == 1
    assert audit_verify().broken_at is None
    clock.advance(days=2)
    assert (audit_verify().broken_at, audit_verify().reason) == (6, "anchor_missing")
    monkeypatch.undo()
    assert audit_seal() == 0
    assert len(lines()) == 3
    assert audit_verify().broken_at is None


def test_late_is_a_day() -> None:
    assert timedelta(days=1) == sealing.ANCHOR_LATE_AT_MOST
