"""What the audit log says of feedback: writing it, and the actions of the workflow."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class FeedbackAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    CREATE = "feedback.create"
    ANSWER = "feedback.answer"
    CLOSE = "feedback.close"
    REOPEN = "feedback.reopen"
