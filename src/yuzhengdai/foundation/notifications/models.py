"""Outbox and 消息中心."""

from __future__ import annotations

from django.db import models

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField
from yuzhengdai.foundation.core.models import BaseModel


class OutboxState(models.TextChoices):
    """Where a message to the outside stands."""

    PENDING = "pending", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class OutboxMessage(BaseModel):
    """Something to be done outside after the transaction commits: an SMS today, webhooks later.

    ``payload`` is encrypted and wiped after sending. ``dedupe_key`` makes enqueuing idempotent. A worker claims a row by
    setting ``leased_until``; a killed worker's lease runs out and the row is taken again (at least once; the message id is
    the idempotency key towards vendors that know one).
    """

    kind = models.CharField(max_length=20)
    dedupe_key = models.CharField(max_length=120, unique=True)
    payload = EncryptedJSONField(tag="notifications.outbox.payload")
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    vendor_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="pending"),
                name="notifications_outbox_due",
            )
        ]


class RecipientKind(models.TextChoices):
    """Whom a notification is for: all members of an organisation, or one user."""

    ENTERPRISE = "enterprise", "企业"
    INSTITUTION = "institution", "机构"
    USER = "user", "个人"


class MessageKind(models.TextChoices):
    """What a line in 「消息中心」 is about. Stored, shown as an icon, and what others may subscribe to: codes do not change."""

    APPLICATION = "application", "申请进展"
    AUTHORISATION = "authorisation", "数据授权"
    DEMAND = "demand", "融资需求"
    ENTERPRISE = "enterprise", "企业账号"
    FEEDBACK = "feedback", "意见反馈"
    MEMBER = "member", "成员"
    OFFER = "offer", "融资方案"
    OFFICER = "officer", "机构人员"
    PRODUCT = "product", "产品"
    SUPERVISION = "supervision", "平台督办"
    VERIFICATION = "verification", "企业认证"


def message_kinds() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in MessageKind.choices]


class Notification(BaseModel):
    """One line in 「消息中心」. ``subject_kind``/``subject_id`` say what it is about, for the link."""

    recipient_kind = models.CharField(max_length=12, choices=RecipientKind.choices)
    recipient_id = models.UUIDField()
    category = models.CharField(max_length=20, choices=message_kinds)
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=500)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    is_todo = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient_kind", "recipient_id", "-created_at"], name="notifications_inbox")
        ]


class NotificationRead(BaseModel):
    """That one user has read one notification."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="reads")
    user_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "notification"], name="notifications_read_once")
        ]
