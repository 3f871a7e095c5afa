"""Sealing: unsealed events get their place in the hash chain, in order, by one worker at a time (O3).

hash = SHA-256 over the previous hash and the canonical JSON of the event. Each batch's last hash is appended to a file
outside the database, so that a rewritten table no longer fits its anchors.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from yuzhengdai.foundation.audit.models import AuditEvent, AuditSeal
from yuzhengdai.foundation.core.clock import iso, now
from yuzhengdai.foundation.core.locks import try_named_lock

logger = logging.getLogger(__name__)
BATCH = 500
GENESIS = "0" * 64
ANCHOR_LATE_AT_MOST = timedelta(days=1)
"""How long a seal may be without its line outside the database: a full disk, a read-only folder."""
_ANCHOR = re.compile(r"([0-9]{1,18}) ([0-9a-f]{64}) \S{1,40}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of checking the chain: ``broken_at`` is the first sequence number that does not fit.

    ``reason``: "missing" (an event), "changed" (an event), "seal" (a batch's seal is gone or another), "anchor" (the file says
    otherwise), "anchor_missing" (a line or the file is gone).
    """

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
    """Seal one batch; returns how many events were sealed, 0 when there are none or another worker is at it.

    Anchors that could not be written when their batch was sealed are written first.
    """
    anchors_write()
    with transaction.atomic():
        has_new = AuditEvent.objects.filter(sequence__isnull=True).exists()
        if not has_new or not try_named_lock("audit-seal"):
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
        AuditSeal.objects.create(first_sequence=first, last_sequence=sequence, hash=previous)
    anchors_write()
    return len(events)


def anchors_write() -> int:
    """Append a line for every seal that has none yet, in order; returns how many. A disk that refuses is tried again later."""
    written = 0
    for seal in AuditSeal.objects.filter(anchored_at__isnull=True).order_by("last_sequence")[:BATCH]:
        try:
            _append(f"{seal.last_sequence} {seal.hash} {iso()}\n")
        except OSError:
            logger.exception(
                "the anchor of seal %s cannot be written; it will be tried again", seal.last_sequence
            )
            return written
        AuditSeal.objects.filter(pk=seal.pk, anchored_at__isnull=True).update(anchored_at=now())
        written += 1
    return written


def _append(line: str) -> None:
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def anchor_path() -> Path:
    """Where the anchors are written: settings.AUDIT_ANCHOR_FILE, by default beside the data."""
    return Path(
        getattr(settings, "AUDIT_ANCHOR_FILE", "") or Path(settings.DATA_DIR) / "audit" / "anchors.log"
    )


def audit_verify() -> Verdict:
    """Walk the whole chain, the seals and the anchors; each must fit the others, and none may be gone.

    Events, seals and anchors that are all gone together leave no trace here: installing the platform writes events, so that a
    log without any is a failure too. Against somebody who has both the database and the folder there are the copies of the
    anchors on another machine.
    """
    verdict = _chain(_anchors())
    if verdict.broken_at is None and not AuditEvent.objects.exists():
        return Verdict(0, 1, "missing")
    return verdict


def _chain(anchors: dict[int, str]) -> Verdict:
    seals = {seal.last_sequence: seal for seal in AuditSeal.objects.all()}
    previous, expected, checked = GENESIS, 1, 0
    for event in (
        AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=2000)
    ):
        if event.sequence != expected:
            return Verdict(checked, expected, "missing")
        if event.previous_hash != previous or event_hash(event, previous) != event.hash:
            return Verdict(checked, expected, "changed")
        reason = _unlike(event, seals.get(expected), anchors.get(expected))
        if reason:
            return Verdict(checked, expected, reason)
        previous, checked, expected = event.hash, checked + 1, expected + 1
    last = max([*anchors, *seals], default=0)
    if last >= expected:
        return Verdict(checked, expected, "missing")
    if last != checked:  # events behind the last seal: their seal is gone
        return Verdict(checked, last + 1, "seal")
    return Verdict(checked)


def _unlike(event: AuditEvent, seal: AuditSeal | None, anchor: str | None) -> str:
    """Why the end of a batch does not fit its seal and its anchor; "" where it does, or where no batch ends."""
    if anchor is not None and anchor != event.hash:
        return "anchor"
    if seal is None:
        return "seal" if anchor is not None else ""
    if seal.hash != event.hash:
        return "seal"
    is_late = seal.anchored_at is None and now() - seal.created_at < ANCHOR_LATE_AT_MOST
    return "" if anchor is not None or is_late else "anchor_missing"


def _anchors() -> dict[int, str]:
    """Sequence → hash. The first line of a sequence counts: what is appended later overrules nothing. Rubbish is passed over."""
    path = anchor_path()
    if not path.exists():
        return {}
    found: dict[int, str] = {}
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        row = _ANCHOR.fullmatch(line)
        if row:
            found.setdefault(int(row[1]), row[2])
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)
