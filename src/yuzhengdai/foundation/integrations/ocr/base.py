"""Reading papers: what every OCR gives back, whoever does it.

A reading is a proposal: the applicant confirms each field (R6, R8). A number with a check digit that does not hold is never
given as sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class PaperKind(StrEnum):
    """What is photographed; values are the purposes of the StoredFiles."""

    ID_FRONT = "id_front"
    ID_BACK = "id_back"
    LICENCE = "licence"


class PictureProblem(StrEnum):
    """Why a picture should be taken again."""

    BLURRED = "blurred"
    GLARE = "glare"
    DARK = "dark"
    CUT_OFF = "cut_off"
    TOO_SMALL = "too_small"
    NOT_THIS_PAPER = "not_this_paper"
    UNREADABLE = "unreadable"
    # What was seen instead, beside NOT_THIS_PAPER where the reader can tell.
    IS_ID_FRONT = "is_id_front"
    IS_ID_BACK = "is_id_back"
    IS_LICENCE = "is_licence"


PROBLEM_SENTENCES: Mapping[PictureProblem, str] = {
    PictureProblem.BLURRED: "照片有些模糊，请拿稳手机、对好焦后重新拍照",
    PictureProblem.GLARE: "证件上有反光，请换个角度，避开灯光后重新拍照",
    PictureProblem.DARK: "光线太暗，请到亮一些的地方重新拍照",
    PictureProblem.CUT_OFF: "证件边缘没有拍全，请让四个角都在画面里",
    PictureProblem.TOO_SMALL: "证件在画面里太小，请靠近一些重新拍照",
    PictureProblem.NOT_THIS_PAPER: "没有认出这一面，请确认拍的是要求的证件和面",
    PictureProblem.UNREADABLE: "没有读出内容，请重新拍照，或直接手工填写",
    PictureProblem.IS_ID_FRONT: "您拍的是身份证人像面",
    PictureProblem.IS_ID_BACK: "您拍的是身份证国徽面",
    PictureProblem.IS_LICENCE: "您拍的是营业执照",
}

SEEN_INSTEAD = (PictureProblem.IS_ID_FRONT, PictureProblem.IS_ID_BACK, PictureProblem.IS_LICENCE)


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field as read. ``confidence`` 0…1; ``is_sure`` False shows 「请核对」 at the field."""

    value: str
    confidence: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class PaperReading:
    """What was read of one picture.

    ``fields`` names, id_front: person_name, sex (男/女), ethnicity, born_on (ISO date), id_address, id_number; id_back:
    issuing_authority, valid_from (ISO date), valid_until (ISO date or "长期"); licence: uscc, name, entity_type_text,
    legal_representative_name, registered_capital_text, established_on (ISO date), valid_period_text,
    registered_address, business_scope. A field that was not found is absent. ``qr_text`` is the licence's QR code where one was
    read, ``problems`` what is wrong with the picture (worst first), ``rotated_by`` degrees counter-clockwise that made it
    upright, ``engine`` name and versions of what read it.
    """

    kind: PaperKind
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    problems: tuple[PictureProblem, ...] = ()
    qr_text: str = ""
    rotated_by: int = 0
    engine: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether there is anything to confirm; else the applicant takes another picture or types."""
        return bool(self.fields)


class OcrProvider(Protocol):
    """Reads a paper. Raises ``ExternalError`` (transient: busy or down; code "ocr_busy" when its queue is full)."""

    name: str

    def read(self, *, kind: PaperKind, picture: bytes, content_type: str) -> PaperReading:
        """Read one JPEG, PNG, WebP or (licence) one-page PDF of at most 10 MiB."""
        ...
