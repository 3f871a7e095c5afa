"""A paper laid straight, with its lines read: what the parsers work on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from engines.ocr.cleaning import is_watermark, may_be_watermark
from engines.ocr.geometry import Page
from engines.ocr.lines import Glyph, Line, confidence_of, make_line
from engines.ocr.models import Floats, Models, Text
from engines.ocr.pictures import Picture

#: Words that mark a card as a specimen or a copy; they stand anywhere and belong to no field.
_MARKS: Final = re.compile(r"(示例|样本|样证|样张|仅供|演示|测试|SPECIMEN|SAMPLE|DEMO|VOID)+", re.IGNORECASE)
#: A line read worse than this is looked at again, in other ways.
_WEAK: Final = 0.9
_FAINT: Final = 0.45
#: What is lost is a row of print where it is so many heights wide and shares so much of the width of the field's print.
_ROW: Final = 4.0
_SHARED: Final = 0.3
_STOP_ROOM: Final = 0.3
_CLEAR: Final = 0.9
#: Characters of a name and of an address at most, and how well the worst character of such a text is read at least.
_NAME: Final = 12
_ADDRESS: Final = 60
_NAME_CLEAR: Final = 0.8
_ADDRESS_CLEAR: Final = 0.7
_SCOPE_CLEAR: Final = 0.85
#: Darker than the paper by this (of 255) is print; redder than green and blue by that is red print.
_PRINT: Final = 40
_RED: Final = 45
_RED_SHARE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Field:
    """One field as parsed. ``is_sure`` False asks the applicant to look at it; ``glyphs`` is the print it was taken from."""

    value: str
    confidence: float
    is_sure: bool
    glyphs: tuple[Glyph, ...] = ()

    def unsure(self) -> Field:
        """The same to be looked at."""
        return replace(self, is_sure=False)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it, the place apart."""
        return {"value": self.value, "confidence": round(self.confidence, 4), "is_sure": self.is_sure}


