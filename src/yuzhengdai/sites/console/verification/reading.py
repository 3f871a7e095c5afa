"""Reading the pictures of 人工认证 first, with the reader of the phone: what it finds is proposed, what it refuses is told (R6, R8)."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yuzhengdai.domain.verification.enums import IdPaper, PictureKind
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.parts import doubtful_parts
from yuzhengdai.domain.verification.reading import proposed, read_fields
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.draft import verification_picture_attach
from yuzhengdai.domain.verification.services.papers import paper_read, paper_reread
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import ExternalError, RateLimited
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.sites.web.paper_problems import problem_sentence, wrong_paper

_DOCUMENTS = frozenset({PictureKind.LICENCE.value, PictureKind.LETTER.value})
_NAMES = {"id_valid_until": "valid_until"}
"""Name in the form → name at the reader, where they differ."""


def picture_take(
    *, actor: Actor, row: Verification, kind: str, upload: UploadedFile[Any], is_confirmed: bool
) -> None:
    """Keep an upload and read it where a reader knows the paper. Raises FieldErrors (a sentence about the file), Refused.

    Without a reader, or after too many readings, the picture is kept and an operator reads it.
    """
    kinds = DOCUMENTS if kind in _DOCUMENTS else IMAGES
    picture = file_check(content=upload.read(), name=upload.name or "", kinds=kinds, by=actor.user_id)
    if is_confirmed or not _has_reader(row, kind):
        verification_picture_attach(
            actor=actor, verification_id=row.pk, kind=kind, picture=picture, is_confirmed=is_confirmed
        )
        return
    try:
        paper_read(actor=actor, verification_id=row.pk, kind=PaperKind(kind), picture=picture)
    except RateLimited:
        verification_picture_attach(actor=actor, verification_id=row.pk, kind=kind, picture=picture)
    except ExternalError:
        return


def picture_reread(*, actor: Actor, row: Verification, kind: str) -> None:
    """Read a picture that is kept and was not read yet; nothing where there is none. Raises Refused, RateLimited, ExternalError."""
    if (
        _has_reader(row, kind)
        and kind not in row.read_data
        and kind in verification_pictures(verification=row)
    ):
        paper_reread(actor=actor, verification_id=row.pk, kind=PaperKind(kind))


def told_of(row: Verification, kind: str) -> str:
    """What is wrong with the newest picture, in one sentence: another paper by its name, else the worst; "" for none."""
    read = row.read_data.get(kind)
    return wrong_paper(read, kind) or problem_sentence(read)


def read_values(row: Verification, kinds: tuple[str, ...]) -> dict[str, str]:
    """Field of the form → what was read."""
    found: dict[str, str] = {}
    for kind in kinds:
        found |= proposed(verification=row, paper=kind)
    return found


def parts_of(
    row: Verification, kinds: tuple[str, ...], names: list[str]
) -> dict[str, tuple[str, str] | None]:
    """Field of the form that was read without certainty → paper and field whose place on the picture is shown.

    None where there is no place to show: of a PDF, or where the reader does not say.
    """
    shown = {kind: doubtful_parts(verification=row, paper=kind) for kind in kinds}
    doubtful: dict[str, tuple[str, str] | None] = {}
    for kind in kinds:
        found = read_fields(verification=row, paper=kind)
        for name in names:
            theirs = _NAMES.get(name, name)
            if theirs in found and not found[theirs].get("is_sure"):
                doubtful[name] = (kind, theirs) if theirs in shown[kind] else None
    return doubtful


def _has_reader(row: Verification, kind: str) -> bool:
    is_card = kind in {PictureKind.ID_FRONT, PictureKind.ID_BACK}
    return kind == PictureKind.LICENCE or (is_card and row.paper == IdPaper.RESIDENT_ID)
