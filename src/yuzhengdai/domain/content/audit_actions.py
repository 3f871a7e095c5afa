"""What the audit log says of articles."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class ContentAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    CREATE = "content.create"
    UPDATE = "content.update"
    PUBLISH = "content.publish"
    UNPUBLISH = "content.unpublish"