@dataclass(slots=True)
class Sheet:
    """Lines of a straightened page, and the means to read one of them again."""

    page: Page
    models: Models
    ink: Picture
    """What is read: the page, or the page without what lies over its print."""
    lines: list[Line] = field(default_factory=list)
    marks: list[Line] = field(default_factory=list)
    watermarks: list[Line] = field(default_factory=list)
    lost: list[Floats] = field(default_factory=list)
    """Where something is printed that is none of ``lines``: red, too faint, a watermark. Print may lie under it."""
    is_marked: bool = False
    """Whether ``ink`` was cleaned of a watermark."""

    def read(self, quads: Floats) -> None:
        """Recognise the lines; marks of specimens and watermarks are put aside, empty and red ones (seals) dropped."""
        for quad in quads:
            if _is_red(self.ink, quad):
                self.lost.append(quad)
                continue
            line = self._read(quad)
            if not line.glyphs or line.confidence < _FAINT:
                self.lost.append(quad)
                continue
            if may_be_watermark(line.text):
                self.watermarks.append(line)
            if is_watermark(line.text):
                self.lost.append(quad)
                continue
            is_mark = _MARKS.fullmatch(line.text) or re.fullmatch(
                r"[示例样本证张仅供SPECIMEN]{2,}", line.text.upper()
            )
            (self.marks if is_mark else self.lines).append(line)

    def has_lost_in(self, glyphs: Sequence[Glyph], *, below: float = 0.0) -> bool:
        """Whether a row was lost among the rows of ``glyphs``, or up to ``below`` heights under the last of them."""
        if not glyphs or not self.lost:
            return False
        height = max(glyph.height for glyph in glyphs)
        left, right = min(glyph.x for glyph in glyphs), max(glyph.x for glyph in glyphs)
        top, bottom = min(glyph.y for glyph in glyphs), max(glyph.y for glyph in glyphs) + below * height
        for quad in self.lost:
            (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
            is_row = x1 - x0 > _ROW * height and top <= (y0 + y1) / 2 <= bottom
            if is_row and min(x1, right) - max(x0, left) > _SHARED * (right - left):
                return True
        return False

    def again(self, line: Line, *, only: str = "", grow: float = 0.12, longer: float = 0.0) -> str:
        """A second reading of a line, cut a little differently and restricted to ``only``.

        ``longer`` adds that share of its length at its end.
        """
        quad = line.quad.copy()
        quad[1] += (quad[1] - quad[0]) * longer
        quad[2] += (quad[2] - quad[3]) * longer
        text = self.models.recognise(self.ink, quad, only=only, grow=grow)
        return make_line(line.quad, text).text

    def short_row(self, x: float, y: float, height: float) -> tuple[Glyph, ...]:
        """One or two characters that stand alone at (x, y) on the page; detectors overlook them. () for none."""
        x0, x1 = x - 0.25 * height, x + 2.1 * height
        y0, y1 = y - 0.55 * height, y + 0.55 * height
        if x0 < 0 or y0 < 0 or x1 >= self.page.picture.shape[1] or y1 >= self.page.picture.shape[0]:
            return ()
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        line = make_line(quad, self.models.recognise(self.ink, quad))
        is_text = re.fullmatch(r"[\u3400-\u9fff0-9A-Z）)。]{1,2}", line.text) is not None
        return line.glyphs if is_text and line.confidence > _CLEAR else ()

    def row(self, x0: float, x1: float, y: float, height: float) -> tuple[Glyph, ...]:
        """A row of print between ``x0`` and ``x1`` about the height ``y`` of the page that detectors overlook. () where none reads well."""
        x0, y0, y1 = max(0.0, x0 - 0.2 * height), y - 0.55 * height, y + 0.55 * height
        x1 = min(x1 + 0.3 * height, self.page.picture.shape[1] - 1)
        if y0 < 0 or y1 >= self.page.picture.shape[0] or x1 - x0 < height:
            return ()
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        line = make_line(quad, self.models.recognise(self.ink, quad))
        is_text = re.fullmatch(r"[\u3400-\u9fff0-9A-Z()（）-]{2,}", line.text) is not None
        return line.glyphs if is_text and line.confidence > _CLEAR and not may_be_watermark(line.text) else ()

    def _read(self, quad: Floats) -> Line:
        quad = _with_stop(quad)
        text = self.models.recognise(self.ink, quad)
        if text.confidence < _WEAK:
            for grow in (0.1, -0.08):
                other = self.models.recognise(self.ink, quad, grow=grow)
                if other.confidence > text.confidence + 0.02 and len(other.chars) >= len(text.chars):
                    text = other
        return make_line(quad, text)


def _is_red(picture: Picture, quad: Floats) -> bool:
    """Whether what is printed in a box is red, as seals are: most of what is no paper there."""
    low, high = np.maximum(quad.min(axis=0), 0).astype(int), quad.max(axis=0).astype(int)
    box = picture[low[1] : high[1] + 1 : 2, low[0] : high[0] + 1 : 2].astype(np.int16)
    if box.size == 0:
        return False
    green = box[:, :, 1]
    printed = green < np.percentile(green, 85) - _PRINT
    if not printed.any():
        return False
    red = box[:, :, 2] - np.maximum(green, box[:, :, 0])
    return float((red[printed] > _RED).mean()) > _RED_SHARE


def _with_stop(quad: Floats) -> Floats:
    """A long line with a little more room at its end: the detector cuts off stops, which are small."""
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    length, height = float(np.hypot(*across)), float(np.hypot(*down))
    if length < 6 * height:
        return quad
    more = across / length * height * _STOP_ROOM
    return np.asarray(quad + np.array([[0, 0], more, more, [0, 0]], np.float32), np.float32)


def prose(glyphs: Sequence[Glyph], value: str) -> Field:
    """A field of words: sure where every character was read well."""
    worst = min((glyph.confidence for glyph in glyphs), default=0.0)
    confidence = confidence_of(glyphs)
    # In a name each character counts; an address always has one that is less clear; of hundreds of characters one is easily wrong.
    enough = (
        _NAME_CLEAR if len(value) <= _NAME else _ADDRESS_CLEAR if len(value) <= _ADDRESS else _SCOPE_CLEAR
    )
    is_sure = bool(value) and confidence >= 0.94 and worst >= enough
    return Field(value, confidence, is_sure, tuple(glyphs))


def worst_confidence(text: Text | Line) -> float:
    """The least sure character of a reading; 0 for none."""
    if isinstance(text, Line):
        return min((glyph.confidence for glyph in text.glyphs), default=0.0)
    return float(text.confidences.min()) if len(text.confidences) else 0.0
