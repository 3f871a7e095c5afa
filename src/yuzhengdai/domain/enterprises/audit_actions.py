"""What the audit log says of enterprises, their members and what they tell of themselves."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class EnterpriseAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    CLAIM = "enterprises.claim"
    VERIFY = "enterprises.verify"
    TAKE_OVER = "enterprises.take_over"
    FREEZE = "enterprises.freeze"
    UNFREEZE = "enterprises.unfreeze"
    CANCEL = "enterprises.cancel"
    DETAILS_CHANGE = "enterprises.details_change"
    INVITE = "enterprises.invite"
    INVITE_ACCEPT = "enterprises.invite_accept"
    INVITE_DECLINE = "enterprises.invite_decline"
    INVITE_WITHDRAW = "enterprises.invite_withdraw"
    JOIN_REQUEST = "enterprises.join_request"
    JOIN_ACCEPT = "enterprises.join_accept"
    JOIN_REFUSE = "enterprises.join_refuse"
    MEMBER_CHANGE = "enterprises.member_change"
    MEMBER_CONFIRM = "enterprises.member_confirm"
    MEMBER_END = "enterprises.member_end"
    MEMBERS_AWAIT_HEAD = "enterprises.members_await_head"
    ELECTRICITY_VERIFY = "enterprises.electricity_verify"
    ELECTRICITY_ABSENT = "enterprises.electricity_absent"
    SOCIAL_INSURANCE_VERIFY = "enterprises.social_insurance_verify"
    UTILITY_END = "enterprises.utility_end"
    UTILITY_REFUSED = "enterprises.utility_refused"
