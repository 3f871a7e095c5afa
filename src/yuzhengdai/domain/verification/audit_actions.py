"""What the audit log says of enterprise verification: every action of the workflow by its name, and what is done beside it."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class VerificationAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    OPEN = "verification.open"
    EDIT = "verification.edit"
    LIVENESS = "verification.liveness"
    SUBMIT = "verification.submit"
    SEND_TO_REVIEW = "verification.send_to_review"
    AUTO_PASS = "verification.auto_pass"  # noqa: S105
    AUTO_REFUSE = "verification.auto_refuse"
    PASS = "verification.pass"  # noqa: S105
    REFUSE = "verification.refuse"
    RETURN = "verification.return"
    CHANGE_WAY = "verification.change_way"
    WITHDRAW = "verification.withdraw"
    EXPIRE = "verification.expire"
    LICENCE_SHOWN = "verification.licence_shown"
    PERSON_SHOWN = "verification.person_shown"
    PAPER_REFUSED = "verification.paper_refused"
    RENEW = "verification.renew"
    COMPLETE = "verification.complete"
    ANSWERS = "verification.answers"
    LIVENESS_VERDICT = "verification.liveness_verdict"
    TRANSFER_BEGIN = "verification.transfer_begin"
    TRANSFER_STATE = "verification.transfer_state"
    FLAGS_ANSWERED = "verification.flags_answered"
    PICTURE_OPEN = "verification.picture_open"
    NUMBER_REVEAL = "verification.number_reveal"
    WIPE = "verification.wipe"
    PICTURES_WIPE = "verification.pictures_wipe"
    FACE_WIPE = "verification.face_wipe"
    COUNTER_RIGHT_PROPOSE = "verification.counter_right_propose"
    COUNTER_RIGHT_CONFIRM = "verification.counter_right_confirm"
    COUNTER_RIGHT_END = "verification.counter_right_end"
    COUNTER_START = "verification.counter_start"
    COUNTER_OPEN = "verification.counter_open"
    COUNTER_CANCEL = "verification.counter_cancel"
    COUNTER_PROVE = "verification.counter_prove"
    COUNTER_SAMPLE = "verification.counter_sample"
