"""What the audit log says of copies of personal data and of closed accounts."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class PersonalDataAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    EXPORT = "personal_data.export"
    CLOSE = "personal_data.close"
    WIPE = "personal_data.wipe"
