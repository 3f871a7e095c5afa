"""What the audit log says of data grants: the actions of the workflow, granting and reading."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class CreditAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    GRANT = "credit.grant"
    CONFIRM = "credit.confirm"
    REFUSE = "credit.refuse"
    REVOKE = "credit.revoke"
    EXPIRE = "credit.expire"
    END = "credit.end"
    READ = "credit.read"
    ATTEMPT = "credit.attempt"
    """A reading that no live grant covered: refused."""
    RECEIPT = "credit.receipt"
    """A signed receipt was taken out."""
    EXPORT = "credit.export"
