"""What the audit log says of users, staff and second factors."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class AccountAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    USER_CREATE = "accounts.user_create"
    USER_RENAME = "accounts.user_rename"
    SESSIONS_END = "accounts.sessions_end"
    PHONE_CHANGE = "accounts.phone_change"
    SECOND_FACTOR_ENROLLED = "accounts.second_factor_enrolled"
    SECOND_FACTOR_PASSED = "accounts.second_factor_passed"
    SECOND_FACTOR_FAILED = "accounts.second_factor_failed"
    SECOND_FACTOR_RESET = "accounts.second_factor_reset"
    STAFF_FIRST = "accounts.staff_first"
    STAFF_PROPOSE = "accounts.staff_propose"
    STAFF_CONFIRM = "accounts.staff_confirm"
    STAFF_DECLINE = "accounts.staff_decline"
    STAFF_INACTIVE = "accounts.staff_inactive"
