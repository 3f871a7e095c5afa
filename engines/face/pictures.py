"""Bytes to pixels, bounded before anything is decoded."""

from __future__ import annotations

import io
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from engines.contract import BadPicture
from engines.face.mesh import Picture

FORMATS: Final = ("JPEG", "PNG", "WEBP")
SMALLEST_PX: Final = 32
#: Half the size is enough above this, and JPEG decodes it in a quarter of the memory.
HALVED_FROM_PX: Final = 3600


def decode(content: bytes, *, longest_px: int, work_px: int) -> Picture:
    """RGB pixels, turned upright by EXIF, at most ``work_px`` on the longer side. ``BadPicture`` above ``longest_px``."""
    width, height = _size(content)
    if not min(width, height) >= SMALLEST_PX or max(width, height) > longest_px:
        raise BadPicture(f"{width} × {height} pixels")
    is_halved = max(width, height) >= HALVED_FROM_PX
    flags = cv2.IMREAD_REDUCED_COLOR_2 if is_halved else cv2.IMREAD_COLOR
    try:
        pixels: Any = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error as error:
        raise BadPicture("not decodable") from error
    if pixels is None:
        raise BadPicture("not decodable")
    longer = max(pixels.shape[:2])
    if longer > work_px:
        factor = work_px / longer
        pixels = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    picture: Picture = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    return picture


def _size(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as header:
            return header.size
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadPicture("not a picture") from error
