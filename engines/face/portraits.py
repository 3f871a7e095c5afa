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
from engines.face.second_look import SecondLook

#: The picture as a whole, then in overlapping tiles: the detector sees faces of a sixth of a tile and more. Smaller ones are the
#: second detector's.
TILE_SHARES: Final = (1.0, 0.5)
DETECTOR_SCORE: Final = 0.6
MESH_SCORE: Final = 0.6
UPRIGHT_WITHIN_DEG: Final = 30.0
#: Product of both scores: upright portraits 0.80–0.96, faces taken for upright 0.71 and less.
SURE: Final = 0.85
#: A tile around a face that the second detector saw, so much larger.
AROUND: Final = 2.5
#: Beside a portrait, smaller faces do not count.
MAIN_SHARE: Final = 0.5


#: Where it begins, and its pixels.
Tile = tuple[int, int, Picture]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A face on the picture; ``score`` is the product of the detector's and the mesh's."""

    points: Points
    score: float
    width: float


def find(mesh: FaceMesh, second: SecondLook, rgb: Picture) -> tuple[Picture, list[Candidate]]:
    """The picture turned so that its portrait is upright, and the faces on it, largest first.

    A sideways or upside-down face is at times taken for an upright one, though never surely: unless the picture as it is shows a
    sure one, all four turns are compared. Where nothing is found it is looked for once more, closer.
    """
    best: tuple[float, Any, list[Candidate]] = (0.0, rgb, [])
    for is_thorough in (False, True):
        for quarters in range(4):
            turned: Any = np.ascontiguousarray(np.rot90(rgb, quarters))
            faces = _distinct(list(_search(mesh, second, turned, is_thorough=is_thorough)))
            sureness = max((face.score for face in faces), default=0.0)
            if sureness > best[0]:
                best = (sureness, turned, faces)
            if sureness >= SURE:
                break
        if best[2]:
            break
    _, upright, faces = best
    return upright, [face for face in faces if face.width >= MAIN_SHARE * faces[0].width]


def _search(mesh: FaceMesh, second: SecondLook, rgb: Picture, *, is_thorough: bool) -> Iterator[Candidate]:
    """Upright faces, in smaller tiles and then small anywhere, until there is a sure one; thorough: small ones in tiles alone."""
    for share in () if is_thorough else TILE_SHARES:
        is_sure = False
        for face in _looked_at(mesh, second, rgb, _tiles(rgb, share)):
            is_sure = is_sure or face.score >= SURE
            yield face
        if is_sure:
            return
    for x, y, tile in _tiles(rgb, TILE_SHARES[-1]) if is_thorough else [(0, 0, rgb)]:
        offset = np.array([x, y], np.float64)
        seen = [
            Found(found.score, found.low + offset, found.high + offset, found.keys + offset)
            for found in second.find(tile)
        ]
        yield from _looked_at(mesh, second, rgb, _around(rgb, seen))


def _looked_at(
    mesh: FaceMesh, second: SecondLook, rgb: Picture, tiles: Iterator[Tile]
) -> Iterator[Candidate]:
    for x, y, tile in tiles:
        for found in mesh.detect(tile, score_at_least=DETECTOR_SCORE):
            offset = np.array([x, y], np.float64)
            moved = Found(found.score, found.low + offset, found.high + offset, found.keys + offset)
            face = _candidate(mesh, second, rgb, moved)
            if face is not None:
                yield face


def _candidate(mesh: FaceMesh, second: SecondLook, rgb: Picture, found: Found) -> Candidate | None:
    points, flag = mesh.points(rgb, found)
    if flag < MESH_SCORE or abs(roll_deg(points)) > UPRIGHT_WITHIN_DEG or not second.is_face(rgb, points):
        return None
    low, high = box(points)
    return Candidate(points, found.score * flag, float(high[0] - low[0]))


def _tiles(rgb: Picture, share: float) -> Iterator[Tile]:
    height, width = rgb.shape[:2]
    side = max(int(max(height, width) * share), 128)
    for y in _starts(height, side):
        for x in _starts(width, side):
            yield x, y, rgb[y : y + side, x : x + side]


def _around(rgb: Picture, seen: list[Found]) -> Iterator[Tile]:
    """A tile for each face of the second detector. It says where; how upright and sure a face is, the first one says."""
    for found in seen:
        side = float((found.high - found.low).max()) * AROUND
        x, y = (max(0, round(float(value))) for value in (found.low + found.high) / 2 - side / 2)
        yield x, y, rgb[y : y + round(side), x : x + round(side)]


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
