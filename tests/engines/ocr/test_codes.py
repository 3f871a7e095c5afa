"""QR codes in pictures as a phone or a screenshot has them: found straight, turned and small; nothing where there is none."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from engines.contract import BadPicture
from engines.ocr.codes import codes_of
from engines.ocr.pictures import decode

ADDRESS = "https://finance.example.cn/app/scan/?c=" + "0123456789abcdef" * 3


def shot(*, scale: int = 6, turned: float = 0, kind: str = "PNG") -> bytes:
    code = io.BytesIO()
    segno.make(ADDRESS, micro=False).save(code, kind="png", scale=scale)
    screen = Image.new("RGB", (1200, 900), "#e6efef")
    screen.paste(Image.open(code).convert("RGB").rotate(turned, expand=True, fillcolor="#e6efef"), (300, 200))
    out = io.BytesIO()
    screen.save(out, kind, quality=70)
    return out.getvalue()


@pytest.mark.parametrize("turned", [0, 12, 90, 200])
@pytest.mark.parametrize("scale", [3, 6])
def test_the_code_on_a_screen_is_read(scale: int, turned: float) -> None:
    assert codes_of(decode(shot(scale=scale, turned=turned))) == [ADDRESS]


def test_a_jpeg_is_read() -> None:
    assert codes_of(decode(shot(kind="JPEG"))) == [ADDRESS]


def test_no_code_is_no_text() -> None:
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(blank, "PNG")
    assert codes_of(decode(blank.getvalue())) == []


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(BadPicture):
        decode(b"no picture")
