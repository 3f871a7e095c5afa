"""A second detector, YuNet, that was made otherwise than the first: it says whether what looks like a face is one.

BlazeFace and the mesh take a toy's head, a logo or two folded hands for a face (their scores reach 0.72); YuNet gives these 0.57
and less, people 0.83 and more, also small, dark, turned or with sunglasses (n in docs/models.md). It also finds faces on a picture
that are too small for the first.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from cv2.utils import logging

from engines.face.mesh import Found, Picture, Points, box
from engines.face.nets import checked_path
from yuzhengdai.foundation.integrations.face import weights

#: Below this it is no face.
FACE_AT_LEAST: Final = 0.70
#: Side of the square that is looked at, and how much larger than the face it is.
LOOK_PX: Final = 160
ROOM: Final = 2.0
OVERLAP: Final = 0.3
UPRIGHT_WITHIN_DEG: Final = 40.0
#: Looked at as a whole, a picture is made that small: larger ones cost memory (2000 px a quarter of a gigabyte).
WHOLE_PX: Final = 800
#: Candidates before overlapping ones are merged.
AT_MOST: Final = 50
#: Column of the score in OpenCV's rows: box (4), five points (10), score.
SCORE: Final = 14


class SecondLook:
    """One set of weights on OpenCV, which takes pictures of any size. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        path = checked_path(folder, weights.SECOND_LOOK)
        level = logging.getLogLevel()
        logging.setLogLevel(
            logging.LOG_LEVEL_ERROR
        )  # it says at each start that it has but one kind of device
        self._net: Any = cv2.FaceDetectorYN.create(
            str(path), "", (LOOK_PX, LOOK_PX), FACE_AT_LEAST, OVERLAP, AT_MOST
        )
        logging.setLogLevel(level)

    def is_face(self, rgb: Picture, points: Points) -> bool:
        """Whether there is an upright face where the points lie."""
        low, high = box(points)
        side = float((high - low).max()) * ROOM
        scale = LOOK_PX / max(side, 1.0)
        shift = LOOK_PX / 2 - scale * (low + high) / 2
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        look: Any = cv2.warpAffine(rgb, matrix, (LOOK_PX, LOOK_PX), flags=cv2.INTER_AREA)
        return any(_is_upright(row) for row in self._rows(look))

    def find(self, rgb: Picture) -> list[Found]:
        """Upright faces anywhere on the picture, from a fiftieth of its longer side on, best first."""
        scale = min(1.0, WHOLE_PX / max(rgb.shape[:2]))
        whole: Any = (
            rgb if scale == 1 else cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        )
        found = []
        for row in sorted(filter(_is_upright, self._rows(whole)), key=lambda row: -float(row[SCORE])):
            places = row[:SCORE].astype(np.float64) / scale
            low = places[:2]
            found.append(Found(float(row[SCORE]), low, low + places[2:4], places[4:].reshape(5, 2)))
        return found

    def _rows(self, rgb: Picture) -> Any:
        height, width = rgb.shape[:2]
        self._net.setInputSize((width, height))
        rows = self._net.detect(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1]
        return [] if rows is None else rows


def _is_upright(row: Any) -> bool:
    """It finds faces that lie on their side as well; the mesh then makes upright ones of them, which look like nobody."""
    eyes, mouth = row[4:8].reshape(2, 2), row[10:SCORE].reshape(2, 2)
    across, down = eyes[1] - eyes[0], mouth.mean(0) - eyes.mean(0)
    turned = math.degrees(math.atan2(float(across[1]), float(across[0])))
    return abs(turned) <= UPRIGHT_WITHIN_DEG and float(down[1]) > abs(float(down[0]))
