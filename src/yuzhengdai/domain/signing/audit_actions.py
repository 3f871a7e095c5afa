"""What the audit log says of the platform's signing keys."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class SigningAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    KEY_CREATE = "signing.key_create"
