"""Specimen ID cards, both sides, after the layout of GA 461: 85.6 × 54 mm."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

from demo.specimens.canvas import Canvas, Style
from demo.specimens.holders import Person

WIDTH_MM, HEIGHT_MM = 85.6, 54.0
_PX_PER_MM = 20.0
_PLAIN = Style()


def id_front(person: Person, *, portrait: Image.Image | None = None, style: Style = _PLAIN) -> Image.Image:
    """The side with the holder's data, 1712 × 1080 pixels. ``portrait`` replaces the drawn placeholder."""
    rng = random.Random(f"specimen-front:{style.seed}")
    card = _blank(style, rng)
    dx, dy = style.shift
    x_label, x_value = 6.6 + dx, 16.2 + dx + style.label_gap
    rows = (("姓名", 9.4), ("性别", 16.9), ("出生", 23.9), ("住址", 30.9))
    for label, y in rows:
        _label(card, style, x_label, y + dy, label)
    size = 3.3 * style.scale
    _value(card, style, (x_value, 9.4 + dy), person.name, size * 1.18)
    end = _value(card, style, (x_value, 16.9 + dy), person.sex, size)
    x_ethnicity = max(end + 4.5, 27.0 + dx)
    _label(card, style, x_ethnicity, 16.9 + dy, "民族")
    _value(card, style, (x_ethnicity + 8.4 + style.label_gap, 16.9 + dy), person.ethnicity, size)
    _birth(card, style, (x_value, 23.9 + dy), person, size)
    width = style.line_characters * (size + style.tracking) if style.line_characters else 38.5
    width = min(width, 57.0 - x_value)
    for number, line in enumerate(
        card.wrapped(person.address, name=style.value_font, size=size, width=width, gap=style.tracking)
    ):
        _value(card, style, (x_value, 30.9 + dy + number * 5.0 * max(1.0, style.scale)), line, size)
    x = _label(card, style, x_label, 48.6 + dy, "公民身份号码") + rng.uniform(2.0, 4.5)
    digits = {"name": style.digit_font, "size": 3.9 * style.scale, "colour": style.ink}
    natural = card.width(person.number, name=style.digit_font, size=3.9 * style.scale)
    gap = max(0.0, min(rng.uniform(0.0, 0.75), (82.0 - x - natural) / 18))
    card.text(x, 48.6 + dy, person.number, gap=gap, **digits)  # type: ignore[arg-type]
    _portrait(card, portrait, style, (60.6 + dx * 0.5, 7.4 + dy), rng)
    card.specimen_mark(46.0, 4.0, 2.2)
    return card.image


def id_back(person: Person, *, style: Style = _PLAIN) -> Image.Image:
    """The side with the national emblem's place, authority and period, 1712 × 1080 pixels."""
    rng = random.Random(f"specimen-back:{style.seed}")
    card = _blank(style, rng)
    dx, dy = style.shift
    _emblem(card, 13.5 + dx, 14.0 + dy, 8.0)
    ink = style.ink
    card.centred(
        52.0 + dx,
        11.0 + dy,
        "中华人民共和国",
        name="bold",
        size=5.6 * style.scale,
        colour=ink,
        gap=rng.uniform(0.2, 1.4),
    )
    card.centred(
        52.0 + dx,
        20.5 + dy,
        "居民身份证",
        name="bold",
        size=7.4 * style.scale,
        colour=ink,
        gap=rng.uniform(0.4, 2.2),
    )
    size = 3.1 * style.scale
    x = 21.5 + dx
    for label, value, y in (
        ("签发机关", person.authority, 41.0),
        ("有效期限", period(person), 47.6),
    ):
        end = _label(card, style, x, y + dy, label)
        name = style.digit_font if label == "有效期限" else style.value_font
        card.text(
            end + rng.uniform(1.6, 3.4), y + dy, value, name=name, size=size, colour=ink, gap=style.tracking
        )
    card.specimen_mark(52.0, 31.0, 2.6)
    return card.image


def period(person: Person) -> str:
    """The period as it is printed: 2015.03.01-2035.03.01 or 2015.03.01-长期."""
    until = "长期" if person.valid_until is None else f"{person.valid_until:%Y.%m.%d}"
    return f"{person.valid_from:%Y.%m.%d}-{until}"


