"""Where faces are on a picture, and 478 points on each: BlazeFace and the attention mesh of mediapipe 0.10.21 on onnxruntime.

Each picture stands for itself (mediapipe's static mode): detection, one crop, one pass. Crops of detection and of tracking are
not mixed, their eye ratios differ. Against mediapipe itself: points within 0.21 % of the face's width, eye ratio 0.7 %, yaw 1.2°.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.face.nets import Net, checked_path
from engines.face.points import (
    ALL_POINTS,
    EYE_CORNERS,
    LEFT_OUTPUT_EYE,
    MESH_POINTS,
    REFINED,
    RIGHT_OUTPUT_EYE,
)
from yuzhengdai.foundation.integrations.face import weights

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]

DETECTOR_PX: Final = 128
MESH_PX: Final = 192
#: A face's crop for the mesh is its box, that much larger.
CROP_SCALE: Final = 1.5
OVERLAP: Final = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """A detected face in pixels: score 0…1, corners of its box, six key points (the eyes first)."""

    score: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    keys: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Region:
    """A square around a face: centre, side, rotation in radians."""

    x: float
    y: float
    side: float
    rotation: float


def _anchors() -> NDArray[np.float32]:
    """Centres of the detector's 896 anchors: two per cell of 16 × 16, six per cell of 8 × 8."""
    rows = []
    for cells, repeats in ((16, 2), (8, 6)):
        centres = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(centres, centres, indexing="ij")
        rows.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), repeats, 0))
    return np.concatenate(rows).astype(np.float32)


def _crop(rgb: Picture, region: Region, size: int, border: int) -> tuple[Picture, NDArray[np.float64]]:
    """The region as a square of ``size`` pixels, and the 2 × 3 matrix from its pixels to the picture's."""
    cosine, sine = math.cos(region.rotation), math.sin(region.rotation)
    scale = region.side / size
    turn = np.array([[cosine * scale, -sine * scale], [sine * scale, cosine * scale]])
    shift = np.array([region.x, region.y]) - turn @ np.array([size / 2, size / 2])
    matrix = np.hstack([turn, shift[:, None]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crop: Any = cv2.warpAffine(rgb, matrix, (size, size), flags=flags, borderMode=border)
    return crop, matrix


def _through(points: Any, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    moved: NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return moved


class FaceMesh:
    """Detector and mesh. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self._detector = Net(checked_path(folder, weights.DETECTOR))
        self._mesh = Net(checked_path(folder, weights.MESH))
        self._anchors = _anchors()

    def detect(self, rgb: Picture, *, score_at_least: float = 0.5) -> list[Found]:
        """Faces of at least about a sixth of the picture's longer side, best first."""
        height, width = rgb.shape[:2]
        whole = Region(width / 2, height / 2, max(height, width), 0.0)
        crop, matrix = _crop(rgb, whole, DETECTOR_PX, cv2.BORDER_CONSTANT)
        result = self._detector(crop.astype(np.float32) * np.float32(2 / 255) - np.float32(1))
        logits = np.clip(result["classificators"][0, :, 0].astype(np.float64), -100, 100)
        scores = 1 / (1 + np.exp(-logits))
        order = np.flatnonzero(scores >= score_at_least)
        if not len(order):
            return []
        order = order[np.argsort(-scores[order], kind="stable")]
        raw = result["regressors"][0][order].reshape(-1, 8, 2) / DETECTOR_PX
        anchors = self._anchors[order]
        centre, half = raw[:, 0] + anchors, raw[:, 1] / 2
        shapes = np.concatenate(
            [(centre - half)[:, None], (centre + half)[:, None], raw[:, 2:] + anchors[:, None]], 1
        )
        found = []
        for score, shape in _merged(shapes, scores[order]):
            pixels = _through(shape * DETECTOR_PX, matrix)
            found.append(Found(score, pixels[0], pixels[1], pixels[2:]))
        return found

    def points(self, rgb: Picture, face: Found) -> tuple[Points, float]:
        """478 points (x, y in pixels, z in the same scale) and how sure the mesh is that this is a face, 0…1."""
        across = face.keys[1] - face.keys[0]
        middle = (face.low + face.high) / 2
        side = float((face.high - face.low).max()) * CROP_SCALE
        region = Region(float(middle[0]), float(middle[1]), side, math.atan2(across[1], across[0]))
        crop, matrix = _crop(rgb, region, MESH_PX, cv2.BORDER_REPLICATE)
        result = self._mesh(crop.astype(np.float32) / np.float32(255))
        mesh = np.zeros((ALL_POINTS, 3), np.float64)
        mesh[:MESH_POINTS] = result["output_mesh_identity"].reshape(MESH_POINTS, 3)
        for name, places in REFINED.items():
            mesh[places, :2] = result[name].reshape(-1, 2)
        mesh[468:473, 2] = mesh[LEFT_OUTPUT_EYE[:16], 2].mean()
        mesh[473:478, 2] = mesh[RIGHT_OUTPUT_EYE[:16], 2].mean()
        points = np.empty_like(mesh)
        points[:, :2] = _through(mesh[:, :2], matrix)
        points[:, 2] = mesh[:, 2] * side / MESH_PX
        flag = float(result["conv_faceflag"].ravel()[0])
        return points, 1 / (1 + math.exp(-max(-100.0, min(100.0, flag))))


def _merged(shapes: NDArray[Any], scores: NDArray[np.float64]) -> list[tuple[float, NDArray[np.float64]]]:
    """Overlapping detections as one, weighted by their scores; best first."""
    merged = []
    live = np.arange(len(shapes))
    while len(live):
        best, others = shapes[live[0]], shapes[live]
        low = np.maximum(others[:, 0], best[0])
        high = np.minimum(others[:, 1], best[1])
        shared = np.prod(np.clip(high - low, 0, None), 1)
        areas = np.prod(others[:, 1] - others[:, 0], 1)
        union = areas + np.prod(best[1] - best[0]) - shared
        same = shared / np.maximum(union, 1e-9) > OVERLAP
        same[0] = True
        group = live[same]
        weight = scores[group][:, None, None]
        merged.append((float(scores[group[0]]), (shapes[group] * weight).sum(0) / weight.sum()))
        live = live[~same]
    return merged


def box(points: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Corners of the face that the points lie on."""
    return points[:MESH_POINTS, :2].min(0), points[:MESH_POINTS, :2].max(0)


def roll_deg(points: Points) -> float:
    """How far the eyes' line is from level, degrees clockwise on the picture."""
    across = points[EYE_CORNERS[1], :2] - points[EYE_CORNERS[0], :2]
    return math.degrees(math.atan2(across[1], across[0]))
