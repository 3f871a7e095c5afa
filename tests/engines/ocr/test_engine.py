"""The embedded OCR on photographed specimens (R6, R8): what it reads, what it refuses. `make bench-ocr` is the long form."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.ocr import same, specimen
from benchmarks.specimens import (
    Style,
    enterprise,
    id_back,
    id_front,
    licence,
    person,
    photograph,
    qr_text,
)
from engines.contract import BadPicture
from engines.ocr import Reader, make
from engines.ocr.pictures import decode

pytestmark = [pytest.mark.once, pytest.mark.slow]
HOLDER = person("test")


@pytest.fixture(scope="module")
def reader() -> Reader:
    made = make()
    made.warm_up()
    return made


def read(reader: Reader, kind: str, picture: bytes) -> dict[str, Any]:
    return reader.read(kind=kind, picture=picture, content_type="image/jpeg")


def values(reading: dict[str, Any]) -> dict[str, str]:
    return {name: one["value"] for name, one in reading["fields"].items()}


def wrong(reading: dict[str, Any], truth: dict[str, str]) -> dict[str, tuple[str, str]]:
    got = values(reading)
    return {
        name: (value, got.get(name, ""))
        for name, value in truth.items()
        if not same(value, got.get(name, ""))
    }


def jpeg(image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def small(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2))


@pytest.mark.parametrize("level", ["moderate", "hard"])
@pytest.mark.parametrize("kind", ["id_front", "id_back", "licence"])
def test_photographed_specimens_are_read(reader: Reader, kind: str, level: str) -> None:
    picture, turns, truth = specimen(kind, level, 9001)
    reading = read(reader, kind, picture)
    missed = wrong(reading, truth)
    assert len(missed) <= (1 if level == "hard" and kind == "licence" else 0), missed
    assert not any(reading["fields"][name]["is_sure"] for name in missed if name in {"id_number", "uscc"})
    assert reading["rotated_by"] == (360 - 90 * turns) % 360


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_any_quarter_turn(reader: Reader, turns: int) -> None:
    shot = photograph(id_front(HOLDER), level="moderate", seed=turns, quarter_turns=turns, size=(1600, 1200))
    reading = read(reader, "id_front", shot.jpeg)
    assert wrong(reading, HOLDER.front()) == {}
    assert reading["fields"]["id_number"]["is_sure"]


def test_a_licences_qr_code_confirms_its_code(reader: Reader) -> None:
    subject = enterprise("test", "sole_trader")
    reading = read(reader, "licence", jpeg(licence(subject, style=Style.drawn("t", layout="portrait"))))
    assert reading["qr_text"] == qr_text(subject)
    code = reading["fields"]["uscc"]
    assert (code["value"], code["is_sure"]) == (subject.uscc, True)
    assert wrong(reading, subject.licence()) == {}


def test_a_code_that_its_qr_code_contradicts_is_not_sure(reader: Reader) -> None:
    subject, other = enterprise("one", "company"), enterprise("other", "company")
    page = licence(subject, style=Style.drawn("q", layout="landscape"))
    code = licence(other, style=Style.drawn("q", layout="landscape")).crop((2300, 250, 2720, 680))
    page.paste(code, (2300, 250))
    assert not read(reader, "licence", jpeg(page))["fields"]["uscc"]["is_sure"]


def test_a_number_that_contradicts_the_printed_birth_date_is_not_sure(reader: Reader) -> None:
    card = id_front(HOLDER)
    liar = id_front(person("someone else"))
    # The row of the birth date of another card.
    card.paste(liar.crop((0, 420, 1150, 540)), (0, 420))
    reading = read(reader, "id_front", jpeg(small(card)))
    assert reading["fields"]["id_number"]["value"] == HOLDER.number
    assert not reading["fields"]["id_number"]["is_sure"]
    assert not reading["fields"]["born_on"]["is_sure"]


def test_exif_heic_png_and_pdf(reader: Reader) -> None:
    card = small(id_back(HOLDER))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = jpeg(card.rotate(90, expand=True), exif=exif)
    heic = io.BytesIO()
    pillow_heif.from_pillow(card).save(heic, quality=80)
    png, pdf = io.BytesIO(), io.BytesIO()
    card.convert("RGBA").save(png, "PNG")
    card.save(pdf, "PDF", resolution=200)
    for picture in (turned, heic.getvalue(), png.getvalue(), pdf.getvalue()):
        reading = read(reader, "id_back", picture)
        assert wrong(reading, HOLDER.back()) == {}
        assert reading["rotated_by"] == 0


def test_a_blank_sheet_in_front_of_the_paper(reader: Reader) -> None:
    card = small(id_back(HOLDER))
    for blank in (Image.new("RGB", card.size, "white"), Image.new("RGB", card.size, (236, 235, 232))):
        pdf = io.BytesIO()
        blank.save(pdf, "PDF", resolution=200, save_all=True, append_images=[blank, card])
        assert wrong(read(reader, "id_back", pdf.getvalue()), HOLDER.back()) == {}
    empty = io.BytesIO()
    Image.new("RGB", card.size, "white").save(empty, "PDF", resolution=200)
    assert read(reader, "id_back", empty.getvalue())["fields"] == {}
    shifted = io.BytesIO()
    card.save(shifted, "PDF", resolution=200)
    assert wrong(read(reader, "id_back", b"\xef\xbb\xbf" + shifted.getvalue()), HOLDER.back()) == {}


def test_glare_over_a_digit_is_told(reader: Reader) -> None:
    card = small(id_front(HOLDER))
    good = read(reader, "id_front", jpeg(card))
    assert good["problems"] == []
    wide, tall = card.size
    spot = Image.new("L", card.size, 0)
    left, top = round(wide * 0.62), round(tall * 0.80)
    ImageDraw.Draw(spot).ellipse((left, top, left + wide * 0.10, top + tall * 0.16), fill=255)
    shining = card.convert("RGB")
    shining.paste((255, 255, 255), mask=spot.filter(ImageFilter.GaussianBlur(6)))
    reading = read(reader, "id_front", jpeg(shining))
    assert values(reading).get("id_number") != HOLDER.number
    assert "glare" in reading["problems"]


@pytest.mark.parametrize(
    ("kind", "make_picture", "problem"),
    [
        ("id_back", lambda: small(id_front(HOLDER)), "not_this_paper"),
        ("id_front", lambda: small(id_back(HOLDER)), "not_this_paper"),
        ("licence", lambda: small(id_front(HOLDER)), "not_this_paper"),
        ("id_front", lambda: Image.new("RGB", (900, 600), (180, 180, 180)), "unreadable"),
        ("id_front", lambda: Image.new("RGB", (900, 600), (24, 22, 20)), "dark"),
        ("id_front", lambda: id_front(HOLDER).resize((170, 107)), "too_small"),
        ("id_front", lambda: id_front(HOLDER).filter(ImageFilter.GaussianBlur(13)), "blurred"),
    ],
)
def test_what_is_wrong_with_a_picture(
    reader: Reader, kind: str, make_picture: Callable[[], Image.Image], problem: str
) -> None:
    reading = read(reader, kind, jpeg(make_picture()))
    assert problem in reading["problems"]
    if problem in {"not_this_paper", "unreadable"}:
        assert reading["fields"] == {}


def test_a_card_that_is_cut_off(reader: Reader) -> None:
    card = small(id_front(HOLDER))
    reading = read(reader, "id_front", jpeg(card.crop((0, 0, 560, 500))))
    assert "cut_off" in reading["problems"]
    assert "id_number" not in reading["fields"]


@pytest.mark.parametrize(
    "broken", [b"", b"x", b"\xff\xd8\xff\xe0broken", b"%PDF-1.7 nothing", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture(broken: bytes) -> None:
    with pytest.raises(BadPicture):
        decode(broken)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadPicture):
        decode(out.getvalue())


def test_a_large_jpeg_is_decoded_small() -> None:
    picture = decode(jpeg(Image.new("RGB", (9_000, 6_000), "white")))
    assert max(picture.shape) <= 4000
    assert picture.dtype == np.uint8


def test_specimens_are_the_same_for_the_same_seed() -> None:
    assert specimen("id_back", "clean", 5) == specimen("id_back", "clean", 5)
    assert specimen("id_back", "clean", 5)[0] != specimen("id_back", "clean", 6)[0]
