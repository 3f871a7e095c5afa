"""What a reading is worth: whether the paper is the one asked for, what is wrong with the picture (worst first), what is sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from engines.ocr import cleaning, covered, id_back, id_front, licence, papers, quality, words
from engines.ocr.lines import usual_height
from engines.ocr.models import Floats
from engines.ocr.pictures import Picture, grey
from engines.ocr.sheet import Field, Sheet

RATINGS: Final = {
    "id_front": id_front.looks_like_it,
    "id_back": id_back.looks_like_it,
    "licence": licence.looks_like_it,
}
#: How many of its own signs a picture must show before anything on it is sure.
SIGNS: Final = {"id_front": 3, "id_back": 3, "licence": 3}
_WANTED: Final = {
    "id_front": ("person_name", "sex", "ethnicity", "born_on", "id_address", "id_number"),
    "id_back": ("issuing_authority", "valid_from", "valid_until"),
    "licence": ("uscc", "name", "legal_representative_name", "registered_address", "business_scope"),
}
#: A licence of whatever kind prints that many fields.
_LICENCE_FIELDS: Final = 6
_CLEAR: Final = 0.8
#: Pixels of the photograph: lower print than this is read, but no prose of it is sure.
_TINY_PX: Final = 16.0
_WORST_FIRST: Final = (
    "dark",
    "blurred",
    "too_small",
    "glare",
    "covered",
    "cut_off",
    "fields_missing",
    "unreadable",
)
_NUMBERS: Final = ("id_number", "uscc")
#: Told of a picture on which a part of the paper cannot be seen.
_INCOMPLETE: Final = frozenset({"covered", "cut_off", "fields_missing"})
#: Under a watermark every character of a sure value was read so well.
_CLEAN_PRINT: Final = 0.9
_NAMES: Final = ("person_name", "legal_representative_name")
#: Rows of one text stand 1.2 to 1.6 heights apart; further than this one between them was overlooked.
_ROW_MISSING: Final = 2.0
_LONG: Final = ("id_address", "registered_address", "business_scope")
_PLACES: Final = ("id_address", "registered_address")
_ONE_WORD: Final = (*_NAMES, "issuing_authority", "name", "entity_type_text", "ethnicity")
_MAY_BE_COVERED: Final = ("person_name", "id_address", "issuing_authority", "valid_until")
_AUTHORITY: Final = re.compile(r"(公安局|分局|公安厅|总队|支队|管理处)$")


@dataclass(frozen=True, slots=True)
class Look:
    """One paper as looked at: ``quads`` are its lines on the photograph."""

    kind: str
    photograph: Picture
    quads: Floats
    sheet: Sheet
    fields: dict[str, Field]


def verdict(look: Look) -> tuple[dict[str, Field], list[str]]:
    """The fields with what is sure of them, and the problems; no fields where the picture shows another paper."""
    texts = [line.text for line in look.sheet.lines]
    other = papers.other_paper(texts, look.kind)
    if other:
        return {}, ["not_this_paper", f"is_{other}"]
    text = "".join(texts)
    ratings = {name: rate(text) for name, rate in RATINGS.items()}
    second = max((name for name in ratings if name != look.kind), key=lambda name: ratings[name])
    if ratings[second] >= 2 and ratings[second] > ratings[look.kind] + 1:
        return {}, ["not_this_paper", f"is_{second}"]
    fields, hidden = _doubted(look, has_signs=ratings[look.kind] >= SIGNS[look.kind])
    problems = _problems(look, fields, hidden)
    if _INCOMPLETE & set(problems):
        # Where something of the paper is not there, a long text may end too early and still read well.
        fields = {name: one.unsure() if name in _LONG else one for name, one in fields.items()}
    if (
        not fields
        and len(text) > 8
        and not ratings[look.kind]
        and not set(problems) - {"unreadable", "cut_off"}
    ):
        return {}, ["not_this_paper"]
    return fields, problems


# ---------------------------------------------------------------------- what is sure


def _doubted(look: Look, *, has_signs: bool) -> tuple[dict[str, Field], bool]:
    """The fields, those in doubt made unsure; and whether something lies over one of them."""
    fields, is_hidden = dict(look.fields), False
    heights = np.linalg.norm(look.quads[:, 3] - look.quads[:, 0], axis=1)
    is_poor = float(np.median(heights)) < _TINY_PX or quality.is_dark(look.photograph, look.quads)
    if look.kind != "licence" and quality.is_cut(look.photograph, look.quads):
        is_poor = True
    for name, one in look.fields.items():
        doubt = not has_signs or (is_poor and name not in _NUMBERS) or _is_odd(name, one.value)
        doubt = doubt or (look.sheet.is_marked and name not in _NUMBERS and _worst(one) < _CLEAN_PRINT)
        doubt = doubt or _may_lack_rows(look, name)
        if name in _MAY_BE_COVERED and one.glyphs and look.kind != "licence":
            is_under = covered.is_covered(look.sheet.page.picture, one.glyphs, until=_until(look))
            is_hidden, doubt = is_hidden or is_under, doubt or is_under
        if not doubt and name in _ONE_WORD:
            doubt = covered.lacks_characters(
                look.sheet.ink, one.glyphs, until=_until(look), is_end_free=name in _NAMES
            )
        if doubt and one.is_sure:
            fields[name] = one.unsure()
    return fields, is_hidden


def _may_lack_rows(look: Look, name: str) -> bool:
    """Whether a watermark or the picture's edge may have taken a row of a long text: what is left reads well and tells nothing of it."""
    if name not in _LONG:
        return False
    return look.sheet.is_marked or lacks_rows(look.sheet, look.kind, look.fields) or _is_last(look, name)


