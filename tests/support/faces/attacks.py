"""What people do before the camera and what is done with one photograph of them: poses as (kind, amount), drawn from a still.

``Stage`` draws and measures each pose a few times (another grain each time) and remembers it: whole evenings of attempts are then a
matter of arithmetic (theatre.py).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any, Final

import cv2
import numpy as np

from engines.face import FaceEngine
from tests.support.faces import films
from tests.support.faces.warps import Actor, jpeg
from yuzhengdai.foundation.integrations.face.answer import frame_measure
from yuzhengdai.foundation.integrations.face.base import FrameMeasure

Pose = tuple[str, float]
Picture = Any
REST: Final[Pose] = ("rest", 0.0)
GRAINS: Final = 3
FOCAL: Final = 1.2
LIPS: Final = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185]
EYES: Final = ([33, 133, 159, 145], [362, 263, 386, 374])


class Stage:
    """One person's still; ``measure`` gives a pose as the engine sees it."""

    def __init__(self, engine: FaceEngine, portrait: Picture, *, has_glasses: bool = False) -> None:
        still = films.scene(portrait)
        self.actor = Actor(glasses_on(Actor(still)) if has_glasses else still)
        self.engine = engine
        self._seen: dict[tuple[Pose, int], FrameMeasure] = {}

    def measure(self, pose: Pose, rng: random.Random) -> FrameMeasure:
        """One of GRAINS measures of the pose, with its embedding."""
        key = (pose, rng.randrange(GRAINS))
        if key not in self._seen:
            grain = np.random.default_rng(key[1])
            x, y = grain.normal(0, 1.5, 2)
            moved = cv2.warpAffine(
                self.picture(pose), np.array([[1, 0, x], [0, 1, y]]), (films.WIDTH, films.HEIGHT),
                borderMode=cv2.BORDER_REPLICATE,
            )  # fmt: skip
            noisy = np.clip(moved + grain.normal(0, 3, moved.shape), 0, 255).astype(np.uint8)
            (found,) = self.engine.measure(frames=[jpeg(noisy, quality=70)], with_embedding=True)
            self._seen[key] = frame_measure(found, source="face")
        return self._seen[key]

    def picture(self, pose: Pose) -> Picture:
        """The pose drawn."""
        kind, amount = pose
        drawn: dict[str, Callable[[], Picture]] = {
            "rest": lambda: self.actor.still,
            "blink": lambda: self.actor.blinking(amount),
            "mouth": lambda: self.actor.speaking(amount),
            "turn": lambda: self.actor.turned(amount),
            "tilt": lambda: tipped(self.actor.still, amount, is_upright_axis=True),
            "tip": lambda: tipped(self.actor.still, amount, is_upright_axis=False),
            "squeeze": lambda: self._stretched(1.0, amount),
            "narrow": lambda: self._stretched(amount, 1.0),
            "curl": lambda: bent(self.actor.still, 0.35, amount, is_upright_axis=True),
            "curl_tight": lambda: bent(self.actor.still, 0.25, amount, is_upright_axis=True),
            "roll": lambda: bent(self.actor.still, 0.35, amount, is_upright_axis=False),
            "strip": lambda: self._strip(amount),
            "dark_mouth": lambda: self._dark_mouth(amount),
            "hole_mouth": lambda: self._hole_mouth(amount),
        }
        return drawn[kind]()

    def _stretched(self, across: float, down: float) -> Picture:
        x, y = films.WIDTH / 2, float(self.actor.points[:, 1].mean())
        matrix = np.array([[across, 0, x * (1 - across)], [0, down, y * (1 - down)]])
        size = (films.WIDTH, films.HEIGHT)
        return cv2.warpAffine(self.actor.still, matrix, size, borderMode=cv2.BORDER_REPLICATE)

    def _strip(self, room: float) -> Picture:
        """Skin-coloured paper over both eyes, ``room`` of the face's width beyond them; 0: a piece for each eye."""
        points, drawn = self.actor.points[:, :2], self.actor.still.copy()
        width = float(np.ptp(points[:, 0]))
        x, y = points[205].astype(int)
        colour = tuple(
            float(v) for v in self.actor.still[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3).mean(0)
        )
        if room:
            low = points[EYES[0] + EYES[1]].min(0) - room * width
            high = points[EYES[0] + EYES[1]].max(0) + room * width
            cv2.rectangle(drawn, _pixel(low), _pixel(high), colour, -1)
        else:
            for eye in EYES:
                low, high = points[eye].min(0) - 0.02 * width, points[eye].max(0) + 0.02 * width
                half = ((high - low) / 2).astype(int)
                cv2.ellipse(drawn, _pixel((low + high) / 2), _pixel(half), 0, 0, 360, colour, -1)
        return cv2.GaussianBlur(drawn, (0, 0), 0.8)

    def _dark_mouth(self, share: float) -> Picture:
        """Something dark where an open mouth would be."""
        points, drawn = self.actor.points[:, :2], self.actor.still.copy()
        width = float(np.linalg.norm(points[78] - points[308]))
        middle = (points[13] + points[14]) / 2 + [0, width * share * 0.3]
        cv2.ellipse(
            drawn, _pixel(middle), (int(width * 0.42), int(width * share * 0.5)), 0, 0, 360, (50, 18, 18), -1
        )
        return cv2.GaussianBlur(drawn, (0, 0), 1)

    def _hole_mouth(self, share: float) -> Picture:
        """The lips cut out, somebody's own opening behind them."""
        lips = self.actor.points[LIPS, :2]
        middle = lips.mean(0)
        hole = np.zeros((films.HEIGHT, films.WIDTH), np.uint8)
        cv2.fillPoly(hole, [np.int32(np.round((lips - middle) * [1.15, 1.5] + middle))], 1)
        drawn = self.actor.still.copy()
        drawn[hole > 0] = self.actor.speaking(share)[hole > 0]
        return drawn


