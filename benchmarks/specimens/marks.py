"""What people and offices put over a paper: watermarks of all sorts, seals, fingers, the other side on the same sheet.

Everything works on a flat paper or on a finished photograph (Pillow, RGB) and returns a new picture.
"""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from demo.specimens.fonts import font

WATERMARKS = ("one_line", "tiled", "two_lines", "translucent", "diagonal", "corner")
_PURPOSES = (
    "仅供办理企业认证使用",
    "仅供办理贷款使用 他用无效",
    "仅限豫正贷企业认证使用，再次复印无效",
    "此件仅供本次业务办理使用",
    "本复印件仅用于示例银行开户，他用无效",
    "仅供资质审核",
)
_DATED = ("2026年11月30日", "2026.11.30", "他用无效", "复印无效", "请勿外传")
_INKS = ((120, 120, 124), (200, 50, 45), (60, 90, 190), (90, 90, 96), (150, 150, 150), (230, 120, 60))


def watermarked(
    image: Image.Image, kind: str, seed: int | str, *, faces: tuple[str, ...] = ("regular", "medium", "bold")
) -> Image.Image:
    """Words of a purpose across the paper. ``kind`` of ``WATERMARKS``."""
    rng = random.Random(f"watermark:{kind}:{seed}")
    wide, tall = image.size
    words = rng.choice(_PURPOSES)
    ink = rng.choice(_INKS)
    share = rng.uniform(0.22, 0.5)
    size = round(wide * rng.uniform(0.038, 0.062))
    if kind == "translucent":
        share, size = rng.uniform(0.12, 0.25), round(wide * rng.uniform(0.06, 0.09))
    face = font(rng.choice(faces), max(12, size))
    layer = Image.new("L", (wide * 2, tall * 2), 0)
    draw = ImageDraw.Draw(layer)
    lean = rng.uniform(-6, 6)
    if kind in {"diagonal", "tiled"}:
        lean = rng.choice((1, -1)) * rng.uniform(20, 45)
    if kind == "one_line" and rng.random() < 0.5:
        lean = 0.0
    if kind == "tiled":
        across, down = face.getlength(words) * 1.15, size * rng.uniform(3.0, 5.0)
        rows = math.ceil(tall * 2 / down)
        for row in range(rows):
            for column in range(-1, math.ceil(wide * 2 / across) + 1):
                draw.text((column * across + (row % 2) * across / 2, row * down), words, font=face, fill=255)
    else:
        lines = [words, rng.choice(_DATED)] if kind == "two_lines" else [words]
        y = tall + rng.uniform(-0.28, 0.28) * tall
        if kind == "corner":
            y = tall * 1.5 - size * 1.2
        for number, line in enumerate(lines):
            draw.text((wide, y + number * size * 1.3), line, font=face, fill=255, anchor="mm")
    layer = layer.rotate(lean, resample=Image.Resampling.BICUBIC).crop(
        (wide // 2, tall // 2, wide // 2 + wide, tall // 2 + tall)
    )
    mask = layer.point([round(value * share) for value in range(256)])
    done = image.convert("RGB").copy()
    done.paste(Image.new("RGB", image.size, ink), (0, 0), mask)
    return done


def sealed(
    image: Image.Image,
    at: tuple[float, float],
    radius: float,
    seed: int | str,
    *,
    words: str = "示例市市场监督管理局",
) -> Image.Image:
    """A round red office seal with a star; ``at`` and ``radius`` as shares of the width."""
    rng = random.Random(f"seal:{seed}")
    wide = image.width
    r = round(radius * wide)
    side = 2 * r + 8
    layer = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(layer)
    draw.ellipse((4, 4, side - 4, side - 4), outline=255, width=max(2, r // 14))
    star = []
    for corner in range(10):
        length = r * (0.36 if corner % 2 == 0 else 0.15)
        angle = math.radians(-90 + 36 * corner)
        star.append((side / 2 + length * math.cos(angle), side / 2 + length * math.sin(angle)))
    draw.polygon(star, fill=255)
    face = font("bold", max(8, round(r * 0.26)))
    for number, char in enumerate(words):
        turn = -125 + 250 * number / max(1, len(words) - 1)
        letter = Image.new("L", (round(r * 0.4), round(r * 0.4)), 0)
        ImageDraw.Draw(letter).text(
            (letter.width / 2, letter.height / 2), char, font=face, fill=255, anchor="mm"
        )
        letter = letter.rotate(-turn, resample=Image.Resampling.BICUBIC)
        angle = math.radians(turn - 90)
        x, y = side / 2 + 0.77 * r * math.cos(angle), side / 2 + 0.77 * r * math.sin(angle)
        layer.paste(255, (round(x - letter.width / 2), round(y - letter.height / 2)), letter)
    layer = layer.rotate(rng.uniform(-25, 25), resample=Image.Resampling.BICUBIC)
    strength = rng.uniform(0.55, 0.9)
    layer = layer.point([round(value * strength) for value in range(256)])
    red = (rng.randrange(190, 225), rng.randrange(25, 60), rng.randrange(30, 60))
    done = image.convert("RGB").copy()
    place = (round(at[0] * wide - side / 2), round(at[1] * wide - side / 2))
    done.paste(Image.new("RGB", layer.size, red), place, layer)
    return done


def fingered(
    image: Image.Image,
    tip: tuple[float, float],
    seed: int | str,
    *,
    come_from: float = 60.0,
    wide: float = 0.085,
) -> Image.Image:
    """A finger that reaches in until ``tip`` (shares of width and height); ``come_from`` degrees clockwise from the right."""
    rng = random.Random(f"finger:{seed}")
    skin = rng.choice(((224, 182, 154), (206, 160, 130), (236, 200, 176), (178, 130, 100)))
    width = image.width * wide * rng.uniform(0.85, 1.15)
    x, y = tip[0] * image.width, tip[1] * image.height
    angle = math.radians(come_from + rng.uniform(-10, 10))
    length = image.width * 1.2
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.line(
        (x, y, x + length * math.cos(angle), y + length * math.sin(angle)), fill=255, width=round(width)
    )
    draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(width / 40))
    shade = Image.new("RGB", image.size, skin)
    inner = mask.filter(ImageFilter.GaussianBlur(width / 5))
    dark = Image.new("RGB", image.size, tuple(round(value * 0.72) for value in skin))
    finger = Image.composite(shade, dark, inner)
    nail = ImageDraw.Draw(finger)
    nail.ellipse(
        (x - width * 0.28, y - width * 0.3, x + width * 0.28, y + width * 0.25),
        fill=tuple(min(255, value + 16) for value in skin),
    )
    return Image.composite(finger, image.convert("RGB"), mask)


def both_sides(front: Image.Image, back: Image.Image, seed: int | str) -> Image.Image:
    """Both sides of a card copied on one sheet, above each other or side by side, either first."""
    rng = random.Random(f"both:{seed}")
    first, second = (front, back) if rng.random() < 0.6 else (back, front)
    gap = round(front.width * rng.uniform(0.05, 0.25))
    margin = round(front.width * rng.uniform(0.12, 0.4))
    paper = (rng.randrange(240, 256),) * 3
    if rng.random() < 0.7:
        sheet = Image.new("RGB", (front.width + 2 * margin, front.height * 2 + gap + 2 * margin), paper)
        sheet.paste(first, (margin, margin))
        sheet.paste(second, (margin, margin + first.height + gap))
    else:
        sheet = Image.new("RGB", (front.width * 2 + gap + 2 * margin, front.height + 2 * margin), paper)
        sheet.paste(first, (margin, margin))
        sheet.paste(second, (margin + first.width + gap, margin))
    return sheet


def mirrored(image: Image.Image) -> Image.Image:
    """As a selfie camera keeps it."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def darkened(image: Image.Image, seed: int | str) -> Image.Image:
    """In a dark room."""
    return ImageEnhance.Brightness(image).enhance(random.Random(f"dark:{seed}").uniform(0.08, 0.24))


def blurred(image: Image.Image, seed: int | str) -> Image.Image:
    """Out of focus beyond reading: of the longer side, 7 to 12 thousandths."""
    radius = random.Random(f"blur:{seed}").uniform(0.007, 0.012) * max(image.size)
    return image.filter(ImageFilter.GaussianBlur(radius))
