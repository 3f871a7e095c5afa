"""What the audit log says of messages that go out."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class NotificationAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    RETRY = "notifications.retry"
