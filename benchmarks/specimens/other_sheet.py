"""The page of the hand that judges: its fonts, its paper, the portrait it sets on cards."""

from __future__ import annotations

import math
import random
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

_NOTO = Path("/usr/share/fonts/opentype/noto")
_EXPO = Path(__file__).resolve().parents[2] / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
_FACES: dict[str, tuple[Path, int]] = {
    "song": (_NOTO / "NotoSerifCJK-Regular.ttc", 2),
    "song_bold": (_NOTO / "NotoSerifCJK-Bold.ttc", 2),
    "hei": (_NOTO / "NotoSansCJK-Regular.ttc", 2),
    "hei_bold": (_NOTO / "NotoSansCJK-Bold.ttc", 2),
    "thin": (_EXPO / "200ExtraLight" / "NotoSansSC_200ExtraLight.ttf", 0),
    "semi": (_EXPO / "600SemiBold" / "NotoSansSC_600SemiBold.ttf", 0),
    "heavy": (_EXPO / "900Black" / "NotoSansSC_900Black.ttf", 0),
}
BODY = ("song", "song_bold", "hei", "semi")
Ink = tuple[int, int, int]


@lru_cache(maxsize=256)
def typeface(name: str, size: int) -> ImageFont.FreeTypeFont:
    path, index = _FACES[name]
    if not path.exists():
        path, index = _FACES["semi"]
    return ImageFont.truetype(str(path), max(8, size), index=index)


class Sheet:
    """A page drawn on in pixels; ``print`` returns where the text ends."""

    def __init__(self, size: tuple[int, int], tint: Ink, rng: random.Random) -> None:
        grain = Image.effect_noise((size[0] // 3, size[1] // 3), rng.uniform(6, 16)).resize(size)
        self.image = ImageChops.add(
            Image.new("RGB", size, tint),
            Image.merge("RGB", [grain.point([max(0, v - 118) // 3 for v in range(256)])] * 3),
        )
        self.draw = ImageDraw.Draw(self.image)
        step = rng.randrange(26, 60)
        shade = tuple(max(0, value - rng.randrange(8, 22)) for value in tint)
        for offset in range(-size[1], size[0], step):
            points = [(offset + y + 14 * math.sin(y / 41), y) for y in range(0, size[1], 12)]
            self.draw.line(points, fill=shade, width=2)

    def print(  # noqa: PLR0917 - as one says it: where, what, in what
        self, x: float, y: float, words: str, face: str, size: float, ink: Ink, gap: float = 0.0
    ) -> float:
        font = typeface(face, round(size))
        if not gap:
            self.draw.text((x, y), words, font=font, fill=ink, anchor="lm")
            return x + font.getlength(words)
        for char in words:
            self.draw.text((x, y), char, font=font, fill=ink, anchor="lm")
            x += font.getlength(char) + gap
        return x

    def lines(self, words: str, face: str, size: float, room: float) -> list[str]:
        font, out = typeface(face, round(size)), [""]
        for char in words:
            if font.getlength(out[-1] + char) > room and char not in "，。；、）)：":
                out.append("")
            out[-1] += char
        return out


def draw_portrait(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    wide, tall = size
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (wide * 0.02, tall * 0.72, wide * 0.98, tall * 1.3), radius=wide // 4, fill=(50, 60, 80, 255)
    )
    draw.ellipse(
        (wide * 0.2, tall * 0.08, wide * 0.8, tall * 0.78), fill=(210 + rng.randrange(20), 172, 146, 255)
    )
    draw.pieslice((wide * 0.17, tall * 0.02, wide * 0.83, tall * 0.6), 180, 360, fill=(28, 26, 26, 255))
    return image
