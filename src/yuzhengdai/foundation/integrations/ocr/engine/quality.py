"""What is wrong with a picture, from the print on it: blur, glare, darkness, edges cut off, too small, another paper."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from yuzhengdai.foundation.integrations.ocr.engine.lines import usual_height
from yuzhengdai.foundation.integrations.ocr.engine.models import Floats
from yuzhengdai.foundation.integrations.ocr.engine.pictures import Picture, grey
from yuzhengdai.foundation.integrations.ocr.engine.sheet import Sheet

#: Pixels of the photograph: the height of a line of print below which strokes run together.
_SMALL_PX: Final = 13.0
_DARK: Final = 62.0
_BURNT: Final = 250
#: Share of a box of print that is burnt out; half of one line is a field that cannot be read.
_BURNT_SHARE: Final = 0.35
#: Edge strength over contrast across print of one height; sharp print has 0.3 and more.
_SHARP: Final = 0.115


def problems_of(photograph: Picture, quads: Floats, sheet: Sheet, *, weak_share: float) -> list[str]:
    """Problems by name, worst first. ``quads`` as found on the photograph, ``weak_share`` of lines that read badly."""
    if not len(quads):
        return ["unreadable"]
    found: list[str] = []
    light = grey(photograph)
    heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    if float(np.median(heights)) < _SMALL_PX:
        found.append("too_small")
    if _brightness(light, quads) < _DARK:
        found.append("dark")
    if weak_share > 0.25 and _sharpness(sheet) < _SHARP:
        found.append("blurred")
    if _burnt(light, quads):
        found.append("glare")
    if _is_cut(photograph, quads, float(np.median(heights))):
        found.append("cut_off")
    return found


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


def _is_cut(photograph: Picture, quads: Floats, height: float) -> bool:
    """Whether print runs into the edge of the picture."""
    tall, wide = photograph.shape[:2]
    edge = max(2.0, 0.15 * height)
    low, high = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
    return bool(low[0] < edge or low[1] < edge or high[0] > wide - 1 - edge or high[1] > tall - 1 - edge)


def weak_share(sheet: Sheet) -> float:
    """The share of the print (by characters) in lines that were read badly."""
    total = sum(len(line.glyphs) for line in sheet.lines)
    weak = sum(len(line.glyphs) for line in sheet.lines if line.confidence < 0.8)
    return weak / total if total else 1.0


def page_text_height(sheet: Sheet) -> float:
    """The usual height of a line on the page, in pixels."""
    return usual_height(sheet.lines)
