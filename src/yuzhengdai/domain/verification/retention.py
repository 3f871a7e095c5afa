"""How many faces are kept, and when that number concerns the operator.

《人脸识别技术应用安全管理办法》(国家互联网信息办公室、公安部令第 19 号，自 2025-06-01 起施行) 第十五条: whoever stores the face
data of 100,000 people files it (备案) with the provincial 网信 office or above within 30 working days of reaching that number; so also
国家网信办《关于开展人脸识别技术应用备案工作的公告》 of 2025-05-28, "根据《办法》第十五条规定".
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from yuzhengdai.domain.verification.enums import PictureKind, VerificationWay
from yuzhengdai.domain.verification.models import LivenessSession, Verification
from yuzhengdai.domain.verification.selectors import LIVENESS_SUBJECT_KIND, SUBJECT_KIND
from yuzhengdai.foundation.files.models import StoredFile

FILING_AT = 100_000
"""People whose stored faces oblige to file."""
WARN_AT = 70_000
"""From here on the desk warns, well before."""


@dataclass(frozen=True, slots=True)
class StoredFaces:
    """``people`` whose face is kept; ``is_near`` from WARN_AT on."""

    people: int

    @property
    def is_near(self) -> bool:
        """Whether the desk is to warn."""
        return self.people >= WARN_AT

    @property
    def sentence(self) -> str:
        """For the operator, "" where there is nothing to say."""
        if not self.is_near:
            return ""
        return (
            f"平台现存 {self.people:,} 人的人脸信息，达到 {FILING_AT:,} 人的，应在 30 个工作日内"
            "向省级以上网信部门备案（《人脸识别技术应用安全管理办法》第十五条）"
        )


def stored_faces_count() -> StoredFaces:
    """People with a kept reference picture, or with a kept card picture that served for comparing faces. One query."""
    kept = StoredFile.objects.filter(subject_kind=SUBJECT_KIND)
    references = kept.filter(purpose=PictureKind.FACE_REFERENCE.value).values("subject_id")
    cards = kept.filter(purpose=PictureKind.ID_FRONT.value).values("subject_id")
    candidates = StoredFile.objects.filter(subject_kind=LIVENESS_SUBJECT_KIND).values("subject_id")
    sessions = LivenessSession.objects.filter(pk__in=candidates).values("verification_id")
    compared = LivenessSession.objects.values("verification_id")
    rows = Verification.objects.filter(
        Q(pk__in=references)
        | Q(pk__in=sessions)
        | Q(pk__in=cards, way=VerificationWay.FACE)
        | (Q(pk__in=cards) & Q(pk__in=compared))
    )
    return StoredFaces(rows.values("user_id").distinct().count())
