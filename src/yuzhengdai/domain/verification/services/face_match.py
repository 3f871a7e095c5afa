"""The live face beside the portrait on the ID card, from the two pictures that are kept."""

from __future__ import annotations

from collections.abc import Mapping

from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, PictureKind
from yuzhengdai.domain.verification.evidence import Answer
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_read
from yuzhengdai.foundation.integrations.face.base import Assurance
from yuzhengdai.foundation.integrations.face.registry import get_face

_RESULTS = {"match": CheckResult.PASS, "review": CheckResult.REVIEW, "different": CheckResult.FAIL}


def face_match(*, verification: Verification, reference: StoredFile) -> Answer:
    """Compare; holds no lock. A card without a clear portrait goes to an operator; no answer is UNAVAILABLE."""
    face = get_face()
    front = verification_pictures(verification=verification).get(PictureKind.ID_FRONT.value)
    if front is None:
        return Answer(CheckKind.FACE_MATCH, CheckResult.REVIEW, face.name, detail={"why": "no_card"})
    try:
        portrait = face.portrait(picture=file_read(front))
        measured = face.measure(frames=[file_read(reference)], with_embedding=True)
        live = measured[0].embedding if measured else ()
        if not portrait.embedding or not live:
            why = "live_unclear" if portrait.embedding else "portrait_unclear"
            return _answer(CheckResult.REVIEW, detail={"why": why, "faces": portrait.faces})
        likeness = face.compare(one=portrait.embedding, other=live)
    except ExternalError as error:
        return _answer(CheckResult.UNAVAILABLE, detail={"why": error.code})
    bounds = {"match_at_most": likeness.match_at_most, "review_at_most": likeness.review_at_most}
    return _answer(_RESULTS[likeness.verdict], score=likeness.distance, detail=bounds)


def _answer(result: CheckResult, *, score: float | None = None, detail: Mapping[str, object]) -> Answer:
    face = get_face()
    return Answer(
        CheckKind.FACE_MATCH,
        result,
        face.name,
        is_authoritative=face.assurance == Assurance.CERTIFIED,
        score=score,
        detail=detail,
        model_versions=face.model_versions,
    )
