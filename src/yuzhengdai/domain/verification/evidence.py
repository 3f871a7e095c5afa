"""The stored answers about an attempt: which of them still count, and how they are written.

An answer belongs to what was asked: ``input_digest`` is a keyed hash of name, number, code or pictures, so that a changed
value makes older answers void without anybody deleting them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, PictureKind, VerificationWay
from yuzhengdai.domain.verification.models import Verification, VerificationCheck
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.core.keyring import keyed_hash, keyed_hash_before
from yuzhengdai.foundation.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of one question, before it is written."""

    kind: CheckKind
    result: CheckResult
    source: str
    is_authoritative: bool = False
    score: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    model_versions: str = ""
    reference: str = ""


def input_digest(*, verification: Verification, kind: str, pictures: Mapping[str, StoredFile]) -> str:
    """What the answer of this kind depends on, as a keyed hash.

    The identity source is shown the live face on the way by face: another face is another question.
    """
    row = verification
    live = pictures.get(PictureKind.FACE_REFERENCE.value)
    shown = (live.sha256,) if live and kind == CheckKind.IDENTITY and row.way == VerificationWay.FACE else ()
    return keyed_hash("verification.check", "\x1f".join((*_parts(row, kind, pictures), *shown)))


def counts(
    *, verification: Verification, check: VerificationCheck, pictures: Mapping[str, StoredFile]
) -> bool:
    """Whether an answer is about what the attempt says now; answers from before the digests had a key of their own count on.

    Not so the identity source's about a live face: what face it was shown was not in the digest then, so it is asked again.
    """
    if check.input_digest == input_digest(verification=verification, kind=check.kind, pictures=pictures):
        return True
    if check.kind == CheckKind.IDENTITY and verification.way == VerificationWay.FACE:
        return False
    parts = _parts(verification, check.kind, pictures)
    return check.input_digest == keyed_hash_before("verification.check", "\x1f".join(parts))


def _parts(row: Verification, kind: str, pictures: Mapping[str, StoredFile]) -> tuple[str, ...]:
    licence = row.licence
    front = pictures.get(PictureKind.ID_FRONT.value)
    live = pictures.get(PictureKind.FACE_REFERENCE.value)
    paper = pictures.get(PictureKind.LICENCE.value)
    code, name = str(licence.get("uscc", "")), str(licence.get("name", ""))
    parts: dict[str, tuple[str, ...]] = {
        CheckKind.LIVENESS: (live.sha256 if live else "",),
        CheckKind.FACE_MATCH: (front.sha256 if front else "", live.sha256 if live else ""),
        CheckKind.IDENTITY: (row.person_name, row.id_number),
        CheckKind.REGISTRATION: (name, code),
        CheckKind.ELEMENTS: (
            *(name, code, str(licence.get("legal_representative_name", ""))),
            *(row.role, row.id_number if row.role == "legal_representative" else ""),
        ),
        CheckKind.LICENCE_QR: (code, paper.sha256 if paper else ""),
        CheckKind.TRANSFER: (name,),
        CheckKind.INVITATION: (row.role,),
        CheckKind.COUNTER: _all_of(row, pictures),
        CheckKind.LICENCE_SHOWN: (name, code, str(licence.get("legal_representative_name", "")), row.role),
        CheckKind.NETWORK_ID: (row.person_name, row.id_number, row.role),
    }
    return (str(row.pk), kind, *parts[kind])


def _all_of(row: Verification, pictures: Mapping[str, StoredFile]) -> tuple[str, ...]:
    """Everything that a person confirmed at a counter: whatever changes afterwards, was not confirmed."""
    typed = (
        *(row.person_name, row.id_number, row.id_address, row.issuing_authority, row.paper, row.role),
        *(str(row.id_valid_from), str(row.id_valid_until), str(row.id_is_long_term)),
        *("+".join(sorted(row.agent_scopes)), str(row.agent_ends_on)),
        *(f"{name}={row.licence[name]}" for name in sorted(row.licence)),
    )
    papers = sorted(kind for kind in pictures if kind != PictureKind.FACE_REFERENCE)
    return (*typed, *(f"{kind}:{pictures[kind].sha256}" for kind in papers))


def current_checks(
    *, verification: Verification, pictures: Mapping[str, StoredFile] | None = None
) -> dict[str, VerificationCheck]:
    """Kind → the newest answer that still counts. Two queries at most."""
    there = verification_pictures(verification=verification) if pictures is None else pictures
    out: dict[str, VerificationCheck] = {}
    for check in VerificationCheck.objects.filter(verification=verification).order_by("created_at", "pk"):
        if counts(verification=verification, check=check, pictures=there):
            out[check.kind] = check
    return out


def current_results(
    *, verification: Verification, pictures: Mapping[str, StoredFile] | None = None
) -> dict[str, str]:
    """Kind → result of the newest answer that still counts."""
    checks = current_checks(verification=verification, pictures=pictures)
    return {kind: check.result for kind, check in checks.items()}


def keep(*, verification: Verification, answer: Answer, digest: str) -> VerificationCheck:
    """Write one answer. The caller is in the transaction that it belongs to, and made ``digest`` when it asked."""
    return VerificationCheck.objects.create(
        verification=verification,
        kind=answer.kind,
        result=answer.result,
        source=answer.source[:60],
        is_authoritative=answer.is_authoritative,
        score=answer.score,
        detail=dict(answer.detail),
        model_versions=answer.model_versions[:200],
        reference=answer.reference[:80],
        input_digest=digest,
    )
