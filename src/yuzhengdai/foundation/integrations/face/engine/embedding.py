"""128 figures that say whose face it is: dlib's ResNet, aligned by points of the mesh."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import dlib
import numpy as np

from yuzhengdai.foundation.integrations.face import weights
from yuzhengdai.foundation.integrations.face.engine.mesh import Picture, Points, box
from yuzhengdai.foundation.integrations.face.engine.nets import checked_path
from yuzhengdai.foundation.integrations.face.engine.points import ALIGNMENT

CHIP_PX: Final = 150
PADDING: Final = 0.25
DIGITS: Final = 5


class Embedder:
    """One set of weights. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self._net: Any = dlib.face_recognition_model_v1(str(checked_path(folder, weights.EMBEDDING)))

    def embed(self, rgb: Picture, points: Points) -> list[float]:
        """The embedding of the face that the points lie on; distances are Euclidean."""
        low, high = box(points)
        area = dlib.rectangle(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
        parts = [dlib.point(round(float(points[i, 0])), round(float(points[i, 1]))) for i in ALIGNMENT]
        shape = dlib.full_object_detection(area, parts)
        chip = dlib.get_face_chip(np.ascontiguousarray(rgb), shape, size=CHIP_PX, padding=PADDING)
        return [round(float(value), DIGITS) for value in self._net.compute_face_descriptor(chip)]
