"""Ending a sequence: pass or fail, with the match against the portrait on the ID card. Measures go with the verdict."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, LivenessState, PictureKind
from yuzhengdai.domain.verification.liveness import AT_AN_ACTION, Reason, Sign
from yuzhengdai.domain.verification.liveness_tries import liveness_end_state
from yuzhengdai.domain.verification.models import LivenessBatch, LivenessSession, Verification
from yuzhengdai.domain.verification.selectors import (
    LIVENESS_SUBJECT_KIND,
    SUBJECT_KIND,
    verification_pictures,
)
from yuzhengdai.domain.verification.services.face_match import face_match
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.selectors import files_of
from yuzhengdai.foundation.files.services import file_delete
from yuzhengdai.foundation.integrations.face.base import Assurance
from yuzhengdai.foundation.integrations.face.registry import get_face

UNDER_WAY_BATCHES = 10
"""Batches of frames that arrive in about the time of one action; a sequence that ended with fewer had not begun."""
REFERENCE_KEPT = timedelta(days=30)
"""《人脸信息处理同意书》: until the review is over, 30 days at most."""


def decide(
    *,
    actor: Actor,
    session: LivenessSession,
    reason: Reason | None,
    asked: str = "",
    sign: Sign | None = None,
) -> LivenessSession:
    """Write the verdict of an open sequence; ``reason`` None: the actions were done, now the match decides.

    ``asked``: the action that was asked for at the end, "" before the first; ``sign``: what spoke against a living head.
    """
    candidate = files_of(subject_kind=LIVENESS_SUBJECT_KIND, subject_id=session.pk).last()
    if reason is None and candidate is None:
        reason = Reason.TOO_FEW_FRAMES
    match: evidence.Answer | None = None
    if reason is None and candidate is not None:
        match = face_match(verification=session.verification, reference=candidate)
        if match.result == CheckResult.FAIL:
            reason = Reason.DIFFERENT
    with transaction.atomic():
        verification = lock(Verification.objects.all(), pk=session.verification_id)
        row = lock(LivenessSession.objects.select_related("verification"), pk=session.pk)
        if row.state != LivenessState.OPEN:
            return row
        if reason is None and match is not None and candidate is not None:
            _keep_reference(actor, verification, candidate)
            _keep_answers(verification, match)
        row.failed_action = asked if reason in AT_AN_ACTION else ""
        row.sign = sign or ""
        state = LivenessState.PASSED
        if reason is not None:
            state = liveness_end_state(verification=verification, reason=reason)
        _close(actor, row, state, reason or "")
    return row


def end(*, session_id: UUID, reason: Reason, actor: Actor = SYSTEM) -> bool:
    """End an open sequence without a verdict; whether there was something to end.

    One that was well under way is void, of which there are only so many: leaving in time gives no tries without end.
    """
    with transaction.atomic():
        row = lock(LivenessSession.objects.select_related("verification"), pk=session_id)
        if row.state != LivenessState.OPEN:
            return False
        state = LivenessState.EXPIRED
        if LivenessBatch.objects.filter(session=row).count() >= UNDER_WAY_BATCHES:
            state = liveness_end_state(verification=row.verification, reason=reason)
        _close(actor, row, state, reason)
        return True


def _close(actor: Actor, row: LivenessSession, state: LivenessState, reason: str) -> None:
    LivenessBatch.objects.filter(session=row).delete()
    for file in files_of(subject_kind=LIVENESS_SUBJECT_KIND, subject_id=row.pk):
        file_delete(actor=SYSTEM, file=file)
    row.state, row.reason_code, row.decided_at = state, str(reason), now()
    row.version += 1
    row.save()
    audit_record(
        actor=actor,
        action=VerificationAudit.LIVENESS_VERDICT,
        object_kind="verification",
        object_id=row.verification_id,
        detail={
            "result": row.state,
            "reason": row.reason_code,
            "sign": row.sign,
            "attempt": str(row.attempt),
        },
    )


def _keep_reference(actor: Actor, verification: Verification, candidate: StoredFile) -> None:
    for before in files_of(subject_kind=SUBJECT_KIND, subject_id=verification.pk):
        if before.purpose == PictureKind.FACE_REFERENCE:
            file_delete(actor=actor, file=before)
    candidate.subject_kind, candidate.subject_id = SUBJECT_KIND, verification.pk
    candidate.retain_until = now() + REFERENCE_KEPT
    candidate.save(update_fields=["subject_kind", "subject_id", "retain_until"])


def _keep_answers(verification: Verification, match: evidence.Answer) -> None:
    face = get_face()
    alive = evidence.Answer(
        CheckKind.LIVENESS,
        CheckResult.PASS,
        face.name,
        is_authoritative=face.assurance == Assurance.CERTIFIED,
        model_versions=face.model_versions,
    )
    pictures = verification_pictures(verification=verification)
    for answer in (alive, match):
        digest = evidence.input_digest(verification=verification, kind=answer.kind, pictures=pictures)
        evidence.keep(verification=verification, answer=answer, digest=digest)
