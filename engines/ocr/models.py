"""The two networks: where text is (PP-OCRv6 detection) and what it says (PP-OCRv6 recognition). One thread, no network."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt
from rapidocr import RapidOCR

from engines.ocr.pictures import Picture

Floats = npt.NDArray[np.float32]

_PARAMS: Final[dict[str, Any]] = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
_LINE_HEIGHT_PX: Final = 48
_LONGEST_LINE_PX: Final = 1920
_BLANK: Final = 0
#: The recogniser's answer is already a probability for each of its characters.
_NOTHING: Final = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Text:
    """One line as recognised: for each character how sure (0…1) and where its middle is (0…1 of the line's length)."""

    chars: str
    confidences: Floats
    places: Floats

    @property
    def confidence(self) -> float:
        """The mean over the characters; 0 for an empty line."""
        return float(self.confidences.mean()) if len(self.confidences) else 0.0


class Models:
    """Both networks, loaded once per process. Not to be used by two threads at once."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        engine: Any = RapidOCR(params=dict(_PARAMS))
        self._detector = engine._load_det_model()
        self._recogniser = engine._load_rec_model()
        self._alphabet: list[str] = list(self._recogniser.postprocess_op.character)
        self._masks: dict[str, npt.NDArray[np.bool_]] = {}
        self.versions = f"rapidocr {version('rapidocr')} PP-OCRv6 small, onnxruntime {version('onnxruntime')}"

    def detect(self, picture: Picture, side_px: int) -> Floats:
        """Quadrilaterals around lines of text, (n, 4, 2) in pixels of ``picture``, clockwise; seen at ``side_px`` at most."""
        scale = side_px / max(picture.shape[:2])
        if scale < 0.5:
            # The detector itself samples without smoothing, which turns noise into specks.
            smaller = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            factor = np.array(picture.shape[1::-1], np.float32) / np.array(smaller.shape[1::-1], np.float32)
        else:
            smaller, factor = picture, np.ones(2, np.float32)
        self._detector.limit_side_len = side_px
        found = self._detector(smaller)
        if found.boxes is None or not len(found.boxes):
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(np.asarray(found.boxes, np.float32) * factor, np.float32)

    def recognise(self, picture: Picture, quad: Floats, *, only: str = "", grow: float = 0.0) -> Text:
        """What stands in a quadrilateral, read along its first edge.

        ``only`` restricts the answer to these characters; ``grow`` adds that share of the height above and below.
        """
        return self.recognise_strip(cut(picture, quad, grow=grow), only=only)

    def recognise_strip(self, strip: Picture, *, only: str = "") -> Text:
        """What a strip of 48 pixels' height says."""
        if strip.shape[1] < 8:
            return Text("", _NOTHING, _NOTHING)
        values = strip.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1.0
        odds = np.asarray(self._recogniser.session(values)[0])
        if only:
            odds = odds * self._mask(only)
        best = odds.argmax(axis=1)
        return self._decode(best, odds[np.arange(len(best)), best])

    def _decode(self, best: npt.NDArray[np.int64], odds: Floats) -> Text:
        """Connectionist temporal classification: repeated answers are one character, blanks part characters."""
        chars: list[str] = []
        confidences: list[float] = []
        places: list[float] = []
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start] != _BLANK:
                chars.append(self._alphabet[best[start]][:1])
                confidences.append(float(odds[start:end].max()))
                places.append((start + end) / 2 / len(best))
            start = end
        return Text("".join(chars), np.array(confidences, np.float32), np.array(places, np.float32))

    def _mask(self, only: str) -> npt.NDArray[np.bool_]:
        mask = self._masks.get(only)
        if mask is None:
            wanted = set(only)
            mask = np.array([char in wanted for char in self._alphabet])
            mask[_BLANK] = True
            self._masks[only] = mask
        return mask


def cut(picture: Picture, quad: Floats, *, grow: float = 0.0) -> Picture:
    """The quadrilateral as a strip of 48 pixels' height, straightened."""
    corners = np.asarray(quad, np.float32)
    if grow:
        down = (corners[3] - corners[0] + corners[2] - corners[1]) / 2 * grow
        corners = corners + np.array([-down, -down, down, down], np.float32)
    width = max(_distance(corners[0], corners[1]), _distance(corners[3], corners[2]))
    height = max(_distance(corners[0], corners[3]), _distance(corners[1], corners[2]), 1.0)
    # A tall line is cut at its own height first and then shrunk, so that strokes are averaged and not skipped.
    level = _LINE_HEIGHT_PX * max(1, min(4, round(height / _LINE_HEIGHT_PX)))
    long = min(_LONGEST_LINE_PX * level // _LINE_HEIGHT_PX, max(1, math.ceil(level * width / height)))
    target = np.array([[0, 0], [long, 0], [long, level], [0, level]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    strip = cv2.warpPerspective(
        picture, matrix, (int(long), level), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if level > _LINE_HEIGHT_PX:
        size = (max(1, round(long * _LINE_HEIGHT_PX / level)), _LINE_HEIGHT_PX)
        strip = cv2.resize(strip, size, interpolation=cv2.INTER_AREA)
    return np.asarray(strip, np.uint8)


def _distance(one: Floats, other: Floats) -> float:
    return math.hypot(float(other[0] - one[0]), float(other[1] - one[1]))
