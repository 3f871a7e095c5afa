"""One still picture made to blink, open its mouth, turn its head, or be tilted as the photograph that it is.

Triangles between the mesh's points are moved one by one. Good enough for models that measure; people would not be fooled.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engines.face.mesh import FaceMesh
from yuzhengdai.foundation.integrations.face import weights

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "faces"
OVAL = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
]  # fmt: skip
LIDS = [
    (159, 145), (160, 144), (158, 153), (161, 163), (157, 154), (246, 7), (173, 155), (386, 374), (385, 380),
    (387, 373), (388, 390), (384, 381), (466, 249), (398, 382),
]  # fmt: skip
UPPER_LIP = {
    13, 82, 312, 81, 311, 80, 310, 0, 37, 267, 39, 269, 40, 270, 12, 38, 268, 41, 271, 42, 272, 11, 72, 302, 73, 303,
    74, 304,
}  # fmt: skip
INNER_LIPS = [78, 80, 81, 82, 13, 312, 311, 310, 308, 318, 402, 317, 14, 87, 178, 88]


class Actor:
    """A person on a still. Pictures are RGB arrays of the still's size."""

    def __init__(self, still: Any, mesh: FaceMesh | None = None) -> None:
        self.still = np.ascontiguousarray(still)
        mesh = mesh or FaceMesh(weights.models_dir())
        faces = mesh.detect(self.still)
        if not faces:
            raise ValueError("no face on the still")
        self.points = mesh.points(self.still, faces[0])[0][:468]

    @classmethod
    def named(cls, name: str, *, side: int = 480) -> Actor:
        """`astronaut` or `hopper`, the picture scaled to `side` pixels across."""
        return cls(load(name, side=side))

    def blinking(self, share: float = 1.0) -> Any:
        """Lids closed by `share`."""
        moved = self.points[:, :2].copy()
        for upper, lower in LIDS:
            moved[upper] += (self.points[lower, :2] - self.points[upper, :2]) * share
        return self._warped(moved)

    def speaking(self, share: float = 0.5) -> Any:
        """Mouth open: the gap is `share` of the mouth's width."""
        points, moved = self.points, self.points[:, :2].copy()
        width = float(np.linalg.norm(points[78, :2] - points[308, :2]))
        middle = (points[78] + points[308]) / 2
        for index in range(468):
            if points[index, 1] >= middle[1] - 0.02 * width and index not in UPPER_LIP:
                reach = float(np.clip(1.15 - abs(points[index, 0] - middle[0]) / (width * 0.75), 0, 1))
                moved[index, 1] += share * width * reach
        picture = self._warped(moved)
        cv2.fillPoly(picture, [np.int32(np.round(moved[INNER_LIPS]))], (50, 18, 18))
        return cv2.GaussianBlur(picture, (3, 3), 0.6)

    def turned(self, degrees: float) -> Any:
        """Head turned in depth; > 0 to the person's left."""
        points = self.points
        width = np.ptp(points[:, 0])
        centre = points.mean(0)
        centre[2] = points[:, 2].max() + 0.1 * width
        angle = math.radians(degrees)
        turn = np.array(
            [[math.cos(angle), 0, -math.sin(angle)], [0, 1, 0], [math.sin(angle), 0, math.cos(angle)]]
        )
        moved = (points - centre) @ turn.T + centre
        return self._warped(moved[:, :2], depth=moved[:, 2])

    def tilted_photo(self, degrees: float) -> Any:
        """The whole still turned about its upright axis, as a photograph in somebody's hand; > 0 as `turned`."""
        height, width = self.still.shape[:2]
        focal, angle = 1.2 * width, math.radians(-degrees)
        turn = np.array(
            [[math.cos(angle), 0, math.sin(angle)], [0, 1, 0], [-math.sin(angle), 0, math.cos(angle)]]
        )
        camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
        flat = np.array(
            [
                [-width / 2, -height / 2, 0],
                [width / 2, -height / 2, 0],
                [width / 2, height / 2, 0],
                [-width / 2, height / 2, 0],
            ]
        )
        seen = (flat @ turn.T + [0, 0, focal]) @ camera.T
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        matrix = cv2.getPerspectiveTransform(corners, (seen[:, :2] / seen[:, 2:]).astype(np.float32))
        return cv2.warpPerspective(self.still, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)

    def _warped(self, moved: Any, depth: Any = None) -> Any:
        height, width = self.still.shape[:2]
        points = self.points[:, :2]
        centre = points.mean(0)
        ring = np.clip(centre + (points[OVAL] - centre) * 1.45, 2, [width - 3, height - 3])
        edge = np.array(
            [[x, y] for x in np.linspace(0, width - 1, 6) for y in (0, height - 1)]
            + [[x, y] for y in np.linspace(0, height - 1, 6)[1:-1] for x in (0, width - 1)]
        )
        source = np.vstack([points, ring, edge])
        target = np.vstack([moved, ring, edge])
        order = None
        if depth is not None:
            order = np.concatenate([depth, np.full(len(ring) + len(edge), depth.max() + 50)])
        return _moved_triangles(self.still, source, target, order)


def _moved_triangles(picture: Any, source: Any, target: Any, depth: Any) -> Any:
    """Piecewise affine; where there is depth, what is nearer is drawn later."""
    height, width = picture.shape[:2]
    triangles = _triangles(source)
    if depth is not None:
        triangles.sort(key=lambda corners: -float(depth[corners].mean()))
    result = picture.copy()
    for corners in triangles:
        one, two = source[corners].astype(np.float32), target[corners].astype(np.float32)
        left, top, across, down = cv2.boundingRect(two)
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + across, width), min(top + down, height)
        area = (two[1, 0] - two[0, 0]) * (two[2, 1] - two[0, 1]) - (two[1, 1] - two[0, 1]) * (
            two[2, 0] - two[0, 0]
        )
        if x1 <= x0 or y1 <= y0 or abs(area) < 1e-3:
            continue
        shift = np.array([x0, y0], np.float32)
        matrix = cv2.getAffineTransform(one, two - shift)
        patch = cv2.warpAffine(picture, matrix, (x1 - x0, y1 - y0), borderMode=cv2.BORDER_REPLICATE)
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        cv2.fillConvexPoly(mask, np.int32(np.round(two - shift)), 1)
        result[y0:y1, x0:x1][mask > 0] = patch[mask > 0]
    return result


def _triangles(points: Any) -> list[list[int]]:
    """Delaunay triangles as places in `points`."""
    plane = cv2.Subdiv2D((-5000, -5000, 10000, 10000))
    places: dict[tuple[float, float], int] = {}
    for index, point in enumerate(points):
        key = (float(np.float32(point[0])), float(np.float32(point[1])))
        if key not in places:
            places[key] = index
            plane.insert(key)
    found = []
    for row in plane.getTriangleList():
        keys = [(float(row[at]), float(row[at + 1])) for at in (0, 2, 4)]
        if all(key in places for key in keys):
            found.append([places[key] for key in keys])
    return found


def load(name: str, *, side: int = 480) -> Any:
    """A person's still as RGB, scaled to `side` pixels across."""
    picture = cv2.imread(str(ASSETS / f"{name}.jpg"))
    factor = side / picture.shape[1]
    picture = cv2.resize(
        picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    )
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def jpeg(picture: Any, *, quality: int = 85) -> bytes:
    """A picture as a camera page sends it."""
    encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )[1]
    return bytes(encoded.tobytes())
