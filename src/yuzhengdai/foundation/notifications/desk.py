"""The outbox for the operator's eyes: how much waits, what failed, another try at once. Never the text of a message."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused
from yuzhengdai.foundation.notifications.audit_actions import NotificationAudit
from yuzhengdai.foundation.notifications.models import OutboxMessage, OutboxState

KEEPERS = ("operator:operator", "operator:system_administrator", "system")


def outbox_counts() -> dict[str, int]:
    """State → number, and "retrying": waiting after at least one failure."""
    rows = OutboxMessage.objects.values_list("state").annotate(number=Count("pk")).order_by()
    counts = dict.fromkeys(OutboxState.values, 0) | dict(rows)
    counts["retrying"] = OutboxMessage.objects.filter(state=OutboxState.PENDING, attempts__gt=0).count()
    return counts


def outbox_oldest_waiting() -> OutboxMessage | None:
    """What has been waiting longest."""
    return OutboxMessage.objects.filter(state=OutboxState.PENDING).order_by("created_at").first()


def outbox_troubles(*, actor: Actor) -> QuerySet[OutboxMessage]:
    """Messages that failed for good or are tried again, newest first, without their payload."""
    if not actor.has_role(*KEEPERS):
        return OutboxMessage.objects.none()
    waiting = OutboxMessage.objects.filter(state=OutboxState.PENDING, attempts__gt=0)
    failed = OutboxMessage.objects.filter(state=OutboxState.FAILED)
    return (waiting | failed).defer("payload").order_by("-created_at", "-pk")


def outbox_retry_now(*, actor: Actor, message_id: UUID) -> OutboxMessage:
    """Do not wait for the pause between tries. A message that failed for good holds no text any more: Refused."""
    if not actor.has_role(*KEEPERS):
        raise Forbidden
    with transaction.atomic():
        row = OutboxMessage.objects.select_for_update().defer("payload").filter(pk=message_id).first()
        if row is None:
            raise NotFound
        if row.state != OutboxState.PENDING:
            raise Refused("outbox.settled", "这条消息已经结束，正文已按规定清除，不能再次发送。")
        OutboxMessage.objects.filter(pk=row.pk, state=OutboxState.PENDING).update(next_attempt_at=now())
        audit_record(
            actor=actor, action=NotificationAudit.RETRY, object_kind="outbox_message", object_id=row.pk
        )
    return row
