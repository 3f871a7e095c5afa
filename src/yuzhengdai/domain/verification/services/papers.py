"""Photographs of papers: kept first, then read. What was read is a proposal beside what is typed (R6, R8)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.verification.enums import PictureKind
from yuzhengdai.domain.verification.limits import OCR, readings_left_require
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.refused_pictures import require_not_refused, with_refused
from yuzhengdai.domain.verification.selectors import (
    SUBJECT_KIND,
    verification_get,
    verification_pictures,
)
from yuzhengdai.domain.verification.services.consents import require_consent
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.outside import outside_call
from yuzhengdai.foundation.files.checks import CheckedFile
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_delete, file_read, file_store
from yuzhengdai.foundation.integrations.ocr.base import PaperKind, PaperReading
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr


def picture_keep(
    *,
    actor: Actor,
    verification_id: UUID,
    kind: str,
    picture: CheckedFile,
    expected_version: int | None = None,
    is_confirmed: bool = False,
) -> StoredFile:
    """Keep a picture or the letter in place of the one before; data confirmed of an older picture is asked again, unless
    ``is_confirmed``: its data was sent with it and is saved.

    The caller has checked the upload (files.checks.file_check), outside of any transaction.
    """
    purpose = PictureKind(kind).value
    if purpose == PictureKind.FACE_REFERENCE:  # comes from a sequence only
        raise Refused("verification.picture_kind", "这种照片不能上传。")
    with verification_step(
        actor=actor, verification_id=verification_id, action="edit", expected_version=expected_version
    ) as row:
        require_consent(user=row.user, kind=AgreementKind.IDENTITY_DATA)
        if purpose in {PictureKind.ID_FRONT, PictureKind.ID_BACK} and not is_confirmed:
            row.identity_confirmed_at = None
        if purpose == PictureKind.LICENCE and not is_confirmed:
            row.licence_confirmed_at = None
        if purpose == PictureKind.LICENCE:
            row.licence_from = row.licence_holder = row.licence_holder_name = ""
        row.read_data = {name: kept for name, kept in row.read_data.items() if name != purpose}
        draft_prolong(row)
        before = verification_pictures(verification=row).get(purpose)
        stored = file_store(
            actor=actor, content=picture, subject_kind=SUBJECT_KIND, subject_id=row.pk, purpose=purpose
        )
        if before is not None:
            file_delete(actor=actor, file=before)
    return stored


def paper_read(*, actor: Actor, verification_id: UUID, kind: PaperKind, picture: CheckedFile) -> PaperReading:
    """Keep the photograph, then read it, with no transaction and no lock held meanwhile.

    Raises, before anything is kept, RateLimited and for a picture that was refused before Refused; ``ExternalError`` when nobody can
    read now; the photograph is kept then and ``paper_reread`` tries again.
    """
    row = _get(actor, verification_id)
    require_not_refused(user_id=row.user_id, kind=kind, sha256=picture.sha256)
    readings_left_require(actor=actor)
    stored = picture_keep(actor=actor, verification_id=verification_id, kind=kind.value, picture=picture)
    return _read(actor, verification_id, kind, stored, picture.data)


def paper_reread(*, actor: Actor, verification_id: UUID, kind: PaperKind) -> PaperReading:
    """Read the photograph that is kept. Refused where there is none or it was refused; raises RateLimited, ``ExternalError``."""
    row = _get(actor, verification_id)
    stored = verification_pictures(verification=row).get(kind.value)
    if stored is None:
        raise Refused("verification.no_picture", "还没有这张照片，请先拍照或选择照片。")
    require_not_refused(user_id=row.user_id, kind=kind, sha256=stored.sha256)
    readings_left_require(actor=actor)
    return _read(actor, verification_id, kind, stored, file_read(stored))


def _read(
    actor: Actor, verification_id: UUID, kind: PaperKind, stored: StoredFile, data: bytes
) -> PaperReading:
    with outside_call(OCR, by=actor.user_id):
        reading = get_ocr().read(kind=kind, picture=data, content_type=stored.content_type)
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as row:
        newest = verification_pictures(verification=row).get(kind.value)
        if newest is not None and newest.pk == stored.pk:
            read_data = {**row.read_data, kind.value: _as_read(stored, reading)}
            row.read_data = with_refused(
                read_data=read_data, kind=kind, sha256=stored.sha256, reading=reading
            )
        draft_prolong(row)
    return reading


def _as_read(stored: StoredFile, reading: PaperReading) -> dict[str, Any]:
    return {
        "file": str(stored.pk),
        "fields": {
            name: {
                "value": found.value,
                "confidence": found.confidence,
                "is_sure": found.is_sure,
                "box": list(found.box) if found.box else None,
            }
            for name, found in reading.fields.items()
        },
        "rotated_by": reading.rotated_by,
        "problems": [problem.value for problem in reading.problems],
        "qr_text": reading.qr_text[:500],
        "engine": reading.engine[:120],
        **({"form": reading.form.value} if reading.form else {}),
    }


def _get(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None
