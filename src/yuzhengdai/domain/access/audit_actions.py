"""What the audit log says of coming in and going out."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class AccessAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    LOGIN = "access.login"
    LOGOUT = "access.logout"
    CHOOSE = "access.choose"
    PROVED = "access.proved"
    REGISTER = "access.register"
    RECLAIM = "access.reclaim"
    HAND_OVER_CODE = "access.hand_over_code"
    HAND_OVER_MAKE = "access.hand_over_make"
    HAND_OVER_OPEN = "access.hand_over_open"
    HAND_OVER_TAKE = "access.hand_over_take"
    HAND_OVER_REFUSED = "access.hand_over_refused"
    SESSION_END = "access.session_end"
    SCAN_OPEN = "access.scan_open"
    SCAN_CONFIRM = "access.scan_confirm"
    SCAN_CANCEL = "access.scan_cancel"
    SCAN_REFUSED = "access.scan_refused"
    PLATFORM_LINK = "access.platform_link"
    PLATFORM_UNLINK = "access.platform_unlink"
