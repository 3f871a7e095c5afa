"""Sealing: unsealed events get their place in the hash chain, in order, by one worker at a time (O3).

hash = SHA-256 over the previous hash and the canonical JSON of the event. Each batch's last hash is appended to a file
outside the database, so that a rewritten table no longer fits its anchors.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yuzhengdai.foundation.audit.models import AuditEvent, AuditSeal
from yuzhengdai.foundation.core.clock import iso, now
from yuzhengdai.foundation.core.locks import try_named_lock

BATCH = 500
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of checking the chain: ``broken_at`` is the first sequence number that does not fit."""

    checked: int
    broken_at: int | None = None
    reason: str = ""


def event_hash(event: AuditEvent, previous_hash: str) -> str:
    """The link of one event: 64 hex digits."""
    content: dict[str, Any] = {
        "id": str(event.pk),
        "at": iso(event.created_at),
        "actor": [
            event.actor_kind,
            _text(event.actor_user_id),
            _text(event.actor_organisation_id),
            event.actor_name,
        ],
        "address": event.address,
        "request": event.request_id,
        "action": event.action,
        "object": [event.object_kind, _text(event.object_id)],
        "detail": event.detail,
        "sequence": event.sequence,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous_hash}{canonical}".encode()).hexdigest()


def audit_seal() -> int:
    """Seal one batch; returns how many events were sealed, 0 when there are none or another worker is at it."""
    with transaction.atomic():
        if not AuditEvent.objects.filter(sequence__isnull=True).exists() or not try_named_lock("audit-seal"):
            return 0
        last = AuditSeal.objects.order_by("-last_sequence").first()
        sequence, previous = (last.last_sequence, last.hash) if last else (0, GENESIS)
        events = list(AuditEvent.objects.filter(sequence__isnull=True).order_by("created_at", "pk")[:BATCH])
        if not events:
            # Another worker sealed them between the first look and the lock.
            return 0
        for event in events:
            sequence += 1
            event.sequence, event.previous_hash = sequence, previous
            event.hash = previous = event_hash(event, previous)
        AuditEvent.objects.bulk_update(events, ["sequence", "previous_hash", "hash"], batch_size=100)
        first = sequence - len(events) + 1
        seal = AuditSeal.objects.create(first_sequence=first, last_sequence=sequence, hash=previous)
    _anchor(seal)
    return len(events)


def _anchor(seal: AuditSeal) -> None:
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{seal.last_sequence} {seal.hash} {iso()}\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    AuditSeal.objects.filter(pk=seal.pk).update(anchored_at=now())


def anchor_path() -> Path:
    """Where the anchors are written: settings.AUDIT_ANCHOR_FILE, by default beside the data."""
    return Path(
        getattr(settings, "AUDIT_ANCHOR_FILE", "") or Path(settings.DATA_DIR) / "audit" / "anchors.log"
    )


def audit_verify() -> Verdict:
    """Walk the whole chain and compare it with the anchors."""
    anchors = _anchors()
    previous, expected, checked = GENESIS, 1, 0
    for event in (
        AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=2000)
    ):
        if event.sequence != expected:
            return Verdict(checked, expected, "missing")
        if event.previous_hash != previous or event_hash(event, previous) != event.hash:
            return Verdict(checked, expected, "changed")
        if expected in anchors and anchors[expected] != event.hash:
            return Verdict(checked, expected, "anchor")
        previous, checked, expected = event.hash, checked + 1, expected + 1
    if anchors and max(anchors) >= expected:
        return Verdict(checked, expected, "missing")
    return Verdict(checked)


def _anchors() -> dict[int, str]:
    path = anchor_path()
    if not path.exists():
        return {}
    rows = (line.split() for line in path.read_text().splitlines())
    return {int(row[0]): row[1] for row in rows if len(row) == 3}


def _text(value: object) -> str:
    return "" if value is None else str(value)
