"""Which way a photographed paper lies, and how to lay it straight, from the lines of its print alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from engines.ocr.models import Floats
from engines.ocr.pictures import Picture

Matrix = npt.NDArray[np.float64]

#: Lines that lean further from the others than this belong to something else in the picture.
_SAME_LEAN_DEGREES: Final = 14.0
#: Heights of a line: a strip this wide without any print parts the paper from what lies beside it.
_BESIDE: Final = 9.0


@dataclass(frozen=True, slots=True)
class Page:
    """A paper laid straight: the picture of it, and how it came from the photograph (3 × 3, photograph → page)."""

    picture: Picture
    matrix: Matrix
    turned_degrees: int
    angle: float


def reading_angle(quads: Floats) -> float:
    """Along which direction the print runs: degrees 0 ≤ angle < 180, clockwise from the picture's horizontal.

    Which end is the beginning cannot be told from boxes.
    """
    along, length = _long_edges(quads)
    angles = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 180
    weights = length * np.minimum(1.0, _aspect(quads) / 3)
    votes = [float((weights * (_apart(angles, angle) < _SAME_LEAN_DEGREES)).sum()) for angle in angles]
    best = angles[int(np.argmax(votes))]
    near = _apart(angles, best) < _SAME_LEAN_DEGREES
    offset = (angles[near] - best + 90) % 180 - 90
    order = np.argsort(offset)
    middle = np.searchsorted(np.cumsum(weights[near][order]), weights[near].sum() / 2)
    return float((best + offset[order][min(int(middle), len(order) - 1)]) % 180)


def along_angle(quads: Floats, angle: float) -> Floats:
    """The quads that lie along a reading direction (0…360), their corners renumbered to begin where reading begins."""
    direction = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    kept: list[Floats] = []
    for quad in quads:
        edges = np.roll(quad, -1, axis=0) - quad
        lengths = np.linalg.norm(edges, axis=1) + 1e-6
        cosines = (edges @ direction) / lengths
        first = int(np.argmax(cosines))
        turned = np.roll(quad, -first, axis=0)
        wide = lengths[first] + lengths[(first + 2) % 4]
        tall = lengths[(first + 1) % 4] + lengths[(first + 3) % 4]
        leans = cosines[first] < math.cos(math.radians(_SAME_LEAN_DEGREES + 4))
        # A single character has no direction of its own.
        if (wide > 1.8 * tall and leans) or tall > 1.6 * wide:
            continue
        kept.append(turned)
    return np.array(kept, np.float32).reshape(-1, 4, 2)


def main_cluster(quads: Floats, angle: float) -> Floats:
    """The quads of the paper itself: what a wide empty strip parts from it along the lines is something beside it."""
    radians = math.radians(angle)
    along = quads @ np.array([math.cos(radians), math.sin(radians)], np.float32)
    starts, ends = along.min(axis=1), along.max(axis=1)
    height = float(np.median(np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)))
    groups: list[list[int]] = []
    reach = -math.inf
    for place in np.argsort(starts):
        if starts[place] - reach > _BESIDE * height:
            groups.append([])
        groups[-1].append(int(place))
        reach = max(reach, float(ends[place]))
    best = max(groups, key=lambda group: (len(group), float((ends - starts)[group].sum())))
    return np.asarray(quads[best], np.float32)


def straighten(picture: Picture, quads: Floats, angle: float, *, long_side_px: int, margin: float) -> Page:
    """Turn and stretch the region of ``quads`` (numbered along ``angle``) so that lines are level and parallel.

    ``margin`` is put around the print as a share of its longer side; the page is at most ``long_side_px`` long, and not larger
    than it is in the photograph.
    """
    matrix = _levelling(quads, angle)
    corners = cv2.perspectiveTransform(quads.reshape(1, -1, 2).astype(np.float64), matrix)[0]
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = margin * float((high - low).max())
    low, high = low - room, high + room
    scale = min(1.0, long_side_px / float((high - low).max()))
    shift = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1.0]])
    matrix = shift @ matrix
    size = tuple(int(value) for value in np.maximum(32, np.ceil((high - low) * scale)))
    source, shrink = picture, np.eye(3)
    if scale < 0.67:
        smaller = cv2.resize(picture, None, fx=scale * 1.3, fy=scale * 1.3, interpolation=cv2.INTER_AREA)
        source = np.asarray(smaller, np.uint8)
        shrink = np.diag([picture.shape[1] / source.shape[1], picture.shape[0] / source.shape[0], 1.0])
    warped = cv2.warpPerspective(
        source, matrix @ shrink, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    # Pictures' y runs downward: print that runs at +angle is made upright by turning that much counter-clockwise.
    return Page(np.asarray(warped, np.uint8), matrix, round(angle / 90) * 90 % 360, angle)


def _levelling(quads: Floats, angle: float) -> Matrix:
    """The projection that makes lines level and undoes their running together (slope = k0 + k1·y, robustly fitted)."""
    points = quads.astype(np.float64)
    centre = points.reshape(-1, 2).mean(axis=0)
    size = float(np.abs(points.reshape(-1, 2) - centre).max()) + 1e-6
    radians = math.radians(angle)
    rotation = np.eye(3)
    rotation[:2, :2] = [[math.cos(radians), math.sin(radians)], [-math.sin(radians), math.cos(radians)]]
    left = ((points[:, 0] + points[:, 3]) / 2 - centre) / size @ rotation[:2, :2].T
    right = ((points[:, 1] + points[:, 2]) / 2 - centre) / size @ rotation[:2, :2].T
    width = right[:, 0] - left[:, 0]
    height = np.linalg.norm(points[:, 3] - points[:, 0], axis=1) / size
    use = width > 2.5 * height
    k0 = k1 = 0.0
    if int(use.sum()) >= 2:
        slope = (right - left)[use, 1] / np.maximum(width[use], 1e-6)
        y = (left + right)[use, 1] / 2
        k0, k1 = _fit(slope, y, width[use])
    forward = np.array([[1 / size, 0, -centre[0] / size], [0, 1 / size, -centre[1] / size], [0, 0, 1.0]])
    levelled = np.array([[1, 0, 0], [-k0, 1, 0], [k1, 0, 1.0]])
    back = np.array([[size, 0, centre[0]], [0, size, centre[1]], [0, 0, 1.0]])
    return np.asarray(back @ levelled @ rotation @ forward, np.float64)


def _fit(slope: Matrix, y: Matrix, weight: Matrix) -> tuple[float, float]:
    good = np.abs(slope - np.median(slope)) < 0.25
    k0, k1 = float(np.average(slope[good], weights=weight[good])), 0.0
    for _ in range(4):
        if int(good.sum()) < 4 or float(np.ptp(y[good])) < 0.3:
            break
        design = np.column_stack([np.ones(int(good.sum())), y[good]]) * weight[good, None]
        solution = np.linalg.lstsq(design, slope[good] * weight[good], rcond=None)[0]
        k0, k1 = float(solution[0]), float(np.clip(solution[1], -0.4, 0.4))
        off = np.abs(slope - k0 - k1 * y)
        good = off < max(0.02, 2.5 * float(np.median(off[good])))
    return k0, k1


def _long_edges(quads: Floats) -> tuple[Floats, Floats]:
    """The longer edge of each quad as a vector, and its length."""
    across = (quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]) / 2
    down = (quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1]) / 2
    is_down = np.linalg.norm(down, axis=1) > np.linalg.norm(across, axis=1)
    along = np.where(is_down[:, None], down, across)
    return along, np.linalg.norm(along, axis=1)


def _aspect(quads: Floats) -> Floats:
    across = np.linalg.norm(quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3], axis=1)
    down = np.linalg.norm(quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1], axis=1)
    return np.asarray(np.maximum(across, down) / np.maximum(np.minimum(across, down), 1e-6) - 1, np.float32)


def _apart(angles: Floats, angle: float) -> Floats:
    """How far directions without a beginning are from one, 0…90 degrees."""
    return np.asarray(np.abs((angles - angle + 90) % 180 - 90), np.float32)
