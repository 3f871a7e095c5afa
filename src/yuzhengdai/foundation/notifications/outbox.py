"""Sending what the outbox holds: leases, retries with growing pauses, expiry, wiping."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.notifications.models import OutboxMessage, OutboxState

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=90)
MAX_ATTEMPTS = 12
_FIRST_PAUSE_S = 5
_LONGEST_PAUSE_S = 900

Sender = Callable[[UUID, dict[str, Any]], str]
"""Takes message id and payload, returns the vendor's reference; raises ExternalError."""

_senders: dict[str, Sender] = {}


def register_sender(kind: str, sender: Sender) -> None:
    """Name what sends messages of this kind; called from AppConfig.ready."""
    _senders[kind] = sender


def outbox_dispatch() -> int:
    """Send one batch of due messages; returns how many were tried.

    A row is leased in one transaction, sent outside of any, and settled in another: a killed worker's lease runs out and
    the message is sent again (at least once), never lost.
    """
    rows = _lease()
    for row in rows:
        _send(row)
    return len(rows)


def _lease() -> list[OutboxMessage]:
    at = now()
    with transaction.atomic():
        due = OutboxMessage.objects.filter(state=OutboxState.PENDING, next_attempt_at__lte=at).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=at)
        )
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        rows = list(due.order_by("next_attempt_at")[:BATCH])
        OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=at + LEASE)
    return rows


def _send(row: OutboxMessage) -> None:
    if row.expires_at is not None and row.expires_at < now():
        _settle(row, OutboxState.FAILED, error="expired")
        return
    try:
        reference = _senders[row.kind](row.pk, row.payload)
    except ExternalError as error:
        _failed(row, error=error.code, is_final=error.permanent)
    except Exception:
        # A fault of our own must neither lose the message nor stop the batch.
        logger.exception("sender failed", extra={"message_id": str(row.pk), "kind": row.kind})
        _failed(row, error="fault", is_final=False)
    else:
        _settle(row, OutboxState.SENT, reference=reference)


def _failed(row: OutboxMessage, *, error: str, is_final: bool) -> None:
    attempts = row.attempts + 1
    if is_final or attempts >= MAX_ATTEMPTS:
        row.attempts = attempts
        _settle(row, OutboxState.FAILED, error=error)
        return
    pause = min(_FIRST_PAUSE_S * 2 ** (attempts - 1), _LONGEST_PAUSE_S)
    OutboxMessage.objects.filter(pk=row.pk, state=OutboxState.PENDING).update(
        attempts=attempts,
        next_attempt_at=now() + timedelta(seconds=pause),
        leased_until=None,
        last_error=error[:200],
    )


def _settle(row: OutboxMessage, state: OutboxState, *, error: str = "", reference: str = "") -> None:
    with transaction.atomic():
        row.state = state
        row.finished_at = now()
        row.leased_until = None
        row.last_error = error[:200]
        row.vendor_reference = reference[:120]
        row.payload = {}  # the text has done its work; only the fact of sending is kept
        row.save(
            update_fields=[
                "state",
                "finished_at",
                "leased_until",
                "last_error",
                "vendor_reference",
                "payload",
                "attempts",
            ]
        )


def outbox_purge(*, keep: timedelta = timedelta(days=90)) -> int:
    """Delete settled messages older than ``keep``."""
    old = OutboxMessage.objects.exclude(state=OutboxState.PENDING).filter(finished_at__lt=now() - keep)
    ids = list(old.values_list("pk", flat=True)[:500])
    return OutboxMessage.objects.filter(pk__in=ids).delete()[0]
