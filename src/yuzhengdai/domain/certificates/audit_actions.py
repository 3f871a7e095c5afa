"""What the audit log says of certificates of phones."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class CertificateAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    ISSUE = "certificates.issue"
    USE = "certificates.use"
    USE_REFUSED = "certificates.use_refused"
    REVOKE = "certificates.revoke"
    CA_CREATE = "certificates.ca_create"
