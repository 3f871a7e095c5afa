"""The embedded face engine: runs in its own process (integrations/inference), never in web or worker.

What its figures mean for rules about liveness (``domain.verification.liveness``), as measured on stills warped into actions:

- eye_ratio over the own median: at rest 0.93–1.09 (noise, compression, turns included), half closed 0.66–0.94, closed 0.29–0.75,
  closed behind glasses 0.88–0.93 (not told from open). Blink: below 0.75.
- mouth_ratio minus the own: at rest ±0.03, when blinking ±0.04, a head turned ±0.11, opened by half its width 0.20–0.68 (flickers:
  single frames of a wide open mouth measure as shut). Open: above 0.20.
- yaw minus the own: at rest ±5°, mouth opening up to ±13°, a head turned by 24–32° 14–53°. Turn: 15° and more over consecutive frames.
- whether the rest of the face goes along as a head's would: ``domain.verification.liveness.signs``.
- whoever starts with the mouth open has a baseline with the mouth open: judge against frames in which nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import cv2
import numpy as np

from engines.face import measures, portraits
from engines.face.embedding import Embedder
from engines.face.mesh import FaceMesh, Found, Picture, Points, box
from engines.face.pictures import decode
from engines.face.second_look import SecondLook
from yuzhengdai.foundation.integrations.face import weights
from yuzhengdai.foundation.integrations.face.base import FrameMeasure
from yuzhengdai.foundation.integrations.face.plane import flatness_per_degree

FRAME_LONGEST_PX: Final = 1920
FRAME_WORK_PX: Final = 640
PICTURE_LONGEST_PX: Final = 9000
PICTURE_WORK_PX: Final = 2000
MESH_SCORE: Final = 0.5
#: Somewhere to look while warming up.
EYES: Final = np.array([[270.0, 200.0], [370.0, 200.0]])
ROUGH: Final = {
    33: (210, 220), 133: (235, 220), 362: (265, 220), 263: (290, 220), 1: (250, 255), 61: (230, 280), 291: (270, 280),
}  # fmt: skip
#: ``flatness`` is told for a turn of this size, and this where nothing turned.
TURN_DEG: Final = 20.0
NOT_TURNED: Final = 1.0
#: A second face smaller than this share of the first (a poster, a passer-by far away) is not counted.
SECOND_FACE_SHARE: Final = 0.35
#: Patterns that look like a second face reach 0.7 (product of detector's and mesh's scores), faces 0.85 and more.
SECOND_FACE_SCORE: Final = 0.75
#: A portrait narrower than this is too coarse to compare.
PORTRAIT_AT_LEAST_PX: Final = 32


class FaceEngine:
    """Measures frames and finds portraits. One call at a time."""

    versions = weights.VERSIONS

    def __init__(self) -> None:
        folder = weights.models_dir()
        cv2.setNumThreads(1)
        self._mesh = FaceMesh(folder)
        self._embedder = Embedder(folder)
        self._second = SecondLook(folder)

    def warm_up(self) -> None:
        """All four models once, on grey."""
        grey: Picture = np.full((480, 640, 3), 127, np.uint8)
        self._mesh.detect(grey)
        self._mesh.points(grey, Found(1.0, np.array([220.0, 140.0]), np.array([420.0, 340.0]), EYES))
        rough = np.zeros((478, 3), np.float64)
        rough[list(ROUGH), :2] = list(ROUGH.values())
        self._embedder.embed(grey, rough)
        self._second.is_face(grey, rough)

    def measure(self, *, frames: Sequence[bytes], with_embedding: bool) -> list[dict[str, Any]]:
        """One dict a frame, with the fields of ``FrameMeasure``."""
        found: list[dict[str, Any]] = []
        first: dict[str, Any] | None = None
        for frame in frames:
            rgb = decode(frame, longest_px=FRAME_LONGEST_PX, work_px=FRAME_WORK_PX)
            faces = self._faces(rgb)
            if len(faces) != 1:
                found.append({"faces": len(faces)})
                continue
            measured = self._measured(rgb, faces[0], with_embedding=with_embedding)
            first = first or measured
            found.append({**measured, "flatness": _flatness(first, measured)})
        return found

    def portrait(self, *, picture: bytes) -> dict[str, Any]:
        """The fields of ``Portrait``."""
        rgb = decode(picture, longest_px=PICTURE_LONGEST_PX, work_px=PICTURE_WORK_PX)
        upright, faces = portraits.find(self._mesh, self._second, rgb)
        if len(faces) != 1:
            return {"faces": len(faces)}
        width = round(faces[0].width)
        is_usable = width >= PORTRAIT_AT_LEAST_PX
        embedding = self._embedder.embed(upright, faces[0].points) if is_usable else []
        return {"faces": 1, "width_px": width, "embedding": embedding}

    def _faces(self, rgb: Picture) -> list[Points]:
        """Points of up to two faces, the larger first."""
        seen: list[tuple[float, float, Points]] = []
        for found in self._mesh.detect(rgb)[:3]:
            points, flag = self._mesh.points(rgb, found)
            low, high = box(points)
            centre = (low + high) / 2
            is_new = all(np.hypot(*(centre - other[:, :2].mean(0))) > width / 2 for width, _, other in seen)
            if flag >= MESH_SCORE and is_new and self._second.is_face(rgb, points):
                seen.append((float(high[0] - low[0]), found.score * flag, points))
        seen.sort(key=lambda item: -item[0] * item[1])
        rest = [
            points
            for width, score, points in seen[1:2]
            if width >= SECOND_FACE_SHARE * seen[0][0] and score >= SECOND_FACE_SCORE
        ]
        return [points for _, _, points in seen[:1]] + rest

    def _measured(self, rgb: Picture, points: Points, *, with_embedding: bool) -> dict[str, Any]:
        height, width = rgb.shape[:2]
        low, high = box(points)
        yaw, pitch = measures.yaw_pitch_deg(points, width, height)
        brightness, sharpness = measures.brightness_sharpness(rgb, points)
        chin, jaw = measures.chin_jaw(points)
        figures = {
            "chin": chin,
            "jaw": jaw,
            "centre_x": (low[0] + high[0]) / 2 / width,
            "centre_y": (low[1] + high[1]) / 2 / height,
            "width": (high[0] - low[0]) / width,
            "eye_ratio": measures.eye_ratio(points),
            "mouth_ratio": measures.mouth_ratio(points),
            "yaw": yaw,
            "pitch": pitch,
            "brightness": brightness,
            "sharpness": sharpness,
        }
        embedding = self._embedder.embed(rgb, points) if with_embedding else []
        return {
            "faces": 1,
            **{name: round(float(value), 4) for name, value in figures.items()},
            "embedding": embedding,
            "points": measures.rigid_points(points, width),
        }


def _flatness(first: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    found = flatness_per_degree(_comparable(first), _comparable(other))
    return NOT_TURNED if found is None else round(found * TURN_DEG, 4)


def _comparable(measured: Mapping[str, Any]) -> FrameMeasure:
    return FrameMeasure(faces=1, yaw=measured["yaw"], points=tuple(measured["points"]))


def make() -> FaceEngine:
    """Load the models; ``FileNotFoundError`` or ``RuntimeError`` where they are missing or altered."""
    return FaceEngine()
