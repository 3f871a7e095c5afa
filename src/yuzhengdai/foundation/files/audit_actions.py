"""What the audit log says of stored uploads."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class FileAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    STORE = "files.store"
    DELETE = "files.delete"
