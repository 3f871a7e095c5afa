"""Where on the photograph the print of a field stands, so that a person can be shown it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from engines.ocr.geometry import Page
from engines.ocr.lines import Glyph
from engines.ocr.pictures import Picture

#: Heights of a line that are shown around the print.
_ROOM: Final = 0.35


@dataclass(frozen=True, slots=True)
class Place:
    """A page and the photograph it came from."""

    page: Page
    photograph: Picture

    def box_of(self, glyphs: Sequence[Glyph]) -> list[float] | None:
        """Left, top, right, bottom of the characters as shares (0…1) of the photograph's width and height, with a little room; None for
        none.
        """
        placed = [glyph for glyph in glyphs if glyph.height]
        if not placed:
            return None
        room = _ROOM * max(glyph.height for glyph in placed)
        left = min(glyph.x - glyph.height / 2 for glyph in placed) - room
        right = max(glyph.x + glyph.height / 2 for glyph in placed) + room
        top = min(glyph.y - glyph.height / 2 for glyph in placed) - room
        bottom = max(glyph.y + glyph.height / 2 for glyph in placed) + room
        corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float64)
        there = cv2.perspectiveTransform(corners, np.linalg.inv(self.page.matrix))[0]
        tall, wide = self.photograph.shape[:2]
        shares = np.clip(there / [wide, tall], 0.0, 1.0)
        low, high = shares.min(axis=0), shares.max(axis=0)
        return [round(float(value), 4) for value in (*low, *high)]
