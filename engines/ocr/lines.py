"""Lines of text on a page that stands upright: pieces with a place, rows of pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engines.ocr.models import Floats, Text
from engines.ocr.words import plain

#: Heights of a line between a label and its value, and between pieces of one value.
_TO_VALUE: Final = 8.0
_TO_NEXT: Final = 5.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One plain character with its middle on the page (pixels), how sure it is (0…1), and how high its line is."""

    char: str
    x: float
    confidence: float
    y: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of one line of print: a box on the upright page, and its characters from left to right."""

    x0: float
    y0: float
    x1: float
    y1: float
    glyphs: tuple[Glyph, ...]
    quad: Floats

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2

    @property
    def confidence(self) -> float:
        """The mean over its characters."""
        return confidence_of(self.glyphs)

    def part(self, start: int, end: int | None = None) -> Line:
        """Characters ``start`` to ``end`` as a line of its own, its ends half way to the neighbours."""
        glyphs = self.glyphs[start:end]
        stop = start + len(glyphs)
        reach = self.height * 0.5
        x0, x1 = self.x0, self.x1
        if glyphs and start > 0:
            x0 = max((self.glyphs[start - 1].x + glyphs[0].x) / 2, glyphs[0].x - reach)
        if glyphs and stop < len(self.glyphs):
            x1 = min((self.glyphs[stop].x + glyphs[-1].x) / 2, glyphs[-1].x + reach)
        return Line(x0, self.y0, x1, self.y1, glyphs, self.quad)


def make_line(quad: Floats, text: Text) -> Line:
    """A line from its corners on the page (clockwise from the top left) and what was recognised."""
    left, right = float(quad[[0, 3], 0].mean()), float(quad[[1, 2], 0].mean())
    top, bottom = float(quad[[0, 1], 1].mean()), float(quad[[2, 3], 1].mean())
    glyphs: list[Glyph] = []
    for char, confidence, place in zip(text.chars, text.confidences, text.places, strict=True):
        x = left + (right - left) * float(place)
        y = (top + bottom) / 2 + (float(place) - 0.5) * float(quad[[1, 2], 1].mean() - quad[[0, 3], 1].mean())
        glyphs += [Glyph(one, x, float(confidence), y, bottom - top) for one in plain(char)]
    return Line(left, top, right, bottom, tuple(glyphs), quad)


def confidence_of(glyphs: Iterable[Glyph]) -> float:
    """The mean of glyphs' confidences; 0 for none."""
    values = [glyph.confidence for glyph in glyphs]
    return sum(values) / len(values) if values else 0.0


def usual_height(lines: Sequence[Line]) -> float:
    """The median height of the lines, in pixels; 1 for none."""
    return float(np.median([line.height for line in lines])) if lines else 1.0


def are_in_a_row(one: Line, other: Line) -> bool:
    """Whether two pieces stand beside each other."""
    small, large = sorted((one.height, other.height))
    return abs(one.y - other.y) < 0.6 * max(small, 0.7 * large)


def right_of(lines: Iterable[Line], anchor: Line, until: float = float("inf")) -> list[Line]:
    """The pieces right of ``anchor`` in its row that begin before ``until``, from left to right, up to a wide gap."""
    middle = anchor.x0 + 0.3 * (anchor.x1 - anchor.x0)
    row = [
        line
        for line in lines
        if line is not anchor and middle < line.x0 < until and are_in_a_row(line, anchor)
    ]
    row.sort(key=lambda line: line.x0)
    end = anchor.x1
    for number, line in enumerate(row):
        # From a label to its value it may be further than from one piece of a value to the next.
        if line.x0 - end > (_TO_VALUE if number == 0 else _TO_NEXT) * anchor.height:
            return row[:number]
        end = max(end, line.x1)
    return row


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines gathered into rows from the top, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.y):
        if rows and abs(rows[-1][0].y - line.y) < 0.55 * min(rows[-1][0].height, line.height) + 1:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def glyphs_of(lines: Iterable[Line]) -> list[Glyph]:
    """All characters in the order of the lines."""
    return [glyph for line in lines for glyph in line.glyphs]
