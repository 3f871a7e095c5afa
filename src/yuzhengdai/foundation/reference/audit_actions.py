"""What the audit log says of the calendar of working days."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class ReferenceAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    CALENDAR_SET = "reference.calendar_set"
    CALENDAR_REMOVE = "reference.calendar_remove"
