"""What the audit log says of agreements and consents."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class AgreementAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    PUBLISH = "agreements.publish"
    CONSENT = "agreements.consent"
    WITHDRAW = "agreements.withdraw"
