"""Measures and portraits from an engine's or vendor's JSON. What is missing or no number makes the whole answer unreadable."""

from __future__ import annotations

import math
from typing import Any, Final

from yuzhengdai.foundation.integrations.face.base import FrameMeasure, Portrait
from yuzhengdai.foundation.integrations.signed_http import unreadable

_FIGURES: Final = (
    "centre_x", "centre_y", "width", "eye_ratio", "mouth_ratio", "yaw", "pitch", "brightness", "sharpness", "flatness",
)  # fmt: skip
#: What not every vendor measures.
_OPTIONAL: Final = ("chin", "jaw")
_LONGEST_EMBEDDING: Final = 2048
_LONGEST_POINTS: Final = 200


def frame_measure(entry: Any, *, source: str) -> FrameMeasure:
    faces = _faces(entry, source)
    if faces != 1:
        return FrameMeasure(faces=min(faces, 2))
    return FrameMeasure(
        faces=1,
        **{name: _number(entry.get(name), source) for name in _FIGURES},
        **{name: _number(entry.get(name, 0), source) for name in _OPTIONAL},
        embedding=_numbers(entry.get("embedding", []), _LONGEST_EMBEDDING, source),
        points=_numbers(entry.get("points", []), _LONGEST_POINTS, source),
    )


def portrait_from(entry: Any, *, source: str) -> Portrait:
    faces = _faces(entry, source)
    width = entry.get("width_px", 0)
    if isinstance(width, bool) or not isinstance(width, int) or width < 0:
        raise unreadable(source)
    embedding = _numbers(entry.get("embedding", []), _LONGEST_EMBEDDING, source)
    return Portrait(faces=faces, embedding=embedding if faces == 1 else (), width_px=width)


def _faces(entry: Any, source: str) -> int:
    faces = entry.get("faces") if isinstance(entry, dict) else None
    if isinstance(faces, bool) or not isinstance(faces, int) or faces < 0:
        raise unreadable(source)
    return faces


def _numbers(values: Any, at_most: int, source: str) -> tuple[float, ...]:
    if not isinstance(values, list) or len(values) > at_most:
        raise unreadable(source)
    return tuple(_number(value, source) for value in values)


def _number(value: Any, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise unreadable(source)
    return float(value)
