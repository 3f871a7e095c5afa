"""Print without what lies over it: watermarks and red seals go white, ink stays.

People put 「仅供…使用」 across every copy they hand in. Such words are translucent or coloured; print is neither. In the red
channel a red seal is as light as paper, and what is much lighter than the print of the page is no print. Only pages on which
such words were seen are cleaned: pale print of a blurred page would suffer.
"""

from __future__ import annotations

import re
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from engines.ocr.models import Floats, Models
from engines.ocr.pictures import Picture

#: Pixels of a page to one of the map of its paper's brightness.
_COARSE: Final = 8
#: The brightness of paper as a byte in the ratio of picture and paper.
_PAPER: Final = 180
#: How far between ink (0) and paper (1) the lightest print is.
_LIGHTEST_PRINT: Final = 0.6
_CURVE: Final = 0.75
#: The paper is nowhere taken for darker than this share of its brightest: a black table stays black.
_DARKEST_PAPER: Final = 0.3
#: Ink of a page is that of its darkest lines (in per cent of them), its usual print that of the next.
_DARKEST_LINES: Final = 15
_DARKER_LINES: Final = 35
#: Print that much paler than the page's ink, as a share of the paper, may be a watermark.
_PALER: Final = 0.16
_LOOKS: Final = 5
_SAME_WAY_DEGREES: Final = 12.0
_WORDS: Final = re.compile(
    r"仅供|供.{0,8}使用|仅限.{0,12}(使用|办理|认证|用)|.用无效|复印.?无|再次复|作他用|[证理册]使用|认证专用|(务|次)办理|供.{0,5}(审核|认证|办理|备案)|使用.?他用|请勿外传|复印件仅"
)

_PIECES: Final = re.compile(
    r"[仅供][供限办资用]|审核|他用|无效|复印|备案|资质|认证|使用|业务(?!范围)|办理|此件|贷款|次办|挪作|专用"
)
#: A piece of a watermark is at most so long; what is longer says more.
_PIECE: Final = 8


def is_watermark(text: str) -> bool:
    """Whether a text is one of those that people put across their copies."""
    return _WORDS.search(text) is not None


def may_be_watermark(text: str) -> bool:
    """Whether a text may be a piece of one: words that no card prints, in a line that is short or stands askew."""
    return is_watermark(text) or (len(text) <= _PIECE and _PIECES.search(text) is not None)


def has_words_of_one(text: str) -> bool:
    """Whether a value holds what watermarks say: a word of one that lies in the middle of a row of print."""
    return _PIECES.search(text) is not None


def has_watermark(models: Models, photograph: Picture, quads: Floats) -> bool:
    """Whether odd lines of a photograph (leaning otherwise, or paler than the rest) say what watermarks say."""
    if len(quads) < 2:
        return False
    across = quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]
    down = quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1]
    wide, tall = np.linalg.norm(across, axis=1), np.linalg.norm(down, axis=1)
    is_long = np.maximum(wide, tall) > 2.5 * np.minimum(wide, tall)
    lying = np.where((wide >= tall)[:, None], across, down)
    angles = np.degrees(np.arctan2(lying[:, 1], lying[:, 0])) % 180
    usual = float(np.median(angles[is_long])) if is_long.any() else 0.0
    leans = np.abs((angles - usual + 90) % 180 - 90) > _SAME_WAY_DEGREES
    inks = np.array([_ink_of(photograph[:, :, 2], quad) for quad in quads])
    pale = inks > np.percentile(inks, _DARKER_LINES) + _PALER
    height = np.minimum(wide, tall)
    odd = np.flatnonzero(is_long & (leans | pale | (height > 1.5 * float(np.median(height)))))
    order = np.argsort(-np.maximum(wide, tall))
    for place in [place for place in order if place in odd][:_LOOKS]:
        quad = np.roll(quads[place], 1, axis=0) if tall[place] > wide[place] else quads[place]
        for one in (quad, np.roll(quad, 2, axis=0)):
            text = models.recognise(photograph, one).chars
            if may_be_watermark(text) or (leans[place] and _PIECES.search(text)):
                return True
    return False


def cleaned(picture: Picture, quads: Floats) -> Picture:
    """A grey picture of the same size (three equal channels) in which only ink is left on white. ``quads``: lines of print on it."""
    red = picture[:, :, 2]
    ratio = np.asarray(cv2.divide(red, _paper(red), scale=_PAPER), np.uint8)
    inks = [_ink_of(ratio, quad) for quad in quads]
    ink = float(np.percentile(inks, _DARKEST_LINES)) * 255 / _PAPER if inks else 0.3
    return np.asarray(
        cv2.cvtColor(cv2.LUT(ratio, _levels(min(ink, 0.7))), cv2.COLOR_GRAY2BGR),
        np.uint8,
    )


def _ink_of(light: Picture, quad: Floats) -> float:
    """How dark the darkest twentieth of a box is, 0…1."""
    low, high = (
        np.maximum(quad.min(axis=0), 0).astype(int),
        quad.max(axis=0).astype(int),
    )
    box = light[low[1] : high[1] + 1 : 2, low[0] : high[0] + 1 : 2]
    return float(np.percentile(box, 6)) / 255 if box.size else 1.0


def _paper(red: Picture) -> Picture:
    """How bright the paper is at each place: print closed, then smoothed."""
    size = (max(4, red.shape[1] // _COARSE), max(4, red.shape[0] // _COARSE))
    small = cv2.resize(red, size, interpolation=cv2.INTER_AREA)
    reach = max(5, round(max(size) / 14) | 1)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    smooth = cv2.GaussianBlur(closed, (0, 0), reach / 3)
    floor = max(12, round(float(np.percentile(closed, 90)) * _DARKEST_PAPER))
    whole = cv2.resize(np.maximum(smooth, floor), red.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole, np.uint8)


def _levels(ink: float) -> npt.NDArray[np.uint8]:
    """Ratio → grey: ink black, half way to the paper white."""
    lightest = ink + _LIGHTEST_PRINT * (1 - ink)
    share = (np.arange(256, dtype=np.float32) / _PAPER - ink) / (lightest - ink)
    return np.asarray(np.clip(share, 0, 1) ** _CURVE * 245, np.uint8)
