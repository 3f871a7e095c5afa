"""What OCR read beside what was typed. Both are kept apart (R6); a difference is for an operator's eye, not a verdict.

One thing is a verdict: a licence that surely carries another code than the one registered with (R8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.domain.verification.enums import PictureKind
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.check_digits import USCC_ALPHABET
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.text import normalise_enterprise_name, normalise_line
from yuzhengdai.foundation.core.validators import clean_uscc
from yuzhengdai.foundation.integrations.ocr.base import FORM_WORDS

_USCC = re.compile(rf"(?<![0-9A-Z])[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}(?![0-9A-Z])")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose typed value is not what was read. ``is_sure``: the reader was sure of its value."""

    paper: str
    field: str
    label: str
    read: str
    typed: str
    is_sure: bool


_FIELDS: tuple[tuple[str, str, str], ...] = (
    (PictureKind.ID_FRONT.value, "person_name", "姓名"),
    (PictureKind.ID_FRONT.value, "id_number", "证件号码"),
    (PictureKind.ID_FRONT.value, "id_address", "住址"),
    (PictureKind.ID_BACK.value, "issuing_authority", "签发机关"),
    (PictureKind.ID_BACK.value, "valid_from", "有效期起始日"),
    (PictureKind.ID_BACK.value, "valid_until", "有效期截止日"),
    (PictureKind.LICENCE.value, "name", "企业名称"),
    (PictureKind.LICENCE.value, "uscc", "统一社会信用代码"),
    (PictureKind.LICENCE.value, "legal_representative_name", "法定代表人姓名"),
    (PictureKind.LICENCE.value, "registered_address", "住所"),
    (PictureKind.LICENCE.value, "established_on", "成立日期"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of a paper: ``read`` and ``typed`` (either may be ""); ``is_same`` None where there is nothing to compare."""

    paper: str
    field: str
    label: str
    read: str
    typed: str
    is_sure: bool
    is_same: bool | None


def licence_words(*, verification: Verification) -> str:
    """「营业执照正本」, 「营业执照副本」 or 「电子营业执照」, as the licence says of itself; "" where it does not."""
    return FORM_WORDS.get(verification.read_data.get(PictureKind.LICENCE.value, {}).get("form", ""), "")


def read_beside_typed(*, verification: Verification) -> list[Beside]:
    """Every field that was read or typed, in the order of the papers; for the review desk. Values are not masked."""
    typed = _typed(verification)
    out = []
    for paper, name, label in _FIELDS:
        found = read_fields(verification=verification, paper=paper).get(name) or {}
        read, value = str(found.get("value", "")), typed.get((paper, name), "")
        if read or value:
            is_same = _plain(read, name) == _plain(value, name) if read and value else None
            out.append(Beside(paper, name, label, read, value, bool(found.get("is_sure")), is_same))
    return out


def read_differences(*, verification: Verification) -> list[Difference]:
    """Fields that were read and typed and are not the same; for the review desk."""
    return [
        Difference(row.paper, row.field, row.label, row.read, row.typed, row.is_sure)
        for row in read_beside_typed(verification=verification)
        if row.is_same is False
    ]


_BINDING = frozenset({"person_name", "id_number", "valid_until", "name", "uscc", "legal_representative_name"})
"""Fields in which a sure reading beats what was typed; an address is often mended by hand."""


def has_sure_difference(*, verification: Verification) -> bool:
    """Whether a field that identifies somebody was surely read and typed differently."""
    found = read_differences(verification=verification)
    return any(item.is_sure and item.field in _BINDING for item in found)


def is_number_read(*, verification: Verification) -> bool:
    """Whether the number was surely read from the photographed card and is the typed one: what binds card and number."""
    found = read_fields(verification=verification, paper=PictureKind.ID_FRONT.value).get("id_number", {})
    return bool(found.get("is_sure")) and found.get("value") == verification.id_number


def read_fields(*, verification: Verification, paper: str) -> Mapping[str, Mapping[str, Any]]:
    """Field → {value, confidence, is_sure} of one paper's newest photograph; empty when nothing was read."""
    fields: Mapping[str, Mapping[str, Any]] = verification.read_data.get(paper, {}).get("fields", {})
    return fields


def proposed(*, verification: Verification, paper: str) -> dict[str, str]:
    """What was read of one paper as initial values of its confirm page (names of the fields typed there)."""
    values = {
        name: str(found.get("value", ""))
        for name, found in read_fields(verification=verification, paper=paper).items()
    }
    if paper != PictureKind.ID_BACK:
        return values
    out = {"issuing_authority": values.get("issuing_authority", "")}
    out["id_valid_from"] = values.get("valid_from", "")
    until = values.get("valid_until", "")
    out |= {"id_is_long_term": "on"} if until == "长期" else {"id_valid_until": until}
    return {name: value for name, value in out.items() if value}


def qr_code_uscc(*, verification: Verification) -> str:
    """The code in the licence's QR, or "" where none was read or it holds no code."""
    text = str(verification.read_data.get(PictureKind.LICENCE.value, {}).get("qr_text", ""))
    for candidate in _USCC.findall(text.upper()):
        try:
            return clean_uscc(candidate)
        except ValidationError:
            continue
    return ""


def require_own_code(*, verification: Verification, registered_uscc: str) -> None:
    """Raises FieldErrors at ``uscc`` when the photograph surely shows somebody else's licence."""
    found = read_fields(verification=verification, paper=PictureKind.LICENCE.value).get("uscc", {})
    surely_read = str(found.get("value", "")) if found.get("is_sure") else ""
    for other in (surely_read, qr_code_uscc(verification=verification)):
        if other and other != registered_uscc:
            raise FieldErrors(
                {"uscc": "照片上的统一社会信用代码与注册时填写的不一致，请换用本企业的营业执照，重新拍照"}
            )


def _typed(row: Verification) -> dict[tuple[str, str], str]:
    front, back, licence = PictureKind.ID_FRONT.value, PictureKind.ID_BACK.value, PictureKind.LICENCE.value
    until = "长期" if row.id_is_long_term else _iso(row.id_valid_until)
    out = {
        (front, "person_name"): row.person_name,
        (front, "id_number"): row.id_number,
        (front, "id_address"): row.id_address,
        (back, "issuing_authority"): row.issuing_authority,
        (back, "valid_from"): _iso(row.id_valid_from),
        (back, "valid_until"): until,
    }
    return out | {(licence, name): str(value) for name, value in row.licence.items()}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(value: str, field: str) -> str:
    """Without what differs in writing only."""
    if field == "name":
        return normalise_enterprise_name(value)
    return re.sub(r"\s+", "", normalise_line(value)).replace("(", "（").replace(")", "）")
