"""A page in millimetres with text that can be spaced, and how one specimen differs from the next."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw

from demo.specimens.fonts import LATIN_ONLY, font, installed

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """How a specimen is printed. Lengths in millimetres, shares of the usual size where named so.

    ``shift`` moves the whole print on the card; ``label_gap`` is put between the characters of a label and ``tracking`` between
    those of a value; ``scale`` multiplies the size of print; ``layout`` chooses among a licence's layouts, drawn when empty.
    """

    seed: int | str = 0
    label_font: str = "regular"
    value_font: str = "medium"
    digit_font: str = "medium"
    label_colour: Colour = (38, 108, 170)
    ink: Colour = (24, 24, 28)
    shift: tuple[float, float] = (0.0, 0.0)
    label_gap: float = 0.0
    tracking: float = 0.0
    scale: float = 1.0
    tint: Colour = (226, 238, 244)
    layout: str = ""
    line_characters: int = 0

    @staticmethod
    def drawn(seed: int | str, *, layout: str = "") -> Style:
        """A style of its own for every seed."""
        rng = random.Random(f"specimen-style:{seed}")
        fonts = [name for name in installed() if name not in LATIN_ONLY]
        ink = rng.randrange(10, 70)
        return Style(
            seed=seed,
            label_font=rng.choice(fonts),
            value_font=rng.choice(fonts),
            digit_font=rng.choice([name for name in installed() if name != "light"]),
            label_colour=rng.choice(
                ((38, 108, 170), (70, 130, 180), (40, 90, 120), (60, 60, 64), (28, 120, 150))
            ),
            ink=(ink, ink, ink + rng.randrange(0, 14)),
            shift=(rng.uniform(-1.2, 1.2), rng.uniform(-1.0, 1.0)),
            label_gap=rng.choice((0.0, 0.0, 0.5, 1.1)),
            tracking=rng.choice((0.0, 0.0, 0.15, 0.35)),
            scale=rng.uniform(0.92, 1.06),
            tint=(rng.randrange(214, 245), rng.randrange(224, 247), rng.randrange(228, 250)),
            layout=layout,
            line_characters=rng.choice((0, 0, 10, 12)),
        )


class Canvas:
    """A page that is drawn on in millimetres."""

    def __init__(self, width_mm: float, height_mm: float, px_per_mm: float, tint: Colour) -> None:
        self.k = px_per_mm
        self.image = Image.new("RGB", (round(width_mm * px_per_mm), round(height_mm * px_per_mm)), tint)
        self.draw = ImageDraw.Draw(self.image)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        name: str,
        size: float,
        colour: Colour,
        gap: float = 0.0,
        bold: float = 0.0,
    ) -> float:
        """Print from the left at ``x``, vertically centred on ``y``; ``size`` of a character. Returns where it ends."""
        face = font(name, round(size * self.k))
        if gap == 0.0 and not (name in LATIN_ONLY and not words.isascii()):
            self.draw.text((x * self.k, y * self.k), words, font=face, fill=colour, anchor="lm")
            return x + self.width(words, name=name, size=size)
        for char in words:
            used = name if char.isascii() or name not in LATIN_ONLY else "medium"
            face = font(used, round(size * self.k))
            self.draw.text((x * self.k, y * self.k), char, font=face, fill=colour, anchor="lm")
            x += float(face.getlength(char)) / self.k + gap
        return x

    def centred(
        self, x: float, y: float, words: str, *, name: str, size: float, colour: Colour, gap: float = 0.0
    ) -> None:
        """Print centred on ``x``."""
        width = self.width(words, name=name, size=size) + gap * (len(words) - 1)
        self.text(x - width / 2, y, words, name=name, size=size, colour=colour, gap=gap)

    def width(self, words: str, *, name: str, size: float, gap: float = 0.0) -> float:
        """How wide a text comes out."""
        return float(font(name, round(size * self.k)).getlength(words)) / self.k + gap * len(words)

    def wrapped(self, words: str, *, name: str, size: float, width: float, gap: float = 0.0) -> list[str]:
        """Break a Chinese text into lines no wider than ``width``; closing punctuation stays with its line."""
        lines = [""]
        for char in words:
            wide = self.width(lines[-1] + char, name=name, size=size, gap=gap) > width
            if wide and char not in "；，。、：）)":
                lines.append("")
            lines[-1] += char
        return lines

    def specimen_mark(self, x: float, y: float, size: float, degrees: float = 0.0) -> None:
        """「示例 SPECIMEN」 in red over a part of the card that holds no field."""
        face = font("bold", round(size * self.k))
        words = "示例 SPECIMEN"
        stamp = Image.new("L", (round(face.getlength(words)) + 8, round(size * self.k * 1.6)), 0)
        ImageDraw.Draw(stamp).text((4, stamp.height / 2), words, font=face, fill=150, anchor="lm")
        stamp = stamp.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)
        at = (round(x * self.k - stamp.width / 2), round(y * self.k - stamp.height / 2))
        self.image.paste(Image.new("RGB", stamp.size, (200, 40, 40)), at, stamp)

    def waves(self, rng: random.Random, colour: Colour, strength: float) -> None:
        """Fine wavy lines like a guilloche under the print; ``strength`` 0…1."""
        width, height = self.image.size
        small = (max(2, width // 2), max(2, height // 2))
        a, b = rng.uniform(0.004, 0.012), rng.uniform(0.01, 0.03)
        mask = Image.frombytes("L", small, _wave_field(*small, a, b, strength)).resize((width, height))
        self.image.paste(Image.new("RGB", (width, height), colour), (0, 0), mask)
        self.draw = ImageDraw.Draw(self.image)


def _wave_field(width: int, height: int, a: float, b: float, strength: float) -> bytes:
    """sin(y/3.1 + 9·sin(ax) + 5·sin(by)) · sin(x/7.3 + 11·sin(ay)) as grey levels, a byte a point.

    Taken apart by sin(p + q) = sin p·cos q + cos p·sin q, so that a point costs products only and needs no numpy.
    """
    columns = []
    for x in range(width):
        bend, slow = 9 * math.sin(x * a), x / 7.3
        columns.append((math.cos(bend), math.sin(bend), math.sin(slow), math.cos(slow)))
    field = bytearray()
    half = 127.5 * strength
    for y in range(height):
        fine, sway = y / 3.1 + 5 * math.sin(y * b), 11 * math.sin(y * a)
        p, q, r, s = math.sin(fine), math.cos(fine), math.cos(sway), math.sin(sway)
        field += bytes([int(half + half * (p * i + q * j) * (k * r + m * s)) for i, j, k, m in columns])
    return bytes(field)