def placeholder_portrait(width: int, height: int, rng: random.Random) -> Image.Image:
    """Head and shoulders that are nobody's."""
    image = Image.new("RGB", (width, height), (232, 236, 240))
    draw = ImageDraw.Draw(image)
    skin = rng.choice(((224, 190, 160), (208, 168, 138), (236, 204, 178)))
    hair = rng.choice(((30, 26, 24), (50, 40, 34), (90, 90, 92)))
    coat = rng.choice(((40, 60, 90), (70, 70, 76), (110, 50, 50)))
    draw.ellipse((width * 0.06, height * 0.7, width * 0.94, height * 1.5), fill=coat)
    draw.rectangle((width * 0.41, height * 0.58, width * 0.59, height * 0.76), fill=skin)
    draw.ellipse((width * 0.24, height * 0.1, width * 0.76, height * 0.6), fill=hair)
    draw.ellipse((width * 0.28, height * 0.2, width * 0.72, height * 0.67), fill=skin)
    for x in (0.4, 0.6):
        draw.ellipse(
            (width * (x - 0.035), height * 0.4, width * (x + 0.035), height * 0.43), fill=(40, 34, 30)
        )
    draw.arc((width * 0.42, height * 0.48, width * 0.58, height * 0.58), 20, 160, fill=(150, 80, 76), width=3)
    return image


def _blank(style: Style, rng: random.Random) -> Canvas:
    card = Canvas(WIDTH_MM, HEIGHT_MM, _PX_PER_MM, style.tint)
    card.waves(rng, rng.choice(((150, 200, 225), (225, 190, 205), (190, 215, 190))), rng.uniform(0.1, 0.35))
    return card


def _label(card: Canvas, style: Style, x: float, y: float, words: str) -> float:
    gap = style.label_gap if len(words) == 2 else style.label_gap * 0.2
    return card.text(
        x, y, words, name=style.label_font, size=2.75 * style.scale, colour=style.label_colour, gap=gap
    )


def _value(card: Canvas, style: Style, at: tuple[float, float], words: str, size: float) -> float:
    return card.text(*at, words, name=style.value_font, size=size, colour=style.ink, gap=style.tracking)


def _birth(card: Canvas, style: Style, at: tuple[float, float], person: Person, size: float) -> None:
    born, (x, y) = person.born_on, at
    for value, unit, room in ((born.year, "年", 8.6), (born.month, "月", 4.6), (born.day, "日", 4.6)):
        end = card.text(x, y, str(value), name=style.digit_font, size=size, colour=style.ink)
        x = max(end + 0.8, x + room)
        x = (
            card.text(x, y, unit, name=style.label_font, size=2.75 * style.scale, colour=style.label_colour)
            + 1.6
        )


def _portrait(
    card: Canvas, portrait: Image.Image | None, style: Style, at: tuple[float, float], rng: random.Random
) -> None:
    width, height = round(21.0 * card.k), round(26.2 * card.k)
    picture = portrait or placeholder_portrait(width, height, rng)
    scale = max(width / picture.width, height / picture.height)
    picture = picture.convert("RGB").resize(
        (math.ceil(picture.width * scale), math.ceil(picture.height * scale))
    )
    left, top = (picture.width - width) // 2, max(0, (picture.height - height) // 3)
    picture = picture.crop((left, top, left + width, top + height))
    card.image.paste(picture, (round(at[0] * card.k), round(at[1] * card.k)))


def _emblem(card: Canvas, x: float, y: float, radius: float) -> None:
    """A red disc where the national emblem stands on a real card."""
    box = [(value) * card.k for value in (x - radius, y - radius, x + radius, y + radius)]
    card.draw.ellipse(box, fill=(205, 60, 50), outline=(214, 160, 60), width=round(0.5 * card.k))
    inner = [
        value * card.k
        for value in (x - radius * 0.55, y - radius * 0.55, x + radius * 0.55, y + radius * 0.55)
    ]
    card.draw.ellipse(inner, outline=(230, 180, 90), width=round(0.6 * card.k))
