"""Both sides of a card copied on one sheet: which lines belong to the side that is meant."""

from __future__ import annotations

import re
from typing import Final

import cv2
import numpy as np

from engines.ocr.lines import Line
from engines.ocr.models import Floats
from engines.ocr.sheet import Sheet

_FRONT: Final = re.compile(r"^姓.?名|^性.?别|民族|^出.?生|^住.?址|公民身份|身份号码|\d{15,17}[\dXx]")
_BACK: Final = re.compile(r"中华人民|民共和国|居民身份证|签发机关|有效期限|公安.{0,4}局|\d{4}\.\d\d\.\d\d")
_FRONT_ALONE: Final = re.compile(r"公民身份|身份号码|民族|\d{15,17}[\dXx]")
_ENOUGH: Final = 3, 2


def shows_both(sheet: Sheet) -> bool:
    """Whether lines of both sides stand on a page, each side by itself."""
    front, back = _lines(sheet, _FRONT), _lines(sheet, _BACK)
    if (
        len(front) < _ENOUGH[0]
        or len(back) < _ENOUGH[1]
        or not any(_FRONT_ALONE.search(line.text) for line in front)
    ):
        return False
    mine, theirs = _middles(front), _middles(back)
    return bool(((mine.max(axis=0) < theirs.min(axis=0)) | (theirs.max(axis=0) < mine.min(axis=0))).any())


def meant(sheet: Sheet, quads: Floats, kind: str) -> Floats:
    """Those of a photograph's lines that lie on the side ``kind``; all where the sides cannot be parted."""
    own, other = (_FRONT, _BACK) if kind == "id_front" else (_BACK, _FRONT)
    mine, theirs = _middles(_lines(sheet, own)), _middles(_lines(sheet, other))
    axis = int(np.argmax(np.abs(np.median(mine, axis=0) - np.median(theirs, axis=0))))
    is_first = float(np.median(mine[:, axis])) < float(np.median(theirs[:, axis]))
    low, high = (mine, theirs) if is_first else (theirs, mine)
    bound = (float(low[:, axis].max()) + float(high[:, axis].min())) / 2
    middles = quads.mean(axis=1).reshape(1, -1, 2).astype(np.float64)
    places = cv2.perspectiveTransform(middles, sheet.page.matrix)[0][:, axis]
    kept = places < bound if is_first else places >= bound
    return np.asarray(quads[kept], np.float32) if int(kept.sum()) >= 2 else quads


def _lines(sheet: Sheet, signs: re.Pattern[str]) -> list[Line]:
    return [line for line in sheet.lines if signs.search(line.text)]


def _middles(lines: list[Line]) -> Floats:
    return np.array([[(line.x0 + line.x1) / 2, line.y] for line in lines], np.float32)
