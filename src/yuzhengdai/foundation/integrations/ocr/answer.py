"""An answer of an OCR as a ``PaperReading``: the same JSON from the embedded engine and from a vendor (docs/integrations.md)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from yuzhengdai.foundation.core.check_digits import (
    PROVINCE_CODES,
    USCC_ALPHABET,
    id_number_check_digit,
    uscc_check_digit,
)
from yuzhengdai.foundation.integrations.ocr.base import (
    FieldReading,
    LicenceForm,
    PaperKind,
    PaperReading,
    PictureProblem,
)
from yuzhengdai.foundation.integrations.signed_http import unreadable

FIELDS: Final[Mapping[PaperKind, frozenset[str]]] = {
    PaperKind.ID_FRONT: frozenset({"person_name", "sex", "ethnicity", "born_on", "id_address", "id_number"}),
    PaperKind.ID_BACK: frozenset({"issuing_authority", "valid_from", "valid_until"}),
    PaperKind.LICENCE: frozenset(
        {
            "uscc",
            "name",
            "entity_type_text",
            "legal_representative_name",
            "registered_capital_text",
            "established_on",
            "valid_period_text",
            "registered_address",
            "business_scope",
        }
    ),
}
_LONGEST: Final = {"business_scope": 8000}
_USUAL_LENGTH: Final = 300
_ID_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]")
_USCC: Final = re.compile(rf"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")


def paper_reading(kind: PaperKind, data: Any, *, source: str) -> PaperReading:
    """Check an answer and take over what belongs to ``kind``; the ``ExternalError`` of an unreadable answer where it is none.

    Nobody's word makes a number sure whose check digit does not hold.
    """
    try:
        fields = {
            name: _field(name, told)
            for name, told in _mapping(data["fields"]).items()
            if name in FIELDS[kind] and told is not None
        }
        return PaperReading(
            kind=kind,
            fields={name: one for name, one in fields.items() if one.value},
            problems=tuple(PictureProblem(problem) for problem in data["problems"]),
            qr_text=_text(data.get("qr_text") or "", 1000),
            rotated_by=_degrees(data.get("rotated_by") or 0),
            engine=_text(data["engine"], 200),
            form=LicenceForm(data["form"]) if data.get("form") else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise unreadable(source) from None


def _field(name: str, told: Any) -> FieldReading:
    value = _text(told["value"], _LONGEST.get(name, _USUAL_LENGTH)).strip()
    confidence, is_sure = told["confidence"], told["is_sure"]
    if (
        isinstance(confidence, bool)
        or not isinstance(confidence, int | float)
        or not isinstance(is_sure, bool)
    ):
        raise TypeError(name)
    if not math.isfinite(confidence) or not 0 <= confidence <= 1:
        raise ValueError(name)
    return FieldReading(value, float(confidence), is_sure and _holds(name, value), _box(told.get("box")))


def _box(told: Any) -> tuple[float, float, float, float] | None:
    """Four shares of a picture's sides that enclose something."""
    if told is None:
        return None
    left, top, right, bottom = (float(value) for value in told)
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        return None
    return left, top, right, bottom


def _holds(name: str, value: str) -> bool:
    """Whether a value can be what it is said to be."""
    if name == "id_number":
        is_shaped = _ID_NUMBER.fullmatch(value) is not None and value[:2] in PROVINCE_CODES
        return is_shaped and id_number_check_digit(value[:17]) == value[17]
    if name == "uscc":
        return _USCC.fullmatch(value) is not None and uscc_check_digit(value[:17]) == value[17]
    if name in {"born_on", "valid_from", "established_on"} or (name == "valid_until" and value != "长期"):
        return _is_day(value)
    return name != "sex" or value in {"男", "女"}


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("fields")
    return value


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit or "\x00" in value:
        raise TypeError("text")
    return value


def _degrees(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 360:
        raise TypeError("rotated_by")
    return value
