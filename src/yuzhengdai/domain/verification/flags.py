"""What an operator must have looked at and answered before a case is passed: no flag is passed unseen (O1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, PictureKind
from yuzhengdai.domain.verification.evidence import current_checks
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.reading import read_differences
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.audit.actions import action_is
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused

ANSWER_LENGTH = 100
"""Characters of an answer, at least 2."""
_FLAGGED = frozenset({CheckResult.REVIEW.value, CheckResult.FAIL.value})
_PICTURES: Mapping[str, tuple[str, ...]] = {
    CheckKind.LIVENESS: (PictureKind.FACE_REFERENCE,),
    CheckKind.FACE_MATCH: (PictureKind.ID_FRONT, PictureKind.FACE_REFERENCE),
    CheckKind.IDENTITY: (PictureKind.ID_FRONT,),
    CheckKind.REGISTRATION: (PictureKind.LICENCE,),
    CheckKind.ELEMENTS: (PictureKind.LICENCE,),
    CheckKind.LICENCE_QR: (PictureKind.LICENCE,),
}
"""Kind of answer → the pictures that show whether it matters. A transfer or an invitation has none."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flagged point: ``code`` names it in a form, ``text`` says it, ``pictures`` (kinds) are to be opened for it."""

    code: str
    text: str
    pictures: tuple[str, ...]


def flags_of(*, verification: Verification) -> list[Flag]:
    """Everything in the stored answers and readings that does not simply agree, in a fixed order. Three queries."""
    there = verification_pictures(verification=verification)
    found = []
    checks = current_checks(verification=verification, pictures=there)
    for kind in CheckKind.values:
        check = checks.get(kind)
        if check is None or check.result not in _FLAGGED:
            continue
        wanted = tuple(str(one) for one in _PICTURES.get(kind, ()) if one in there)
        text = f"{CheckKind(kind).label}：{CheckResult(check.result).label}"
        found.append(Flag(f"check-{kind}", text, wanted))
    for one in read_differences(verification=verification):
        wanted = (one.paper,) if one.paper in there else ()
        found.append(Flag(f"reading-{one.paper}-{one.field}", f"{one.label}：识别值与手填值不一致", wanted))
    return found


def unopened(*, actor: Actor, verification: Verification) -> list[str]:
    """Kinds of flagged pictures that this operator has not opened since the case was handed in."""
    wanted = dict.fromkeys(kind for flag in flags_of(verification=verification) for kind in flag.pictures)
    if not wanted:
        return []
    looks = AuditEvent.objects.filter(
        action_is(VerificationAudit.PICTURE_OPEN), object_id=verification.pk, actor_user_id=actor.user_id
    )
    if verification.submitted_at is not None:
        looks = looks.filter(created_at__gte=verification.submitted_at)
    opened = {detail.get("kind") for detail in looks.values_list("detail", flat=True)}
    return [kind for kind in wanted if kind not in opened]


def require_seen(*, actor: Actor, verification: Verification, answers: Mapping[str, str]) -> dict[str, str]:
    """The answer to each flag, by code, tidied. Raises Refused for pictures not opened, FieldErrors for what has no answer."""
    kinds = unopened(actor=actor, verification=verification)
    if kinds:
        labels = "、".join(str(PictureKind(kind).label) for kind in kinds)
        raise Refused(
            "verification.unseen",
            f"有标记的影像还没有打开：{labels}。请打开核对，并逐项写明核对结论后再通过。",
        )
    given = {
        flag.code: " ".join(answers.get(flag.code, "").split())[:ANSWER_LENGTH]
        for flag in flags_of(verification=verification)
    }
    missing = {f"answer-{code}": "请写明这一项的核对结论" for code, text in given.items() if len(text) < 2}
    if missing:
        raise FieldErrors(missing)
    return given
