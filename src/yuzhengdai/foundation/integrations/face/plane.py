"""What a plane cannot explain of the way between two frames. Plain arithmetic, for web processes too.

Points of a plane that moves are laid on each other by a homography; those of a head are not. What is left over grows with the turn. It
does not part heads from photographs alone (tilted ones reach what slightly turned heads leave over): domain.verification.liveness.signs
asks for more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from yuzhengdai.foundation.integrations.face.base import FrameMeasure

#: A smaller turn says nothing.
TELLING_DEG: Final = 10.0

_Point = tuple[float, float]


def flatness_per_degree(neutral: FrameMeasure, turned: FrameMeasure) -> float | None:
    """What a plane cannot explain of the way between two frames, per degree of yaw; ``None`` where they say nothing."""
    degrees = abs(turned.yaw - neutral.yaw)
    if degrees < TELLING_DEG or len(neutral.points) != len(turned.points) or len(turned.points) < 16:
        return None
    return plane_residual(pairs(neutral.points), pairs(turned.points)) / degrees


def plane_residual(one: Sequence[_Point], other: Sequence[_Point]) -> float:
    """Root mean square distance (share of the width of ``other``) after the best homography from ``one``."""
    width = max(x for x, _ in other) - min(x for x, _ in other)
    source, target = _centred(one), _centred(other)
    matrix = _homography(source, target)
    if matrix is None or width <= 0:
        return 0.0
    total = 0.0
    scale = _spread(other)
    for (x, y), (u, v) in zip(source, target, strict=True):
        depth = matrix[6] * x + matrix[7] * y + 1
        if abs(depth) < 1e-9:
            return 0.0
        du = (matrix[0] * x + matrix[1] * y + matrix[2]) / depth - u
        dv = (matrix[3] * x + matrix[4] * y + matrix[5]) / depth - v
        total += du * du + dv * dv
    return math.sqrt(total / len(target)) * scale / width


def pairs(flat: Sequence[float]) -> tuple[_Point, ...]:
    """Points of x, y, x, y…"""
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def around_zero(points: Sequence[_Point]) -> list[_Point]:
    """The points with their middle at zero."""
    mx, my = _middle(points)
    return [(x - mx, y - my) for x, y in points]


def _middle(points: Sequence[_Point]) -> _Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _spread(points: Sequence[_Point]) -> float:
    mx, my = _middle(points)
    return math.sqrt(sum((x - mx) ** 2 + (y - my) ** 2 for x, y in points) / len(points)) or 1.0


def _centred(points: Sequence[_Point]) -> list[_Point]:
    """Around zero and of size one: the equations stay well conditioned."""
    mx, my = _middle(points)
    size = _spread(points)
    return [((x - mx) / size, (y - my) / size) for x, y in points]


def _homography(source: Sequence[_Point], target: Sequence[_Point]) -> list[float] | None:
    """Eight figures (the ninth is one) by least squares, or None where the points leave it open."""
    normal = [[0.0] * 9 for _ in range(8)]
    for (x, y), (u, v) in zip(source, target, strict=True):
        for row, wanted in (
            ((x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y), u),
            ((0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y), v),
        ):
            for i in range(8):
                if row[i]:
                    for j in range(8):
                        normal[i][j] += row[i] * row[j]
                    normal[i][8] += row[i] * wanted
    return _solved(normal)


def _solved(rows: list[list[float]]) -> list[float] | None:
    """Gauss with the largest pivot; the right side is the last column."""
    size = len(rows)
    for step in range(size):
        pivot = max(range(step, size), key=lambda row: abs(rows[row][step]))
        if abs(rows[pivot][step]) < 1e-12:
            return None
        rows[step], rows[pivot] = rows[pivot], rows[step]
        for row in range(size):
            if row != step:
                factor = rows[row][step] / rows[step][step]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[step], strict=True)]
    return [rows[row][size] / rows[row][row] for row in range(size)]
