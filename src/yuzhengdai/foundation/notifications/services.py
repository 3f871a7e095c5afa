"""Telling people: a line in 「消息中心」 and an SMS, both written in the transaction of the act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yuzhengdai.foundation.core.inserts import insert_new
from yuzhengdai.foundation.notifications.models import (
    MessageKind,
    Notification,
    NotificationRead,
    OutboxMessage,
)


def sms_enqueue(
    *,
    phone: str,
    template: str,
    params: Mapping[str, str],
    text: str,
    dedupe_key: str,
    expires_at: datetime | None = None,
) -> None:
    """Put one SMS into the outbox; the same ``dedupe_key`` twice sends once.

    ``phone`` is E.164. ``text`` is the whole sentence as the demo inbox shows it; it must hold no amounts and no
    reasons of refusal. After ``expires_at`` it is not sent any more (a one-time code is useless then).
    """
    _require_transaction()
    payload = {"phone": phone, "template": template, "params": dict(params), "text": text}
    insert_new([OutboxMessage(kind="sms", dedupe_key=dedupe_key, payload=payload, expires_at=expires_at)])


def notification_create(
    *,
    recipient_kind: str,
    recipient_id: UUID,
    category: MessageKind,
    title: str,
    body: str,
    dedupe_key: str,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    is_todo: bool = False,
) -> None:
    """Add one line to the 「消息中心」 of an enterprise, an institution or a user; once per ``dedupe_key``."""
    notifications_create(
        [
            Notification(
                recipient_kind=recipient_kind,
                recipient_id=recipient_id,
                category=category,
                title=title,
                body=body,
                dedupe_key=dedupe_key,
                subject_kind=subject_kind,
                subject_id=subject_id,
                is_todo=is_todo,
            )
        ]
    )


def notifications_create(rows: Sequence[Notification]) -> None:
    """Add several lines at once, each once per ``dedupe_key``."""
    _require_transaction()
    insert_new(rows)


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("messages belong into the transaction of the act")


def notifications_read(*, user_id: UUID, notifications: Iterable[Notification]) -> int:
    """Mark messages as read by this user; returns how many rows were written. A repeat changes nothing.

    The caller has found them through the selectors, so the user may read them.
    """
    rows = [NotificationRead(notification=one, user_id=user_id) for one in notifications]
    return len(NotificationRead.objects.bulk_create(rows, ignore_conflicts=True))
