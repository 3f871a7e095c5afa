"""A specimen photographed by phone: perspective, quarter turns, shadow, glare, blur, noise, JPEG, clutter around it."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from demo.specimens.fonts import font

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Level:
    """Bounds of what happens to a picture. Angles in degrees; blur in thousandths of the picture's longer side, for the print of
    an ID card; the print of a licence is finer, and blur goes by print."""

    tilt: float
    roll: float
    jpeg: tuple[int, int]
    blur: tuple[float, float]
    shadow: float
    glare: float
    noise: float
    clutter: int
    share: tuple[float, float]


LEVELS: dict[str, Level] = {
    "clean": Level(3.0, 2.0, (66, 70), (0.0, 0.25), 0.0, 0.0, 2.0, 0, (0.74, 0.92)),
    "moderate": Level(8.0, 6.0, (55, 68), (0.2, 0.6), 0.35, 0.35, 4.0, 4, (0.62, 0.88)),
    "hard": Level(15.0, 12.0, (40, 55), (0.4, 0.95), 0.5, 0.55, 7.0, 9, (0.52, 0.84)),
}
#: Long × short side: 12, 8, 5 megapixels.
_CARD_PX = 1712
SIZES = ((4000, 3000), (3264, 2448), (2560, 1920))


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph. ``quarter_turns`` counter-clockwise were made of the upright scene."""

    jpeg: bytes
    quarter_turns: int
    width: int
    height: int


def photograph(
    paper: Image.Image,
    *,
    level: str = "clean",
    seed: int | str = 0,
    quarter_turns: int | None = None,
    size: tuple[int, int] | None = None,
) -> Shot:
    """Photograph a paper. ``quarter_turns`` and ``size`` (long, short) are drawn when absent: half the pictures are upright."""
    rng = random.Random(f"specimen-shot:{level}:{seed}")
    noise = np.random.default_rng(rng.randrange(2**32))
    bounds = LEVELS[level]
    drawn_turns = rng.choice((0, 0, 0, 1, 2, 3))
    drawn_size = rng.choices(SIZES, weights=(4, 4, 4))[0]
    turns = drawn_turns if quarter_turns is None else quarter_turns % 4
    long_side, short_side = size or drawn_size
    frame = (long_side, short_side) if paper.width > paper.height else (short_side, long_side)
    scene = _background(frame, bounds, rng, noise)
    _lay(scene, np.asarray(paper.convert("RGB"))[:, :, ::-1], bounds, rng)
    picture = _light(scene, bounds, rng)
    fineness = min(1.0, _CARD_PX / max(paper.size))
    picture = _lens(picture, bounds, rng, noise, max(frame) * fineness)
    picture = np.ascontiguousarray(np.rot90(picture, turns))
    quality = rng.randint(*bounds.jpeg)
    _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return Shot(jpeg.tobytes(), turns, picture.shape[1], picture.shape[0])


