"""Papers of the demo province: small PDFs and pictures that say 示例 and nothing about anybody."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

_PAGE = (595, 842)
_CARD = (856, 540)
_FONT = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> >>"
)
_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
    b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)
_INK, _PAPER, _LINE = (40, 52, 60), (247, 249, 248), (150, 168, 172)


def sample_pdf(title: str, lines: list[str]) -> bytes:
    """A one-page PDF. Its font is one of the predefined Chinese ones, which every reader replaces by its own."""
    text = [(72, 770, 18, title), (72, 742, 11, "示例材料 · 开源演示环境，不是真实文件")]
    text += [(72, 704 - 22 * number, 12, line) for number, line in enumerate(lines)]
    content = "".join(
        f"BT /F1 {size} Tf {x} {y} Td <{_hex(words)}> Tj ET\n" for x, y, size, words in text
    ).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_PAGE[0]} {_PAGE[1]}] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%bendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
        _FONT,
        _DESCRIPTOR,
    ]
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table_at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % start for start in starts)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table_at))
    return out.getvalue()


def _hex(words: str) -> str:
    return words.encode("utf-16-be").hex()


_FACE = (480, 480)


@lru_cache(maxsize=16)
def sample_picture(kind: str, mark: str = "") -> bytes:
    """A picture in the shape of an ID card's side, a licence, a letter or a live face, as a JPEG.

    The same for everybody but for ``mark`` (Latin letters and digits), which is drawn on it.
    """
    if kind == "face_reference":
        return _drawn_face()
    size = _CARD if kind.startswith("id_") else (1000, 1400)
    image = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((12, 12, width - 12, height - 12), outline=_LINE, width=3)
    font = ImageFont.load_default(size=46)
    small = ImageFont.load_default(size=26)
    words = {
        "id_front": "ID CARD · PORTRAIT SIDE",
        "id_back": "ID CARD · EMBLEM SIDE",
        "licence": "BUSINESS LICENCE",
        "letter": "LETTER OF AUTHORITY",
    }[kind]
    draw.text((60, 56), words, fill=_INK, font=font)
    draw.text((60, 122), "SAMPLE - demo province, not a real paper", fill=_INK, font=small)
    if mark:
        draw.text((width - 240, height - 64), mark, fill=_INK, font=small)
    for number in range((height - 260) // 56):
        right = width - 80 - (number * 97) % 240 - (260 if kind == "id_front" else 0)
        draw.line((60, 200 + number * 56, right, 200 + number * 56), fill=_LINE, width=12)
    if kind == "id_front":
        draw.rectangle((width - 280, 180, width - 80, 430), outline=_LINE, width=3)
        draw.ellipse((width - 225, 210, width - 135, 310), fill=_LINE)
        draw.pieslice((width - 255, 320, width - 105, 520), 180, 360, fill=_LINE)
    return _jpeg(image)


def _drawn_face() -> bytes:
    image = Image.new("RGB", _FACE, (226, 232, 230))
    draw = ImageDraw.Draw(image)
    draw.ellipse((150, 90, 330, 310), fill=_LINE)
    draw.pieslice((70, 330, 410, 700), 180, 360, fill=_LINE)
    draw.text((60, 28), "SAMPLE - drawn, nobody's face", fill=_INK, font=ImageFont.load_default(size=24))
    return _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()
