"""What the audit log says of 企业信用报告."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class CreditReportAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    MAKE = "credit_reports.make"
    """Asked for, with the items of part two that were ticked."""
    READY = "credit_reports.ready"
    """What the sources said is stored; ``silent`` names those that did not answer."""
    WIPE = "credit_reports.wipe"
    """Its contents were deleted after their time."""
    PDF = "credit_reports.pdf"
    """Its PDF was made and signed."""
    VERIFY = "credit_reports.verify"
    """Somebody asked what it is worth, by its code or with a file that bears its number."""
    DOWNLOAD = "credit_reports.download"
