"""What the audit log says of questions to government sources."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class DataItemAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    FETCH = "data_items.fetch"