def _is_last(look: Look, name: str) -> bool:
    """Whether nothing stands below a text: below every long text of a whole paper there is a number, a date or who registered it."""
    glyphs = look.fields[name].glyphs
    if not glyphs:
        return False
    bottom = max(glyph.y for glyph in glyphs) + 0.6 * usual_height(look.sheet.lines)
    return not any(line.y > bottom for line in look.sheet.lines)


def lacks_rows(sheet: Sheet, kind: str, fields: Mapping[str, Field]) -> bool:
    """Whether a row of the address is not there: overlooked, or taken for red print or a watermark that lies on it."""
    name = "id_address" if kind == "id_front" else "registered_address"
    one = fields.get(name)
    # Below the address of a card stands its number, below that of a licence its seal.
    if one is None:
        return False
    rows = sorted({glyph.y for glyph in one.glyphs})
    height = max((glyph.height for glyph in one.glyphs), default=0.0)
    has_gap = any(lower - upper > _ROW_MISSING * height for upper, lower in pairwise(rows))
    if has_gap or sheet.has_lost_in(one.glyphs, below=1.7 if kind == "id_front" else 0.0):
        return True
    number = fields.get("id_number")
    until = min((glyph.y for glyph in number.glyphs), default=0.0) if number else 0.0
    return kind == "id_front" and covered.lacks_row(sheet.ink, one.glyphs, until=until)


def _worst(field: Field) -> float:
    return min((glyph.confidence for glyph in field.glyphs), default=1.0)


def _is_odd(name: str, value: str) -> bool:
    """Values that are seldom right: names of one character or of a rare one with two forms, addresses with words of a watermark,
    authorities that end as none does.
    """
    if name in _NAMES and (len(value.replace("·", "")) < 2 or words.has_twin(value)):
        return True
    if name in _PLACES and cleaning.has_words_of_one(value):
        return True
    if name == "person_name":
        return re.search(r"[A-Za-z]|代表$|[性别]$|姓名", value) is not None or (
            len(value) > 4 and "·" not in value and len(value) < 6
        )
    return name == "issuing_authority" and (_AUTHORITY.search(value) is None or len(value) < 5)


def _until(look: Look) -> float:
    """Where print of values ends: at the portrait on the front, at the edge of the page elsewhere."""
    sheet = look.sheet
    if look.kind != "id_front" or not sheet.lines:
        return float(sheet.page.picture.shape[1])
    left = min(line.x0 for line in sheet.lines)
    numbers = [line for line in sheet.lines if re.search(r"\d{6}", line.text)]
    right = max((line.x1 for line in numbers or sheet.lines), default=left)
    return left + 0.66 * (right - left)


# ---------------------------------------------------------------------- what is wrong


def _problems(look: Look, fields: dict[str, Field], is_hidden: bool) -> list[str]:
    missing = _missing(look.kind, fields)
    if not missing and all(one.is_sure or _may_lack_rows(look, name) for name, one in fields.items()):
        # Everything was read and is certain: the picture served, however it looks.
        return []
    found = set(quality.problems_of(look.photograph, look.quads, look.sheet, is_poor=bool(missing)))
    light = grey(look.photograph)
    is_short = _is_number_short(fields) or (look.kind == "id_front" and "id_number" in missing)
    if is_short and quality.has_burnt_gap(light, look.quads):
        found.add("glare")
    elif is_short and _is_number_covered(look):
        is_hidden = True
    if is_hidden:
        found.add("covered")
    if not missing:
        # Nothing is missing, so nothing was cut off; and what shone did no harm where all of it was read well.
        was_clear = all(one.confidence >= _CLEAR for one in fields.values())
        found -= {"cut_off"} | ({"glare"} if was_clear and not is_short else set())
        if is_short and not found:
            found.add("fields_missing")
    elif not fields:
        found.add("unreadable")
    else:
        found.add("fields_missing")
    return [problem for problem in _WORST_FIRST if problem in found]


def _missing(kind: str, fields: dict[str, Field]) -> list[str]:
    missing = [name for name in _WANTED[kind] if name not in fields]
    if kind == "licence" and not missing and len(fields) < _LICENCE_FIELDS:
        return ["more"]
    return missing


def _is_number_short(fields: dict[str, Field]) -> bool:
    """Whether the number of a card or a licence was read and has not its 18 characters."""
    number = fields.get("id_number") or fields.get("uscc")
    return number is not None and not number.is_sure and len(number.value) < 18


def _is_number_covered(look: Look) -> bool:
    """Whether something lies on the row of the ID number."""
    if look.kind != "id_front":
        return False
    lines = [line for line in look.sheet.lines if re.search(r"公民身|身份号|号码|\d{5}", line.text)]
    if not lines:
        return False
    left = min(line.x0 for line in look.sheet.lines)
    row = max(lines, key=lambda line: line.y)
    glyphs = [glyph for line in lines if abs(line.y - row.y) < 0.6 * row.height for glyph in line.glyphs]
    glyphs.sort(key=lambda glyph: glyph.x)
    width = 12.5 * usual_height(look.sheet.lines)
    until = min(max(left + 1.9 * width, row.x1), look.sheet.page.picture.shape[1])
    return covered.is_row_covered(look.sheet.page.picture, glyphs, until=until)
