"""The portrait on a photographed card: small, anywhere, the card turned by any multiple of 90°."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engines.face.mesh import (
    FaceMesh,
    Found,
    Picture,
    Points,
    box,
    roll_deg,
)

#: The picture as a whole, then in overlapping tiles: the detector sees faces of a sixth of a tile and more.
TILE_SHARES: Final = (1.0, 0.5, 0.3)
DETECTOR_SCORE: Final = 0.6
MESH_SCORE: Final = 0.6
UPRIGHT_WITHIN_DEG: Final = 30.0
#: Product of both scores: upright portraits 0.80–0.96, faces taken for upright 0.71 and less.
SURE: Final = 0.85
#: Beside a portrait, smaller faces do not count.
MAIN_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A face on the picture; ``score`` is the product of the detector's and the mesh's."""

    points: Points
    score: float
    width: float


def find(mesh: FaceMesh, rgb: Picture) -> tuple[Picture, list[Candidate]]:
    """The picture turned so that its portrait is upright, and the faces on it, largest first.

    A sideways or upside-down face is at times taken for an upright one, though never surely: unless the picture as it is shows a
    sure one, all four turns are compared.
    """
    best: tuple[float, Any, list[Candidate]] = (0.0, rgb, [])
    for quarters in range(4):
        turned: Any = np.ascontiguousarray(np.rot90(rgb, quarters))
        faces = _distinct(list(_search(mesh, turned)))
        sureness = max((face.score for face in faces), default=0.0)
        if sureness > best[0]:
            best = (sureness, turned, faces)
        if sureness >= SURE:
            break
    _, upright, faces = best
    return upright, [face for face in faces if face.width >= MAIN_SHARE * faces[0].width]


def _search(mesh: FaceMesh, rgb: Picture) -> Iterator[Candidate]:
    """Upright faces, in ever smaller tiles until there is a sure one."""
    for share in TILE_SHARES:
        is_sure = False
        for x, y, tile in _tiles(rgb, share):
            for found in mesh.detect(tile, score_at_least=DETECTOR_SCORE):
                offset = np.array([x, y], np.float64)
                moved = Found(found.score, found.low + offset, found.high + offset, found.keys + offset)
                points, flag = mesh.points(rgb, moved)
                if flag < MESH_SCORE or abs(roll_deg(points)) > UPRIGHT_WITHIN_DEG:
                    continue
                low, high = box(points)
                face = Candidate(points, found.score * flag, float(high[0] - low[0]))
                is_sure = is_sure or face.score >= SURE
                yield face
        if is_sure:
            return


def _tiles(rgb: Picture, share: float) -> Iterator[tuple[int, int, Picture]]:
    height, width = rgb.shape[:2]
    side = max(int(max(height, width) * share), 128)
    for y in _starts(height, side):
        for x in _starts(width, side):
            yield x, y, rgb[y : y + side, x : x + side]


def _starts(length: int, side: int) -> list[int]:
    """Where tiles begin: half overlapping, the last one flush with the edge."""
    if length <= side:
        return [0]
    count = -(-(length - side) // (side // 2)) + 1
    return [round(step * (length - side) / (count - 1)) for step in range(count)]


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """One of those that lie on each other (the surest), largest first."""
    kept: list[Candidate] = []
    for face in sorted(candidates, key=lambda item: -item.score):
        centre = face.points[:, :2].mean(0)
        if all(
            np.hypot(*(centre - other.points[:, :2].mean(0))) > 0.5 * max(face.width, other.width)
            for other in kept
        ):
            kept.append(face)
    return sorted(kept, key=lambda item: -item.width)