def tipped(still: Picture, degrees: float, *, is_upright_axis: bool) -> Picture:
    """A flat photograph turned about its upright or level axis."""
    height, width = still.shape[:2]
    focal, angle = FOCAL * width, math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    if is_upright_axis:
        turn = np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])
    else:
        turn = np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    x, y = width / 2, height / 2
    seen = (np.array([[-x, -y, 0], [x, -y, 0], [x, y, 0], [-x, y, 0]]) @ turn.T + [0, 0, focal]) @ camera.T
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, (seen[:, :2] / seen[:, 2:]).astype(np.float32))
    return cv2.warpPerspective(still, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)


def bent(still: Picture, radius: float, degrees: float, *, is_upright_axis: bool) -> Picture:
    """A photograph bent to a cylinder (``radius`` in its widths) about its upright or level axis, and turned about it."""
    height, width = still.shape[:2]
    focal, r, angle = FOCAL * width, radius * width, math.radians(degrees)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    dx, dy = (columns - width / 2) / focal, (rows - height / 2) / focal
    x0, z0 = -r * math.sin(angle), focal + r * math.cos(angle)
    d = dx if is_upright_axis else dy
    a, b, c = d * d + 1, -2 * (d * x0 + z0), x0 * x0 + z0 * z0 - r * r
    inside = b * b - 4 * a * c
    reach = (-b - np.sqrt(np.maximum(inside, 0))) / (2 * a)
    along = (np.arctan2(d * reach - x0, z0 - reach) - angle) * r
    if is_upright_axis:
        x, y = along + width / 2, dy * reach + height / 2
    else:
        x, y = dx * reach + width / 2, along + height / 2
    x[inside <= 0] = -1e4
    return cv2.remap(
        still, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )


def glasses_on(actor: Actor) -> Picture:
    """The still with a pair of glasses drawn on: dark rims, a bridge, a little shine."""
    points, drawn = actor.points[:, :2], actor.still.copy()
    width = float(np.ptp(points[:, 0]))
    middles = []
    for eye in EYES:
        middle = points[eye].mean(0)
        middles.append(middle)
        size = (int(width * 0.17), int(width * 0.13))
        cv2.ellipse(drawn, _pixel(middle), size, 0, 0, 360, (35, 30, 30), max(2, int(width * 0.02)))
        shine = [*middle, -0.06 * width, -0.05 * width]
        cv2.line(drawn, _pixel(shine), _pixel([*shine, 0.04 * width, -0.03 * width]), (225, 230, 235), 2)
    left, right = middles
    step = np.array([width * 0.17, 0])
    cv2.line(drawn, _pixel(left + step), _pixel(right - step), (35, 30, 30), max(2, int(width * 0.02)))
    return cv2.GaussianBlur(drawn, (0, 0), 0.6)


def _pixel(point: Any) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
