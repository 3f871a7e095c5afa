"""128 figures that say whose face it is: dlib's ResNet on onnxruntime, aligned by points of the mesh as dlib aligns by its five."""

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

CHIP_PX: Final = 150
PADDING: Final = 0.25
#: Where dlib wants the five points of ALIGNMENT, in shares of the chip without its padding (image_transforms/interpolation.h).
PLACES: Final = (
    (0.8595674595992, 0.2134981538014),
    (0.6460604764104, 0.2289674387677),
    (0.1205750620789, 0.2137274526848),
    (0.3340850613712, 0.2290642403242),
    (0.4901123135679, 0.6277975316475),
)
#: Faces that much larger than the chip are made smaller by averaging first.
AVERAGED_FROM: Final = 1.3
DIGITS: Final = 5


class Embedder:
    """One set of weights. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self._net = Net(checked_path(folder, weights.EMBEDDING))

    def embed(self, rgb: Picture, points: Points) -> list[float]:
        """The embedding of the face that the points lie on; distances are Euclidean."""
        figures = self._net(chip(rgb, points).astype(np.float32))["embedding"][0]
        return [round(float(value), DIGITS) for value in figures]


def chip(rgb: Picture, points: Points) -> Picture:
    """The face upright, 150 × 150."""
    places = (np.array(PLACES, np.float64) + PADDING) / (1 + 2 * PADDING) * CHIP_PX
    turn, shift = _similarity(places, points[list(ALIGNMENT), :2])
    # The middle of the chip's pixels.
    shift = shift + turn @ np.array([0.5, 0.5])
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
