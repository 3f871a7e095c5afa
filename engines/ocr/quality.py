"""What is wrong with a picture, from the print on it: blur, glare, darkness, edges cut off, too small, another paper."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from engines.ocr.models import Floats
from engines.ocr.pictures import Picture, grey
from engines.ocr.sheet import Sheet

#: Pixels of the photograph: the height of a line of print below which strokes run together.
_SMALL_PX: Final = 16.0
_DARK: Final = 62.0
_DIM: Final = 85.0
_BURNT: Final = 250
#: Share of a box of print that is burnt out; half of one line is a field that cannot be read.
_BURNT_SHARE: Final = 0.35
#: Share of a column of a line from which on it is burnt out.
_BURNT_COLUMN: Final = 0.85
#: Edge strength over contrast across print of one height; sharp print has 0.6 and more, print that still reads 0.4.
_SHARP: Final = 0.3
_SOFT: Final = 0.36
#: The same for the strongest edges of a whole picture at 1000 pixels, where too little print was found to measure.
_PICTURE_SHARP: Final = 0.12
_FEW_LINES: Final = 3


def problems_of(photograph: Picture, quads: Floats, sheet: Sheet, *, is_poor: bool = False) -> list[str]:
    """Problems by name. ``quads`` as found on the photograph; ``is_poor`` looks for the reason why fields are missing, where less
    darkness and less blur than usual explain it.
    """
    found: list[str] = []
    light = grey(photograph)
    heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    if float(np.median(heights)) < _SMALL_PX:
        found.append("too_small")
    if _brightness(light, quads) < (_DIM if is_poor else _DARK):
        found.append("dark")
    is_few = len(sheet.lines) <= _FEW_LINES
    if (is_few and _picture_sharpness(light) < _PICTURE_SHARP) or (
        not is_few and _sharpness(sheet) < (_SOFT if is_poor else _SHARP)
    ):
        found.append("blurred")
    if _burnt(light, quads):
        found.append("glare")
    if not is_few and _is_cut(photograph, quads, float(np.median(heights))):
        found.append("cut_off")
    return found


def problems_without_print(photograph: Picture) -> list[str]:
    """Why nothing at all was found to read."""
    light = grey(photograph)
    if float(np.percentile(light[::4, ::4], 75)) < _DARK:
        return ["dark", "unreadable"]
    return ["blurred", "unreadable"] if _picture_sharpness(light) < _PICTURE_SHARP else ["unreadable"]


def is_dark(photograph: Picture, quads: Floats) -> bool:
    """Whether too little light fell on the paper for its print to be trusted."""
    return _brightness(grey(photograph), quads) < _DARK


def _brightness(light: Picture, quads: Floats) -> float:
    """How bright the paper around the print is: the upper quartile within the boxes, 0…255."""
    values = []
    for quad in quads:
        low, high = np.maximum(quad.min(axis=0), 0).astype(int), quad.max(axis=0).astype(int)
        box = light[low[1] : high[1] + 1 : 2, low[0] : high[0] + 1 : 2]
        if box.size:
            values.append(float(np.percentile(box, 75)))
    return float(np.median(values)) if values else 255.0


def _burnt(light: Picture, quads: Floats) -> bool:
    """Whether light has burnt out a part of the print while most of the paper is no such white."""
    shares = []
    for quad in quads:
        low, high = np.maximum(quad.min(axis=0), 0).astype(int), quad.max(axis=0).astype(int)
        box = light[low[1] : high[1] + 1 : 2, low[0] : high[0] + 1 : 2]
        if box.size:
            shares.append(float((box >= _BURNT).mean()))
    return bool(shares) and max(shares) > _BURNT_SHARE and float(np.median(shares)) < 0.1


def has_burnt_gap(light: Picture, quads: Floats) -> bool:
    """Whether light has burnt a hole into a line of print, half as wide as the line is high or wider: over one digit the
    line still reads, one digit short. Looked for in the line and three heights to its sides, where the paper is no such white.
    """
    for quad in quads:
        low, high = np.maximum(quad.min(axis=0), 0).astype(int), quad.max(axis=0).astype(int)
        height = max(1, high[1] - low[1])
        box = light[low[1] : high[1] + 1, max(0, low[0] - 3 * height) : high[0] + 1 + 3 * height]
        if not box.size or float((box >= _BURNT).mean()) > _BURNT_SHARE:
            continue
        run = longest = 0
        for is_burnt in (box >= _BURNT).mean(axis=0) > _BURNT_COLUMN:
            run = run + 1 if is_burnt else 0
            longest = max(longest, run)
        if longest >= 0.5 * height:
            return True
    return False


def _sharpness(sheet: Sheet) -> float:
    """Edge strength over contrast on the print of the page, each line brought to 48 pixels; median over its lines."""
    values = []
    light = grey(sheet.page.picture)
    for line in sheet.lines[:20]:
        box = light[max(0, int(line.y0)) : int(line.y1) + 1, max(0, int(line.x0)) : int(line.x1) + 1]
        if min(box.shape) < 6:
            continue
        wide = max(8, round(48 * box.shape[1] / box.shape[0]))
        box = np.asarray(cv2.resize(box, (wide, 48), interpolation=cv2.INTER_LINEAR), np.uint8)
        contrast = float(np.percentile(box, 95)) - float(np.percentile(box, 5))
        if contrast < 8:
            continue
        edges = np.abs(cv2.Sobel(box, cv2.CV_32F, 1, 0, ksize=3)) / 4
        values.append(float(np.percentile(edges, 97)) / contrast)
    return float(np.median(values)) if values else 1.0


def _picture_sharpness(light: Picture) -> float:
    """Edge strength over contrast of the strongest edges of a picture; 1 for one without any contrast."""
    scale = 1000 / max(light.shape)
    small = cv2.resize(light, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else light
    contrast = float(np.percentile(small, 99)) - float(np.percentile(small, 1))
    if contrast < 12:
        return 1.0
    edges = np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=3)) / 4
    return float(np.percentile(edges, 99.7)) / contrast


def is_cut(photograph: Picture, quads: Floats) -> bool:
    """Whether print runs into the edge of the picture."""
    return _is_cut(photograph, quads, float(np.median(np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1))))


def _is_cut(photograph: Picture, quads: Floats, height: float) -> bool:
    """Whether print runs into the edge of the picture."""
    tall, wide = photograph.shape[:2]
    edge = max(2.0, 0.15 * height)
    low, high = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
    return bool(low[0] < edge or low[1] < edge or high[0] > wide - 1 - edge or high[1] > tall - 1 - edge)