def _background(
    frame: tuple[int, int], bounds: Level, rng: random.Random, noise: np.random.Generator
) -> Picture:
    """A table top (even, wooden or woven) with things lying about."""
    width, height = frame
    base = np.array([rng.randrange(40, 215) for _ in range(3)], np.float32)
    base = base * 0.4 + base.mean() * 0.6
    rough = noise.normal(0, 1, (height // 16 + 1, width // 16 + 1)).astype(np.float32)
    if rng.random() < 0.4:
        rough = cv2.GaussianBlur(rough, (0, 0), sigmaX=12, sigmaY=0.6)
        rough *= 4
    texture = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
    rough_8 = np.clip(texture * rng.uniform(2, 9), -120, 120).astype(np.int16)
    even = np.empty((height, width, 3), np.uint8)
    even[:] = base.astype(np.uint8)
    scene = np.asarray(cv2.add(even, cv2.merge([rough_8] * 3), dtype=cv2.CV_8U), np.uint8)
    for _ in range(bounds.clutter):
        _thing(scene, rng)
    return scene


def _thing(scene: Picture, rng: random.Random) -> None:
    height, width = scene.shape[:2]
    colour = tuple(rng.randrange(20, 240) for _ in range(3))
    x, y = rng.randrange(width), rng.randrange(height)
    kind = rng.randrange(4)
    if kind == 0:
        cv2.circle(scene, (x, y), rng.randrange(width // 30, width // 9), colour, -1, cv2.LINE_AA)
    elif kind == 1:
        box = cv2.boxPoints(
            ((x, y), (rng.randrange(200, width // 3), rng.randrange(60, height // 3)), rng.uniform(0, 90))
        )
        cv2.fillConvexPoly(scene, box.astype(np.int32), colour, cv2.LINE_AA)
    elif kind == 2:
        end = (rng.randrange(width), rng.randrange(height))
        cv2.line(scene, (x, y), end, colour, rng.randrange(6, 60), cv2.LINE_AA)
    else:
        _note(scene, rng, x, y)


def _note(scene: Picture, rng: random.Random, x: int, y: int) -> None:
    """A corner of some other print, with words of its own."""
    words = rng.choice(
        ("会议纪要 第三页", "快递单号 7310 2284", "INVOICE No. 20931", "请勿折叠", "保修卡 客服热线")
    )
    size = rng.randrange(40, 100)
    face = font(rng.choice(("light", "regular", "bold")), size)
    note = Image.new("RGB", (round(face.getlength(words)) + 60, size * 3), (244, 242, 236))
    image = Image.fromarray(scene[:, :, ::-1])
    ImageDraw.Draw(note).text((30, size * 1.5), words, font=face, fill=(50, 50, 54), anchor="lm")
    turned = note.rotate(rng.uniform(-30, 30), expand=True, fillcolor=(200, 200, 196))
    image.paste(turned, (x - turned.width // 2, y - turned.height // 2))
    scene[:] = np.asarray(image)[:, :, ::-1]


def _lay(scene: Picture, paper: Picture, bounds: Level, rng: random.Random) -> None:
    """Put the paper on the table, tilted in space, with a soft edge shadow."""
    height, width = scene.shape[:2]
    quad = _quad(paper.shape[1], paper.shape[0], bounds, rng)
    low, high = quad.min(axis=0), quad.max(axis=0)
    extent = high - low
    scale = rng.uniform(*bounds.share) * min(width / extent[0], height / extent[1])
    room = np.array([width, height]) - extent * scale
    margin = np.minimum(room / 2, 0.02 * width)
    at = margin + np.array([rng.random(), rng.random()]) * (room - 2 * margin)
    quad = (quad - low) * scale + at
    source = np.array(
        [[0, 0], [paper.shape[1], 0], [paper.shape[1], paper.shape[0]], [0, paper.shape[0]]], np.float32
    )
    shrink = scale * extent[0] / paper.shape[1]
    if shrink < 0.7:
        smaller = cv2.resize(paper, None, fx=shrink * 1.2, fy=shrink * 1.2, interpolation=cv2.INTER_AREA)
        source *= np.array([smaller.shape[1] / paper.shape[1], smaller.shape[0] / paper.shape[0]], np.float32)
        paper = smaller
    matrix = cv2.getPerspectiveTransform(source, quad.astype(np.float32))
    warped = cv2.warpPerspective(paper, matrix, (width, height), flags=cv2.INTER_LINEAR)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 255, cv2.LINE_AA)
    offset = rng.uniform(0.002, 0.012) * width
    dark = cv2.GaussianBlur(cv2.resize(mask, None, fx=0.125, fy=0.125), (0, 0), 4 + offset / 8)
    shift = np.array([[1, 0, offset / 8], [0, 1, offset / 8]], np.float32)
    dark = cv2.warpAffine(dark, shift, (dark.shape[1], dark.shape[0]))
    under = cv2.resize((128 - 0.45 * 128 / 255 * dark.astype(np.float32)).astype(np.uint8), (width, height))
    scene[:] = cv2.multiply(scene, cv2.merge([under] * 3), scale=1 / 128)
    cv2.copyTo(warped, mask, scene)


def _quad(width: int, height: int, bounds: Level, rng: random.Random) -> npt.NDArray[np.float64]:
    """Corners of the paper after a turn in space and a projection, clockwise from the top left."""
    side = max(width, height)
    x, y = width / side / 2, height / side / 2
    corners = np.array([[-x, -y, 0], [x, -y, 0], [x, y, 0], [-x, y, 0]])
    pitch, yaw = (math.radians(rng.uniform(-bounds.tilt, bounds.tilt)) for _ in range(2))
    roll = math.radians(rng.uniform(-bounds.roll, bounds.roll))
    about_x = np.array(
        [[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]]
    )
    about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    turned = corners @ (about_z @ about_y @ about_x).T
    distance = rng.uniform(1.3, 2.2)
    return np.asarray(turned[:, :2] / (distance + turned[:, 2:]) * distance, np.float64)


def _light(scene: Picture, bounds: Level, rng: random.Random) -> Picture:
    """Uneven light, the shadow of a hand, a reflection."""
    height, width = scene.shape[:2]
    small = (width // 16, height // 16)
    x, y = np.meshgrid(np.linspace(-1, 1, small[0]), np.linspace(-1, 1, small[1]))
    angle = rng.uniform(0, 2 * math.pi)
    depth = 0.04 + bounds.shadow * 0.3
    gain = 1 + depth * (x * math.cos(angle) + y * math.sin(angle))
    if bounds.shadow and rng.random() < 0.7:
        shade = np.zeros(gain.shape, np.float32)
        points = [[rng.uniform(-0.2, 1.2) * small[0], rng.uniform(-0.2, 1.2) * small[1]] for _ in range(5)]
        hull = cv2.convexHull(np.array(points, np.float32)).astype(np.int32)
        cv2.fillConvexPoly(shade, hull, 1.0)
        gain *= 1 - bounds.shadow * rng.uniform(0.4, 1.0) * cv2.GaussianBlur(
            shade, (0, 0), rng.uniform(2, 12)
        )
    bright = np.zeros(gain.shape)
    if bounds.glare and rng.random() < 0.7:
        across, along = rng.uniform(0.08, 0.25), rng.uniform(0.15, 0.5)
        u, v = x - rng.uniform(-0.6, 0.6), y - rng.uniform(-0.6, 0.6)
        lean = rng.uniform(0, math.pi)
        p, q = u * math.cos(lean) + v * math.sin(lean), -u * math.sin(lean) + v * math.cos(lean)
        bright = bounds.glare * rng.uniform(0.5, 1.0) * np.exp(-((p / along) ** 2) - (q / across) ** 2)
    tint = np.array([rng.uniform(0.9, 1.06), 1.0, rng.uniform(0.92, 1.06)]) * rng.uniform(0.82, 1.06)
    # Whole numbers keep 12 megapixels cheap: 1.0 is 128.
    factor = np.clip(gain[:, :, None] * tint * (1 - bright[:, :, None]) * 128, 0, 255)
    added = np.repeat(bright[:, :, None] * 255, 3, axis=2)
    factors = cv2.resize(factor.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    addition = cv2.resize(added.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.add(cv2.multiply(scene, factors, scale=1 / 128), addition), np.uint8)


def _lens(
    picture: Picture, bounds: Level, rng: random.Random, noise: np.random.Generator, side: float
) -> Picture:
    """Out of focus or shaken, then the sensor's noise."""
    sigma = rng.uniform(*bounds.blur) / 1000 * side
    if sigma > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), sigma)
    shake = round(rng.uniform(0, bounds.blur[1]) / 1000 * side * 1.6)
    if shake > 1 and rng.random() < 0.4:
        kernel = np.zeros((shake, shake), np.float32)
        lean = rng.uniform(0, math.pi)
        middle = (shake - 1) / 2
        ends = [
            (round(middle + s * math.cos(lean) * middle), round(middle + s * math.sin(lean) * middle))
            for s in (-1, 1)
        ]
        cv2.line(kernel, ends[0], ends[1], 1.0)
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    grain = np.round(noise.standard_normal((517, 641), np.float32) * bounds.noise).astype(np.int16)
    height, width = picture.shape[:2]
    grain = np.tile(grain, (height // 517 + 1, width // 641 + 1))[:height, :width]
    return np.asarray(cv2.add(picture, cv2.merge([grain] * 3), dtype=cv2.CV_8U), np.uint8)
