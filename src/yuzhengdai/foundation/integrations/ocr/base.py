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


class LicenceForm(StrEnum):
    """Which form of a licence was photographed, where it says so; all of them are valid."""

    ORIGINAL = "original"
    DUPLICATE = "duplicate"
    ELECTRONIC = "electronic"


FORM_WORDS: Mapping[str, str] = {
    LicenceForm.ORIGINAL.value: "营业执照正本",
    LicenceForm.DUPLICATE.value: "营业执照副本",
    LicenceForm.ELECTRONIC.value: "电子营业执照",
}


class PictureProblem(StrEnum):
    """Why a picture should be taken again."""

    MIRRORED = "mirrored"
    BLURRED = "blurred"
    GLARE = "glare"
    DARK = "dark"
    COVERED = "covered"
    CUT_OFF = "cut_off"
    TOO_SMALL = "too_small"
    FIELDS_MISSING = "fields_missing"
    NOT_THIS_PAPER = "not_this_paper"
    UNREADABLE = "unreadable"
    # What was seen instead, beside NOT_THIS_PAPER where the reader can tell.
    IS_ID_FRONT = "is_id_front"
    IS_ID_BACK = "is_id_back"
    IS_LICENCE = "is_licence"
    IS_FOOD_PERMIT = "is_food_permit"
    IS_ACCOUNT_PERMIT = "is_account_permit"
    IS_HK_MACAO_PERMIT = "is_hk_macao_permit"
    IS_TEMPORARY_ID = "is_temporary_id"
    IS_DRIVING_LICENCE = "is_driving_licence"
    IS_VEHICLE_LICENCE = "is_vehicle_licence"
    IS_SOCIAL_CARD = "is_social_card"
    IS_PASSPORT = "is_passport"
    IS_BANK_CARD = "is_bank_card"
    IS_HOUSEHOLD_PAGE = "is_household_page"
    IS_RESIDENCE_PERMIT = "is_residence_permit"
    IS_PROPERTY_CERTIFICATE = "is_property_certificate"
    IS_INSTITUTION_CERTIFICATE = "is_institution_certificate"
    IS_TAX_REGISTRATION = "is_tax_registration"


_NAMES: Mapping[PictureProblem, str] = {
    PictureProblem.IS_ID_FRONT: "身份证人像面",
    PictureProblem.IS_ID_BACK: "身份证国徽面",
    PictureProblem.IS_LICENCE: "营业执照",
    PictureProblem.IS_FOOD_PERMIT: "食品类许可证",
    PictureProblem.IS_ACCOUNT_PERMIT: "开户许可证",
    PictureProblem.IS_HK_MACAO_PERMIT: "港澳台通行证",
    PictureProblem.IS_TEMPORARY_ID: "临时身份证",
    PictureProblem.IS_DRIVING_LICENCE: "驾驶证",
    PictureProblem.IS_VEHICLE_LICENCE: "行驶证",
    PictureProblem.IS_SOCIAL_CARD: "社保卡",
    PictureProblem.IS_PASSPORT: "护照",
    PictureProblem.IS_BANK_CARD: "银行卡",
    PictureProblem.IS_HOUSEHOLD_PAGE: "户口本",
    PictureProblem.IS_RESIDENCE_PERMIT: "港澳台居民居住证",
    PictureProblem.IS_PROPERTY_CERTIFICATE: "不动产权证书",
    PictureProblem.IS_INSTITUTION_CERTIFICATE: "法人登记证书，不是营业执照",
    PictureProblem.IS_TAX_REGISTRATION: "税务登记证或组织机构代码证",
}

PROBLEM_SENTENCES: Mapping[PictureProblem, str] = {
    PictureProblem.MIRRORED: "照片左右是反的，请用后置摄像头重新拍照",
    PictureProblem.COVERED: "证件有一部分被手指或别的东西挡住了，请移开后重新拍照",
    PictureProblem.FIELDS_MISSING: "有几项没有读出来，请把整张证件拍清楚，或对照证件手工填写",
    PictureProblem.BLURRED: "照片有些模糊，请拿稳手机、对好焦后重新拍照",
    PictureProblem.GLARE: "证件上有反光，请换个角度，避开灯光后重新拍照",
    PictureProblem.DARK: "光线太暗，请到亮一些的地方重新拍照",
    PictureProblem.CUT_OFF: "证件边缘没有拍全，请让四个角都在画面里",
    PictureProblem.TOO_SMALL: "证件在画面里太小，请靠近一些重新拍照",
    PictureProblem.NOT_THIS_PAPER: "没有认出这一面，请确认拍的是要求的证件和面",
    PictureProblem.UNREADABLE: "没有读出内容，请重新拍照，或直接手工填写",
    **{problem: f"您拍的是{name}" for problem, name in _NAMES.items()},
}

SEEN_INSTEAD = tuple(_NAMES)


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field as read. ``confidence`` 0…1; ``is_sure`` False shows 「请核对」 at the field; ``box`` is where it stands on the picture
    as it was sent: left, top, right, bottom as shares of its sides, None where the reader does not say.
    """

    value: str
    confidence: float
    is_sure: bool
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PaperReading:
    """What was read of one picture.

    ``fields`` names, id_front: person_name, sex (男/女), ethnicity, born_on (ISO date), id_address, id_number; id_back:
    issuing_authority, valid_from (ISO date), valid_until (ISO date or "长期"); licence: uscc, name, entity_type_text,
    legal_representative_name, registered_capital_text, established_on (ISO date), valid_period_text,
    registered_address, business_scope. A field that was not found is absent. ``qr_text`` is the licence's QR code where one was
    read, ``problems`` what is wrong with the picture (worst first), ``rotated_by`` degrees counter-clockwise that made it
    upright, ``engine`` name and versions of what read it, ``form`` which licence it is or None.
    """

    kind: PaperKind
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    problems: tuple[PictureProblem, ...] = ()
    qr_text: str = ""
    rotated_by: int = 0
    engine: str = ""
    form: LicenceForm | None = None

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
