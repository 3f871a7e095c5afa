"""128 figures that say whose face it is: SFace on onnxruntime, aligned by points of the mesh as OpenCV aligns by YuNet's five."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.face.mesh import Picture, Points
from engines.face.nets import Net, checked_path
from engines.face.points import ALIGNMENT
from yuzhengdai.foundation.integrations.face import weights

CHIP_PX: Final = 112
#: Where SFace wants the five places of ALIGNMENT, in pixels of the chip (OpenCV's FaceRecognizerSF, alignCrop).
PLACES: Final = (
    (38.2946, 51.6963),
    (73.5318, 51.5014),
    (56.0252, 71.7366),
    (41.5493, 92.3655),
    (70.7299, 92.2041),
)
#: Faces that much larger than the chip are made smaller by averaging first.
AVERAGED_FROM: Final = 1.3
DIGITS: Final = 5


class Embedder:
    """One set of weights. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self._net = Net(checked_path(folder, weights.EMBEDDING))

    def embed(self, rgb: Picture, points: Points) -> list[float]:
        """The embedding of the face that the points lie on, of length one; distances are Euclidean, 0…2."""
        planes = np.ascontiguousarray(chip(rgb, points).transpose(2, 0, 1)).astype(np.float32)
        figures = self._net(planes)["fc1"][0].astype(np.float64)
        length = float(np.linalg.norm(figures)) or 1.0
        return [round(float(value) / length, DIGITS) for value in figures]


def chip(rgb: Picture, points: Points) -> Picture:
    """The face upright, 112 × 112."""
    places = np.array([points[list(around), :2].mean(0) for around in ALIGNMENT])
    turn, shift = _similarity(np.array(PLACES, np.float64), places)
    scale = float(np.hypot(turn[0, 0], turn[1, 0]))
    source: Picture = rgb
    if scale > AVERAGED_FROM:
        height, width = rgb.shape[:2]
        source = cast(
            Picture, cv2.resize(rgb, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        )
        factors = np.array([source.shape[1] / width, source.shape[0] / height])
        turn, shift = turn * factors[:, None], (shift + 0.5) * factors - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    matrix = np.hstack([turn, shift[:, None]])
    return cast(Picture, cv2.warpAffine(source, matrix, (CHIP_PX, CHIP_PX), flags=flags))


def _similarity(
    source: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn with scale, and shift, that bring ``source`` nearest to ``target`` (least squares)."""
    from_middle, to_middle = source.mean(0), target.mean(0)
    one = (source - from_middle) @ np.array([1, 1j])
    two = (target - to_middle) @ np.array([1, 1j])
    factor = complex(np.vdot(one, two) / np.vdot(one, one))
    turn = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return turn, to_middle - turn @ from_middle
