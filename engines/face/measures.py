"""Figures of one face from its points and pixels."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from engines.face.mesh import Picture, Points, box
from engines.face.points import (
    CHIN,
    EYE_CORNERS,
    JAW,
    LEFT_EYE,
    MOUTH,
    NOSE,
    POSE,
    POSE_MM,
    RIGHT_EYE,
    RIGID,
)

FACE_PX = 128


def _distance(points: Points, one: int, other: int) -> float:
    return float(np.hypot(*(points[one, :2] - points[other, :2])))


def eye_ratio(points: Points) -> float:
    """Opening of the eyes over their width, mean of both."""

    def ratio(eye: tuple[int, ...]) -> float:
        upright = _distance(points, eye[1], eye[5]) + _distance(points, eye[2], eye[4])
        return upright / max(2 * _distance(points, eye[0], eye[3]), 1e-6)

    return (ratio(RIGHT_EYE) + ratio(LEFT_EYE)) / 2


def mouth_ratio(points: Points) -> float:
    """Gap between the inner lips over the mouth's width."""
    return _distance(points, MOUTH[0], MOUTH[1]) / max(_distance(points, MOUTH[2], MOUTH[3]), 1e-6)


def chin_jaw(points: Points) -> tuple[float, float]:
    """Below the nose to chin, and ear to chin (mean of both sides), in shares of the nose's length plus the eyes' distance."""
    unit = max(_distance(points, *NOSE) + _distance(points, *EYE_CORNERS), 1e-6)
    sides = [_distance(points, *side) for side in JAW]
    return _distance(points, *CHIN) / unit, sum(sides) / len(sides) / unit


def yaw_pitch_deg(points: Points, width: int, height: int) -> tuple[float, float]:
    """Yaw > 0: to the person's left (their left is on the right of an unmirrored picture). Pitch > 0: chin up."""
    camera = np.array([[width, 0, width / 2], [0, width, height / 2], [0, 0, 1]], np.float64)
    seen = np.ascontiguousarray(points[list(POSE), :2])
    is_solved, rotation, _ = cv2.solvePnP(
        np.array(POSE_MM, np.float64), seen, camera, None, flags=cv2.SOLVEPNP_SQPNP
    )
    if not is_solved:
        return 0.0, 0.0
    matrix: Any = cv2.Rodrigues(rotation)[0]
    # Where the head's axis out of the face (−z of the average head) points, as the camera sees it.
    ahead = -matrix[:, 2]
    yaw = math.degrees(math.atan2(ahead[0], -ahead[2]))
    pitch = math.degrees(math.atan2(-ahead[1], math.hypot(ahead[0], ahead[2])))
    return yaw, pitch


def brightness_sharpness(rgb: Picture, points: Points) -> tuple[float, float]:
    """Mean luminance of the face 0…1; how much fine detail it shows 0…1 (below about 0.2 is blurred)."""
    low, high = box(points)
    height, width = rgb.shape[:2]
    x0, y0 = (max(0, int(value)) for value in low)
    x1, y1 = min(width, math.ceil(high[0])), min(height, math.ceil(high[1]))
    if x1 - x0 < 8 or y1 - y0 < 8:
        return 0.0, 0.0
    grey = cv2.cvtColor(np.ascontiguousarray(rgb[y0:y1, x0:x1]), cv2.COLOR_RGB2GRAY)
    grey = cv2.resize(grey, (FACE_PX, FACE_PX), interpolation=cv2.INTER_AREA)
    detail = float(cv2.Laplacian(grey, cv2.CV_32F).var())
    return float(grey.mean()) / 255, detail / (detail + 200)


def rigid_points(points: Points, width: int) -> list[float]:
    """Points off lids and lips, x and y in shares of the frame's width: what liveness compares between frames."""
    return [round(float(value) / width, 5) for value in points[list(RIGID), :2].ravel()]
