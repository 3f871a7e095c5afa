"""A paper laid straight, with its lines read: what the parsers work on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from engines.ocr.geometry import Page
from engines.ocr.lines import Glyph, Line, confidence_of, make_line
from engines.ocr.models import Floats, Models, Text

#: Words that mark a card as a specimen or a copy; they stand anywhere and belong to no field.
_MARKS: Final = re.compile(r"(示例|样本|样证|样张|仅供|演示|测试|SPECIMEN|SAMPLE|DEMO|VOID)+", re.IGNORECASE)
#: A line read worse than this is looked at again, in other ways.
_WEAK: Final = 0.9
_FAINT: Final = 0.45
_STOP_ROOM: Final = 0.3
_CLEAR: Final = 0.9


@dataclass(frozen=True, slots=True)
class Field:
    """One field as parsed. ``is_sure`` False asks the applicant to look at it."""

    value: str
    confidence: float
    is_sure: bool

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"value": self.value, "confidence": round(self.confidence, 4), "is_sure": self.is_sure}


@dataclass(slots=True)
class Sheet:
    """Lines of a straightened page, and the means to read one of them again."""

    page: Page
    models: Models
    lines: list[Line] = field(default_factory=list)
    marks: list[Line] = field(default_factory=list)

    def read(self, quads: Floats) -> None:
        """Recognise the lines; marks of specimens are put aside, empty ones dropped."""
        for quad in quads:
            line = self._read(quad)
            if not line.glyphs or line.confidence < _FAINT:
                continue
            is_mark = _MARKS.fullmatch(line.text) or re.fullmatch(
                r"[示例样本证张仅供SPECIMEN]{2,}", line.text.upper()
            )
            (self.marks if is_mark else self.lines).append(line)

    def again(self, line: Line, *, only: str = "", grow: float = 0.12, longer: float = 0.0) -> str:
        """A second reading of a line, cut a little differently and restricted to ``only``.

        ``longer`` adds that share of its length at its end.
        """
        quad = line.quad.copy()
        quad[1] += (quad[1] - quad[0]) * longer
        quad[2] += (quad[2] - quad[3]) * longer
        text = self.models.recognise(self.page.picture, quad, only=only, grow=grow)
        return make_line(line.quad, text).text

    def short_row(self, x: float, y: float, height: float) -> tuple[Glyph, ...]:
        """One or two characters that stand alone at (x, y) on the page; detectors overlook them. () for none."""
        x0, x1 = x - 0.25 * height, x + 2.1 * height
        y0, y1 = y - 0.55 * height, y + 0.55 * height
        if x0 < 0 or y0 < 0 or x1 >= self.page.picture.shape[1] or y1 >= self.page.picture.shape[0]:
            return ()
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        line = make_line(quad, self.models.recognise(self.page.picture, quad))
        is_text = re.fullmatch(r"[\u3400-\u9fff0-9A-Z）)。]{1,2}", line.text) is not None
        return line.glyphs if is_text and line.confidence > _CLEAR else ()

    def _read(self, quad: Floats) -> Line:
        quad = _with_stop(quad)
        text = self.models.recognise(self.page.picture, quad)
        if text.confidence < _WEAK:
            for grow in (0.1, -0.08):
                other = self.models.recognise(self.page.picture, quad, grow=grow)
                if other.confidence > text.confidence + 0.02 and len(other.chars) >= len(text.chars):
                    text = other
        return make_line(quad, text)


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
    # In a name each character counts; a long text always has one that is less clear.
    enough = 0.8 if len(value) <= 12 else 0.6
    return Field(value, confidence, is_sure=bool(value) and confidence >= 0.94 and worst >= enough)


def worst_confidence(text: Text | Line) -> float:
    """The least sure character of a reading; 0 for none."""
    if isinstance(text, Line):
        return min((glyph.confidence for glyph in text.glyphs), default=0.0)
    return float(text.confidences.min()) if len(text.confidences) else 0.0
