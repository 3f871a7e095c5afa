"""What the audit log says of certificates: of phones, of trusted CAs and of their keys."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class CertificateAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    ISSUE = "certificates.issue"
    USE = "certificates.use"
    USE_REFUSED = "certificates.use_refused"
    REVOKE = "certificates.revoke"
    CA_CREATE = "certificates.ca_create"
    TRUSTED_PROPOSE = "certificates.trusted_propose"
    TRUSTED_CONFIRM = "certificates.trusted_confirm"
    TRUSTED_DECLINE = "certificates.trusted_decline"
    TRUSTED_END = "certificates.trusted_end"
    KEY_USE = "certificates.key_use"
    KEY_REFUSED = "certificates.key_refused"
    KEY_MEANT = "certificates.key_meant"
    KEY_BIND = "certificates.key_bind"
    KEY_UNBIND = "certificates.key_unbind"
