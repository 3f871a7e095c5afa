"""Print that is not there to read: a finger over the end of a row, a character that the reader does not know.

Both leave no trace in what was recognised; they show on the page: paper that is not the colour of paper behind a row, or ink where
no character was read.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from engines.ocr.lines import Glyph
from engines.ocr.pictures import Picture, grey

#: Colour (a and b of Lab, 0…255 each) further than this from the paper's belongs to something that lies on it.
_FOREIGN: Final = 9.0
#: So much of a patch is foreign where something lies over it.
_FOREIGN_SHARE: Final = 0.5
#: Darker than this share of the paper is ink; so much of a patch of one character is inked at least.
_INK: Final = 0.62
_INK_SHARE: Final = 0.06
#: From character to character, against the usual distance in the row, where one is missing.
_GAP: Final = 1.62
#: From row to row of one text in heights, where there is but one row to tell.
_ROW_PITCH: Final = 1.35

Rows = list[list[Glyph]]


def rows_of(glyphs: Sequence[Glyph]) -> Rows:
    """Characters with a place by rows, in reading order."""
    rows: Rows = []
    for glyph in glyphs:
        if not glyph.height:
            continue
        if rows and abs(rows[-1][-1].y - glyph.y) < 0.5 * glyph.height and glyph.x > rows[-1][-1].x:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def is_covered(page: Picture, glyphs: Sequence[Glyph], *, until: float) -> bool:
    """Whether something lies on the paper behind, between or below the rows of a value, left of ``until`` (pixels)."""
    rows = rows_of(glyphs)
    if not rows:
        return False
    paper = _paper_of(page, rows)
    for row in rows:
        height = row[0].height
        places = [(one.x + 0.6 * height, other.x - 0.6 * height) for one, other in itertools.pairwise(row)]
        places.append((row[-1].x + 0.7 * height, min(row[-1].x + 2.6 * height, until)))
        if any(
            end - start > 0.7 * height and _is_foreign(page, (start, end), row[0], paper)
            for start, end in places
        ):
            return True
    last = rows[-1]
    pitch = last[0].y - rows[-2][0].y if len(rows) > 1 else 1.4 * last[0].height
    below = Glyph("", 0.0, 0.0, last[0].y + pitch, last[0].height)
    return pitch < 2.5 * last[0].height and _is_foreign(
        page, (rows[-1][0].x, rows[-1][0].x + 2 * last[0].height), below, paper
    )


def is_row_covered(page: Picture, row: Sequence[Glyph], *, until: float) -> bool:
    """Whether something lies on a row of print anywhere from its beginning to ``until``: half as wide as the row is high."""
    placed = [glyph for glyph in row if glyph.height]
    if not placed:
        return False
    paper, height = _paper_of(page, [placed]), placed[0].height
    start = placed[0].x
    while start < until - 0.5 * height:
        if _is_foreign(page, (start, start + 0.5 * height), placed[0], paper):
            return True
        start += 0.25 * height
    return False


def lacks_characters(
    ink: Picture, glyphs: Sequence[Glyph], *, until: float, is_end_free: bool = True
) -> bool:
    """Whether there is ink between the characters of a value, or right behind the last of a row, that was not read."""
    for row in rows_of(glyphs):
        height = row[0].height
        gaps = [after.x - before.x for before, after in itertools.pairwise(row)]
        pitch = float(np.median(gaps)) if len(gaps) > 1 else 1.1 * height
        pitch = max(pitch, 0.45 * height)
        for (before, after), gap in zip(itertools.pairwise(row), gaps, strict=True):
            room = 0.5 * (pitch if len(gaps) > 1 else height)
            if gap > _GAP * pitch and _is_inked(ink, (before.x + room, after.x - room), row[0]):
                return True
        end = (row[-1].x + 0.62 * height, min(row[-1].x + 1.5 * height, until))
        if is_end_free and end[1] - end[0] > 0.3 * height and _is_inked(ink, end, row[0]):
            return True
    return False


def lacks_row(ink: Picture, glyphs: Sequence[Glyph], *, until: float) -> bool:
    """Whether there is ink where the next row of a text begins, above ``until`` (y of what stands below the text)."""
    rows = rows_of(glyphs)
    if not rows:
        return False
    last = rows[-1][0]
    pitch = last.y - rows[-2][0].y if len(rows) > 1 else _ROW_PITCH * last.height
    pitch = min(max(pitch, last.height), 2.0 * last.height)
    below = replace(last, y=last.y + pitch)
    if below.y > until - 0.9 * last.height:
        return False
    start = min(row[0].x for row in rows) - 0.4 * last.height
    return _is_inked(ink, (start, start + 1.6 * last.height), below)


def _paper_of(page: Picture, rows: Rows) -> npt.NDArray[np.float32]:
    """The colour of the paper behind the rows: a and b of Lab of the brighter half."""
    found = []
    for row in rows:
        patch = _patch(page, (row[0].x - 0.5 * row[0].height, row[-1].x + 0.5 * row[-1].height), row[0], 0.5)
        if patch.size:
            lab = cv2.cvtColor(patch, cv2.COLOR_BGR2LAB).reshape(-1, 3).astype(np.float32)
            bright = lab[lab[:, 0] >= np.percentile(lab[:, 0], 60)]
            found.append(np.median(bright[:, 1:], axis=0))
    return np.asarray(np.median(found, axis=0) if found else np.zeros(2), np.float32)


def _is_foreign(
    page: Picture, between: tuple[float, float], row: Glyph, paper: npt.NDArray[np.float32]
) -> bool:
    patch = _patch(page, between, row, 0.42)
    if patch.shape[0] < 4 or patch.shape[1] < 4:
        return False
    lab = cv2.cvtColor(cv2.GaussianBlur(patch, (0, 0), 2), cv2.COLOR_BGR2LAB).astype(np.float32)
    off = np.linalg.norm(lab[:, :, 1:] - paper, axis=2)
    return float((off > _FOREIGN).mean()) > _FOREIGN_SHARE


def _is_inked(ink: Picture, between: tuple[float, float], row: Glyph) -> bool:
    patch = _patch(ink, between, row, 0.42)
    if patch.shape[0] < 4 or patch.shape[1] < 3:
        return False
    light = grey(patch).astype(np.float32)
    paper = float(np.percentile(grey(_patch(ink, (row.x - row.height, row.x + row.height), row, 0.6)), 85))
    return float((light < _INK * paper).mean()) > _INK_SHARE


def _patch(page: Picture, between: tuple[float, float], row: Glyph, half: float) -> Picture:
    x0, x1 = max(0, round(between[0])), min(page.shape[1], round(between[1]))
    y0, y1 = max(0, round(row.y - half * row.height)), min(page.shape[0], round(row.y + half * row.height))
    return page[y0:y1, x0:x1]
