"""Whether the rest of the face does what a head's would while eyes, mouth or neck do something. Pure arithmetic on two frames:
one at rest, one in the action.

A photograph can be tipped until its eyes look shut, bent, squeezed, covered with strips, or have holes; its other points then move as
those of no head do. Bounds lie between what people on stills did and what their photographs did (12 people each; docs/models.md). A
provider that tells no points or lengths says nothing here, and is believed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from yuzhengdai.foundation.integrations.face import plane
from yuzhengdai.foundation.integrations.face.base import FrameMeasure

STAYS_RESIDUAL: Final = 0.016
"""Of the face's width: points that do not belong to lids and lips while eyes blink 0.002–0.009, a photograph tipped or squeezed until
its eyes look shut 0.020–0.073."""
STAYS_ASPECT: Final = (0.91, 1.09)
"""Length of the nose over the distance of the eyes, in shares of the same at rest: 0.94–1.02 while blinking, 0.93–1.08 with the mouth
open, 0.53–0.89 tipped or squeezed."""
JAW_AT_LEAST: Final = 0.052
"""What chin and jaw grow by when a mouth opens: 0.055–0.20; with a hole or something dark in its place up to 0.049, once 0.071."""
NOSE_AT_LEAST: Final = 0.075
"""How far the tip of the nose leaves the line between the eyes and below the nose, in shares of that line: heads turned by 24° and more
0.081–0.19, tilted photographs 0.003–0.097."""
NOSE_LENGTH: Final = 0.27
"""How far the tip stands before that line, in shares of it."""
NOSE_ALLOWED_BY_ASPECT: Final = 0.2
NOSE_LEFT: Final = 0.065
"""A photograph must be tilted so far that the face grows narrow; what a narrower face is worth is taken off the nose's way."""
PLANE_AT_LEAST: Final = 0.027
"""What no plane explains of a turn: heads 0.029–0.11, photographs 0.004–0.046."""
TURNED_ASPECT: Final = (0.86, 1.27)

#: Places of these points among FrameMeasure.points (engines.face.points.RIGID).
_FOREHEAD, _NOSE_TIP, _NOSE_BASE, _EYE_ON_THE_LEFT, _EYE_ON_THE_RIGHT, _NOSE_ROOT = 2, 5, 6, 13, 14, 19
_POINTS: Final = 29

_Point = tuple[float, float]


class Sign(StrEnum):
    """What spoke against a living head. For the operator alone: told to the person, it would teach how to do better."""

    BLINK_MOVED = "blink_moved"
    MOUTH_WITHOUT_JAW = "mouth_without_jaw"
    TURN_LIKE_A_PLANE = "turn_like_a_plane"
    TOO_EARLY = "too_early"
    OTHER_ACTION = "other_action"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class _Face:
    points: tuple[_Point, ...]

    @property
    def nose(self) -> float:
        return math.dist(self.points[_FOREHEAD], self.points[_NOSE_BASE])

    @property
    def eyes(self) -> float:
        return math.dist(self.points[_EYE_ON_THE_LEFT], self.points[_EYE_ON_THE_RIGHT])

    @property
    def aspect(self) -> float:
        return self.nose / max(self.eyes, 1e-9)

    @property
    def nose_aside(self) -> float:
        """How far the tip lies to the right of the line from the nose's root to its base, in shares of the line."""
        (x0, y0), (x1, y1) = self.points[_NOSE_ROOT], self.points[_NOSE_BASE]
        x, y = self.points[_NOSE_TIP]
        across = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
        return -across / max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-12)


def stays_put(rest: FrameMeasure, other: FrameMeasure) -> bool:
    """Whether forehead, nose and cheeks lie as they do at rest, however far the head moved or came nearer."""
    pair = _pair(rest, other)
    if pair is None:
        return True
    still, moved = pair
    low, high = STAYS_ASPECT
    return low <= moved.aspect / still.aspect <= high and _residual(still, moved) <= STAYS_RESIDUAL


def jaw_dropped(rest: FrameMeasure, other: FrameMeasure) -> bool:
    """Whether chin and jaw went down with the lips."""
    if not (rest.chin and rest.jaw and other.chin and other.jaw):
        return True
    return (other.chin - rest.chin) + 2 * (other.jaw - rest.jaw) >= JAW_AT_LEAST


def turn_deg(rest: FrameMeasure, other: FrameMeasure) -> float | None:
    """How far the head turned to the person's left, from where the nose stands; None where nobody told points.

    Steadier than the yaw of an average head laid on the points, which flips by 40° on some faces when the mouth opens.
    """
    pair = _pair(rest, other)
    if pair is None:
        return None
    aside = (pair[1].nose_aside - pair[0].nose_aside) / NOSE_LENGTH
    return math.degrees(math.asin(max(-1.0, min(1.0, aside))))


def head_turned(rest: FrameMeasure, other: FrameMeasure) -> bool:
    """Whether something with a nose turned, and no sheet of paper."""
    pair = _pair(rest, other)
    if pair is None:
        return True
    still, turned = pair
    narrower = turned.aspect / still.aspect
    aside = abs(turned.nose_aside - still.nose_aside)
    if aside < NOSE_AT_LEAST or aside - NOSE_ALLOWED_BY_ASPECT * (narrower - 1) < NOSE_LEFT:
        return False
    low, high = TURNED_ASPECT
    return low <= narrower <= high and plane.plane_residual(still.points, turned.points) >= PLANE_AT_LEAST


def _pair(rest: FrameMeasure, other: FrameMeasure) -> tuple[_Face, _Face] | None:
    if not len(rest.points) == len(other.points) == 2 * _POINTS:
        return None
    return _Face(plane.pairs(rest.points)), _Face(plane.pairs(other.points))


def _residual(one: _Face, other: _Face) -> float:
    """Root mean square distance (share of the width of ``other``) after the best move, turn in the picture and change of size."""
    source, target = plane.around_zero(one.points), plane.around_zero(other.points)
    power = sum(x * x + y * y for x, y in source) or 1e-12
    along = sum(x * u + y * v for (x, y), (u, v) in zip(source, target, strict=True)) / power
    across = sum(x * v - y * u for (x, y), (u, v) in zip(source, target, strict=True)) / power
    total = sum(
        (along * x - across * y - u) ** 2 + (across * x + along * y - v) ** 2
        for (x, y), (u, v) in zip(source, target, strict=True)
    )
    width = max(x for x, _ in target) - min(x for x, _ in target)
    return math.sqrt(total / len(target)) / max(width, 1e-9)
