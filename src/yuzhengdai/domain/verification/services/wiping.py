"""Taking data away: all of an ended attempt, only the face, only the pictures. Each within the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    LivenessState,
    PictureKind,
    TransferCheckState,
)
from yuzhengdai.domain.verification.models import (
    LivenessBatch,
    LivenessSession,
    TransferCheck,
    Verification,
    VerificationCheck,
)
from yuzhengdai.domain.verification.selectors import LIVENESS_SUBJECT_KIND, SUBJECT_KIND
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.selectors import files_of
from yuzhengdai.foundation.files.services import file_delete

_ID_PICTURES = (PictureKind.ID_FRONT.value, PictureKind.ID_BACK.value, PictureKind.FACE_REFERENCE.value)


def verification_wipe(*, actor: Actor, verification: Verification) -> None:
    """Identity data, pictures, faces, answers' details and account numbers of an ended attempt."""
    with transaction.atomic():
        row = lock(Verification.objects.all(), pk=verification.pk)
        face_wipe(actor=actor, verification=row)
        for file in files_of(subject_kind=SUBJECT_KIND, subject_id=row.pk):
            file_delete(actor=actor, file=file)
        row.licence_holder_name = ""
        row.person_name = row.id_number = row.id_number_index = row.id_address = row.issuing_authority = ""
        row.id_valid_until = row.id_valid_from = None
        row.licence = row.read_data = row.typed = {}
        row.wiped_at = now()
        row.save()
        _wipe_answers(row)
        audit_record(actor=actor, action=VerificationAudit.WIPE, object_kind="verification", object_id=row.pk)


def face_wipe(*, actor: Actor, verification: Verification) -> None:
    """Reference, measures and embeddings; open sequences end. Verdicts and scores stay, they are no biometric data."""
    with transaction.atomic():
        sessions = LivenessSession.objects.filter(verification=verification)
        open_ones = list(sessions.filter(state=LivenessState.OPEN).select_for_update())
        for session in open_ones:
            session.state, session.decided_at = LivenessState.EXPIRED, now()
            session.reason_code, session.version = "withdrawn", session.version + 1
            session.save()
        LivenessBatch.objects.filter(session__verification=verification).delete()
        candidates = StoredFile.objects.filter(
            subject_kind=LIVENESS_SUBJECT_KIND, subject_id__in=sessions.values("pk")
        )
        wiped = _delete(actor, list(candidates)) + _delete(
            actor, _pictures(verification, [PictureKind.FACE_REFERENCE.value])
        )
        if wiped or open_ones:
            audit_record(
                actor=actor,
                action=VerificationAudit.FACE_WIPE,
                object_kind="verification",
                object_id=verification.pk,
                detail={"files": wiped},
            )


def pictures_wipe(*, actor: Actor, verification: Verification) -> None:
    """The pictures of the ID card, what was read of them, address and face of a passed attempt; name and number stay."""
    with transaction.atomic():
        row = lock(Verification.objects.all(), pk=verification.pk)
        face_wipe(actor=actor, verification=row)
        _delete(actor, _pictures(row, _ID_PICTURES))
        row.id_address = row.issuing_authority = row.licence_holder_name = ""
        row.read_data = {name: kept for name, kept in row.read_data.items() if name == "licence"}
        row.typed = {}
        row.save()
        audit_record(
            actor=actor, action=VerificationAudit.PICTURES_WIPE, object_kind="verification", object_id=row.pk
        )


def _wipe_answers(row: Verification) -> None:
    for check in VerificationCheck.objects.filter(verification=row).exclude(kind=CheckKind.LIVENESS):
        check.detail = {}
        check.save(update_fields=["detail"])
    for transfer in TransferCheck.objects.filter(verification=row):
        if transfer.state in {TransferCheckState.REQUESTED, TransferCheckState.SENT}:
            transfer.state, transfer.ended_at = TransferCheckState.EXPIRED, now()
            transfer.version += 1
        transfer.account_number = transfer.amount_yuan = transfer.second_amount_yuan = ""
        transfer.save()


def _pictures(row: Verification, purposes: Collection[str]) -> list[StoredFile]:
    found = files_of(subject_kind=SUBJECT_KIND, subject_id=row.pk)
    return [file for file in found if file.purpose in purposes]


def _delete(actor: Actor, files: list[StoredFile]) -> int:
    for file in files:
        file_delete(actor=actor, file=file)
    return len(files)
