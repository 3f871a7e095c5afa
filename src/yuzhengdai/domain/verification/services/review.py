"""The operator decides: pass, refuse with a reason, or ask for more (O1). Opening a picture is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.enterprises.selectors import is_party
from yuzhengdai.domain.enterprises.services import enterprise_lock
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.desk import may_open_picture
from yuzhengdai.domain.verification.enums import (
    WAYS_WITHOUT_PHONE,
    PictureKind,
    ReviewReason,
    VerificationWay,
)
from yuzhengdai.domain.verification.flags import require_seen
from yuzhengdai.domain.verification.models import CounterSession, Verification
from yuzhengdai.domain.verification.selectors import verification_get, verification_pictures
from yuzhengdai.domain.verification.services.passing import enterprise_pass, grounds_of, result_title, tell
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.domain.verification.words import ACTIONS
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.files.models import StoredFile

REASON_LENGTH = 60
"""Characters of a reason that are kept."""
RETURNED_LIVES = timedelta(days=30)
"""How long an applicant may take to mend what was returned."""


def verification_pass(
    *,
    actor: Actor,
    verification_id: UUID,
    expected_version: int | None = None,
    answers: Mapping[str, str] | None = None,
) -> Verification:
    """Approve: the enterprise is verified and the person gets the place shown.

    ``answers`` say, by code of ``flags``, what this operator found about each flagged point; they are kept in the audit log.
    Raises Refused (a flagged picture this operator has not opened among it), FieldErrors (a flag without an answer),
    Conflict, NotFound.
    """
    with transaction.atomic():
        # Before the attempt, as whoever ends a place does: the two never wait for each other.
        enterprise_lock(_for_decision(actor, verification_id).enterprise_id)
        with verification_step(
            actor=actor, verification_id=verification_id, action="pass", expected_version=expected_version
        ) as row:
            seen = require_seen(actor=actor, verification=row, answers=answers or {})
            if seen:
                audit_record(
                    actor=actor,
                    action=VerificationAudit.FLAGS_ANSWERED,
                    object_kind="verification",
                    object_id=row.pk,
                    detail=seen,
                )
            enterprise_pass(actor=actor, verification=row, grounds=_grounds(row))
            _decide(row, actor=actor)
        is_last = row.way in WAYS_WITHOUT_PHONE
        then = "可以申请全省金融产品了。" if is_last else "请打开手机豫正贷，设置证书密码，完成最后一步。"
        done = "身份核验已通过" if row.renews_id else f"{row.enterprise.name}已完成企业认证"
        tell(verification=row, title=result_title(row, "已通过"), body=f"{done}，{then}")
        return row


def verification_refuse(
    *, actor: Actor, verification_id: UUID, reason_code: str, reason: str, expected_version: int | None = None
) -> Verification:
    """Refuse with a coded reason and a sentence for the applicant; a new attempt may follow."""
    return _turn_down(actor, verification_id, _No("refuse", reason_code, reason), expected_version)


def verification_return(
    *, actor: Actor, verification_id: UUID, reason_code: str, reason: str, expected_version: int | None = None
) -> Verification:
    """Ask for more: what was given stays and can be mended."""
    return _turn_down(actor, verification_id, _No("return", reason_code, reason), expected_version)


def verification_picture_open(*, actor: Actor, verification_id: UUID, kind: str, reason: str) -> StoredFile:
    """The picture for an operator's eyes; that it was opened, and why, is recorded before it is shown.

    ``reason`` comes from ``core.unmasking.look_reason``. The live face opens while the attempt is in review only. Raises
    NotFound, Refused.
    """
    with transaction.atomic():
        row = _get(actor, verification_id)
        file = verification_pictures(verification=row).get(kind)
        if kind not in PictureKind.values or file is None:
            raise NotFound
        if not may_open_picture(verification=row, kind=kind):
            raise Refused("verification.face_closed", "活体检测照片只在待人工审核期间可以打开。")
        audit_record(
            actor=actor,
            action=VerificationAudit.PICTURE_OPEN,
            object_kind="verification",
            object_id=row.pk,
            detail={"kind": kind, "reason": reason},
        )
        return file


def verification_number_reveal(*, actor: Actor, verification_id: UUID, reason: str) -> str:
    """The whole ID number for an operator who says why, and leave to see address and account in clear; audited.

    ``reason`` comes from ``core.unmasking.look_reason``.
    """
    with transaction.atomic():
        row = _get(actor, verification_id)
        audit_record(
            actor=actor,
            action=VerificationAudit.NUMBER_REVEAL,
            object_kind="verification",
            object_id=row.pk,
            detail={"reason": reason},
        )
        return str(row.id_number)


def _get(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None


def _for_decision(actor: Actor, verification_id: UUID) -> Verification:
    """The case for somebody who may decide on it: not who handed it in, nor anybody of that enterprise. Raises Refused."""
    row = _get(actor, verification_id)
    party = is_party(user_id=actor.user_id, enterprise_id=row.enterprise_id)
    # Who proved a person at a counter does not judge the same case a second time.
    provers = CounterSession.objects.filter(verification_id=row.pk).values_list("officer_id", flat=True)
    require_not_own(actor, row.user_id, *provers, is_party=party)
    return row


def _grounds(row: Verification) -> str:
    """Why the enterprise counts as verified, for its history."""
    label = grounds_of(row)
    return label if row.way == VerificationWay.MANUAL else f"{label}，人工审核"


@dataclass(frozen=True, slots=True)
class _No:
    """A refusal or a return: action, coded reason, sentence for the applicant."""

    action: str
    reason_code: str
    reason: str


def _turn_down(actor: Actor, verification_id: UUID, no: _No, expected_version: int | None) -> Verification:
    sentence = no.reason.strip()
    errors = {}
    if no.reason_code not in ReviewReason.values:
        errors["reason_code"] = "请选择原因"
    if not 4 <= len(sentence) <= 300:
        errors["reason"] = "请用 4 至 300 个字写明原因，申请人会看到"
    if errors:
        raise FieldErrors(errors)
    with transaction.atomic():
        _for_decision(actor, verification_id)
        with verification_step(
            actor=actor,
            verification_id=verification_id,
            action=no.action,
            note=sentence,
            expected_version=expected_version,
        ) as row:
            _decide(row, actor=actor, reason_code=no.reason_code, reason=sentence)
            if no.action == "return":
                row.expires_at = now() + RETURNED_LIVES
        tell(
            verification=row,
            title=result_title(row, ACTIONS[no.action].result),
            body=f"{ReviewReason(no.reason_code).label}：{sentence}",
            is_todo=True,
        )
        return row


def _decide(row: Verification, *, actor: Actor, reason_code: str = "", reason: str = "") -> None:
    row.decided_at, row.decided_by = now(), actor.user_id
    row.reason_code, row.reason = reason_code, reason
