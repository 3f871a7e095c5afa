"""Reading 「消息中心」. Whoever asks names the recipients it may read for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yuzhengdai.foundation.core.prepared import PreparedValues
from yuzhengdai.foundation.notifications.models import Notification, NotificationRead, RecipientKind

Recipients = Sequence[tuple[str, UUID]]
"""(kind, id) pairs: an enterprise and its member, an institution and its officer."""

COUNT_AT_MOST = 100


def enterprise_recipients(*, user_id: UUID, enterprise_id: UUID | None) -> Recipients:
    """Whose messages a user of the enterprise side reads."""
    own = [(RecipientKind.USER.value, user_id)]
    return own if enterprise_id is None else [(RecipientKind.ENTERPRISE.value, enterprise_id), *own]


def notification_list(*, recipients: Recipients, user_id: UUID) -> QuerySet[Notification]:
    """Messages for these recipients, the newest first, each with ``is_read`` by this user."""
    where = Q(pk__in=[])
    for kind, recipient_id in recipients:
        where |= Q(recipient_kind=kind, recipient_id=recipient_id)
    read = NotificationRead.objects.filter(notification=OuterRef("pk"), user_id=user_id)
    return Notification.objects.filter(where).annotate(is_read=Exists(read)).order_by("-created_at", "-id")


def notification_get(*, recipients: Recipients, user_id: UUID, notification_id: UUID) -> Notification:
    """One of them. Raises Notification.DoesNotExist for any other."""
    return notification_list(recipients=recipients, user_id=user_id).get(pk=notification_id)


def unread_count(*, recipients: Recipients, user_id: UUID) -> int:
    """How many are unread; counted to 100 at most. On every page with the bell, so compiled once a process."""
    asked = _unread(tuple(kind for kind, _ in recipients))
    return len(asked.rows(user_id, *(recipient_id for _, recipient_id in recipients)))


@cache
def _unread(kinds: tuple[str, ...]) -> PreparedValues:
    def build(user_id: UUID, *ids: UUID) -> QuerySet[Notification, tuple[UUID]]:
        found = unread_list(recipients=list(zip(kinds, ids, strict=True)), user_id=user_id)
        return found.order_by().values_list("pk")[:COUNT_AT_MOST]

    return PreparedValues(build, *[UUID] * (len(kinds) + 1))


def unread_list(*, recipients: Recipients, user_id: UUID) -> QuerySet[Notification]:
    """Those that this user has not read yet."""
    found = notification_list(recipients=recipients, user_id=user_id)
    return found.filter(
        ~Exists(NotificationRead.objects.filter(notification=OuterRef("pk"), user_id=user_id))
    )
