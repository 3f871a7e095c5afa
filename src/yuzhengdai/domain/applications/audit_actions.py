"""What the audit log says of applications: every action of the workflow by its name, and what is done beside it."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class ApplicationAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    SUBMIT = "applications.submit"
    DISCARD = "applications.discard"
    WITHDRAW = "applications.withdraw"
    SUPPLEMENT = "applications.supplement"
    TAKE = "applications.take"
    HAND_OVER = "applications.hand_over"
    ACCEPT = "applications.accept"
    DECLINE = "applications.decline"
    RETURN = "applications.return"
    START_DUE_DILIGENCE = "applications.start_due_diligence"
    NOTE = "applications.note"
    START_APPROVAL = "applications.start_approval"
    APPROVE = "applications.approve"
    REJECT = "applications.reject"
    CONFIRM_COSTS = "applications.confirm_costs"
    FORGO = "applications.forgo"
    DISBURSE = "applications.disburse"
    SETTLE = "applications.settle"
    LAPSE = "applications.lapse"
    EXPIRE = "applications.expire"
    LATE = "applications.late"
    URGE = "applications.urge"
    CONTACT_PHONE = "applications.contact_phone"
    EXPORT = "applications.export"
    OPENED = "applications.opened"
    PRINTED = "applications.printed"
    DOCUMENT_OPENED = "applications.document_opened"
    DOCUMENT_REMOVE = "applications.document_remove"
    PHONE_REVEALED = "applications.phone_revealed"
    IDENTITY_OPENED = "applications.identity_opened"
