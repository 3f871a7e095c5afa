"""What the audit log says of demands and offers: every action of both workflows by its name, and what is done beside it."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class DemandAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    PUBLISH = "demands.publish"
    DISCARD = "demands.discard"
    EDIT = "demands.edit"
    EXTEND = "demands.extend"
    CLOSE = "demands.close"
    DELETE = "demands.delete"
    MATCH = "demands.match"
    REOPEN = "demands.reopen"
    PASS = "demands.pass"  # noqa: S105 - an act, no password
    RETURN = "demands.return"
    REMOVE = "demands.remove"
    OFFER = "demands.offer"
    EXPIRE = "demands.expire"
    CANCEL = "demands.cancel"
    CONTACT_WIPED = "demands.contact_wiped"
    OPENED = "demands.opened"
    EXPORT = "demands.export"
    NOT_INTERESTED = "demands.not_interested"
    INTERESTED_AGAIN = "demands.interested_again"
    OFFER_EDIT = "demands.offer_edit"
    OFFER_CONFIRM = "demands.offer_confirm"
    OFFER_WITHDRAW = "demands.offer_withdraw"
    OFFER_RELEASE = "demands.offer_release"
    OFFER_ACCEPT = "demands.offer_accept"
    OFFER_DECLINE = "demands.offer_decline"
    OFFER_PASS_OVER = "demands.offer_pass_over"  # noqa: S105 - an act, no password
    OFFER_LAPSE = "demands.offer_lapse"
