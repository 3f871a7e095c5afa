"""What the hand that judges lays over papers (watermarks, seals, a thumb), and its camera."""

from __future__ import annotations

import io
import math
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.specimens.other_sheet import Ink, typeface


def draw_seal(rng: random.Random, radius: int, words: str) -> Image.Image:
    """Double ring, words along it, star or number in the middle; as a mask."""
    side = radius * 2 + 10
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    middle = side / 2
    draw.ellipse((5, 5, side - 5, side - 5), outline=255, width=radius // 16)
    draw.ellipse(
        (radius * 0.16, radius * 0.16, side - radius * 0.16, side - radius * 0.16), outline=255, width=3
    )
    outer = [
        (
            middle + radius * (0.3 if n % 2 else 0.12) * math.sin(n * math.pi / 5),
            middle + radius * (0.3 if n % 2 else 0.12) * math.cos(n * math.pi / 5),
        )
        for n in range(10)
    ]
    draw.polygon(outer, fill=255)
    for number, char in enumerate(words[:16]):
        turn = math.radians(-220 + 260 * number / max(1, len(words[:16]) - 1))
        letter = Image.new("L", (round(radius * 0.34),) * 2, 0)
        ImageDraw.Draw(letter).text(
            (letter.width / 2, letter.height / 2),
            char,
            font=typeface("song_bold", round(radius * 0.25)),
            fill=255,
            anchor="mm",
        )
        letter = letter.rotate(-math.degrees(turn) - 90)
        x, y = middle + 0.7 * radius * math.cos(turn), middle + 0.7 * radius * math.sin(turn)
        mask.paste(255, (round(x - letter.width / 2), round(y - letter.height / 2)), letter)
    strength = rng.uniform(0.5, 0.88)
    return mask.rotate(rng.uniform(-40, 40)).point([round(value * strength) for value in range(256)])


_SAID = (
    "仅供示例平台实名认证使用",
    "仅限办理营业贷款使用，他用无效",
    "仅供2026年度资质备案",
    "此证件仅供认证专用 不得挪作他用",
    "再次复印无效 仅供企业注册使用",
)


def watermarked(image: Image.Image, kind: str, seed: int | str) -> Image.Image:
    """As ``marks.watermarked``, by another hand: other words, spacing, inks, frames."""
    rng = random.Random(f"other-watermark:{kind}:{seed}")
    wide, tall = image.size
    words = rng.choice(_SAID)
    ink: Ink = rng.choice(((100, 100, 100), (214, 60, 60), (40, 70, 170), (170, 170, 176), (20, 130, 110)))
    strong = rng.uniform(0.2, 0.48) if kind != "translucent" else rng.uniform(0.1, 0.22)
    size = round(
        min(wide, tall) * (rng.uniform(0.055, 0.09) if kind != "translucent" else rng.uniform(0.1, 0.15))
    )
    font = typeface(rng.choice(("hei", "song_bold", "hei_bold")), size)
    diagonal = math.hypot(wide, tall)
    layer = Image.new("L", (round(diagonal),) * 2, 0)
    draw = ImageDraw.Draw(layer)
    middle = diagonal / 2
    if kind == "tiled":
        _tile(draw, words, font, size)
        layer = layer.rotate(rng.choice((-30, -22, 28, 40)))
    else:
        lines = [words]
        if kind == "two_lines":
            half = len(words) // 2
            lines = [words[:half], words[half:]]
        y = middle + rng.uniform(-0.22, 0.22) * tall if kind != "corner" else middle + tall * 0.42
        for number, line in enumerate(lines):
            draw.text((middle, y + number * size * 1.4), line, font=font, fill=255, anchor="mm")
        if kind == "one_line" and rng.random() < 0.3:
            half_length = font.getlength(words) / 2 + size * 0.4
            draw.rectangle(
                (middle - half_length, y - size * 0.8, middle + half_length, y + size * 0.8),
                outline=255,
                width=max(2, size // 14),
            )
        turn = rng.choice((-1, 1)) * rng.uniform(24, 40) if kind == "diagonal" else rng.uniform(-4, 4)
        layer = layer.rotate(turn, resample=Image.Resampling.BILINEAR)
    left, top = round(middle - wide / 2), round(middle - tall / 2)
    mask = layer.crop((left, top, left + wide, top + tall)).point(
        [round(value * strong) for value in range(256)]
    )
    done = image.convert("RGB").copy()
    done.paste(Image.new("RGB", image.size, ink), (0, 0), mask)
    return done


def _tile(draw: ImageDraw.ImageDraw, words: str, font: ImageFont.FreeTypeFont, size: int) -> None:
    for row in range(-4, 30):
        for column in range(-2, 8):
            at = (column * font.getlength(words) * 1.3 + row % 3 * size * 2, row * size * 3.4)
            draw.text(at, words, font=font, fill=255)


def fingered(
    image: Image.Image, tip: tuple[float, float], seed: int | str, *, come_from: float = 60.0
) -> Image.Image:
    """A thumb with a shaded edge."""
    rng = random.Random(f"other-finger:{seed}")
    base = np.array(rng.choice(((232, 190, 160), (190, 140, 112), (216, 172, 150))), np.float32)
    wide, tall = image.size
    half = wide * 0.048 * rng.uniform(0.85, 1.2)
    y, x = np.mgrid[0:tall, 0:wide].astype(np.float32)
    angle = math.radians(come_from + rng.uniform(-12, 12))
    along = (x - tip[0] * wide) * math.cos(angle) + (y - tip[1] * tall) * math.sin(angle)
    across = np.abs(-(x - tip[0] * wide) * math.sin(angle) + (y - tip[1] * tall) * math.cos(angle))
    off = np.where(along > 0, across, np.hypot(along, across))
    cover = np.clip((half - off) / (half * 0.06), 0, 1)[:, :, None]
    shade = (0.68 + 0.36 * np.sqrt(np.clip(1 - (off / half) ** 2, 0, 1)))[:, :, None]
    picture = np.asarray(image.convert("RGB"), np.float32)
    return Image.fromarray(np.clip(picture * (1 - cover) + base * shade * cover, 0, 255).astype(np.uint8))


def shot(image: Image.Image, key: str) -> bytes:
    """A camera of its own: barrel of small tilt, vignette, defocus, JPEG."""
    rng = random.Random(f"other-shot:{key}")
    paper = np.asarray(image.convert("RGB"))[:, :, ::-1]
    tall, wide = paper.shape[:2]
    scale = rng.uniform(1500, 2500) / max(wide, tall)
    room = rng.uniform(0.06, 0.2)
    w, h = round(wide * scale * (1 + 2 * room)), round(tall * scale * (1 + 2 * room))
    lean = math.radians(rng.uniform(-4, 4))
    corners = (
        np.array([[-wide / 2, -tall / 2], [wide / 2, -tall / 2], [wide / 2, tall / 2], [-wide / 2, tall / 2]])
        * scale
    )
    turn = np.array([[math.cos(lean), -math.sin(lean)], [math.sin(lean), math.cos(lean)]])
    quad = corners @ turn.T + [w / 2, h / 2]
    quad += np.array([[rng.uniform(-1, 1), rng.uniform(-1, 1)] for _ in range(4)]) * 0.018 * max(w, h)
    table = np.full((h, w, 3), [rng.randrange(40, 200) for _ in range(3)], np.float32)
    table += np.random.default_rng(rng.randrange(2**32)).normal(0, 6, (h, w, 1))
    matrix = cv2.getPerspectiveTransform(
        np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32), quad.astype(np.float32)
    )
    source = cv2.GaussianBlur(paper, (0, 0), 0.5 / scale) if scale < 0.9 else paper
    laid = cv2.warpPerspective(source, matrix, (w, h), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((tall, wide), 255, np.uint8), matrix, (w, h))[:, :, None] / 255.0
    scene = table * (1 - mask) + laid * mask
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    scene *= (1 - rng.uniform(0.0, 0.25) * (x * rng.uniform(-1, 1) + y * rng.uniform(-1, 1)))[:, :, None]
    scene = cv2.GaussianBlur(np.clip(scene, 0, 255).astype(np.uint8), (0, 0), rng.uniform(0.4, 1.1))
    picture = Image.fromarray(np.ascontiguousarray(scene[:, :, ::-1])).filter(
        ImageFilter.UnsharpMask(1, rng.randrange(0, 60))
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=rng.randrange(58, 86))
    return out.getvalue()
