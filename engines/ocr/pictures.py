"""Decoding what was photographed: bounded in memory, upright by its own account (EXIF), as an OpenCV picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
import pypdfium2
from PIL import Image, ImageOps

from engines.contract import BadPicture

Picture = npt.NDArray[np.uint8]

#: The longest side that is worked on; more detail helps no recogniser.
LONGEST_SIDE_PX: Final = 4000
#: A JPEG is decoded at a fraction of its size where it is larger, other formats are not.
_JPEG_PIXELS: Final = 120_000_000
_OTHER_PIXELS: Final = 50_000_000
_PDF_LONG_SIDE_PX: Final = 2600
#: Leading pages that are looked at for something that is not blank.
_PDF_PAGES: Final = 5
#: Difference from the paper (of 255) that counts as ink, and the share of a page below which it is blank.
_INK: Final = 24
_BLANK_SHARE: Final = 0.002
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "MPO")

pillow_heif.register_heif_opener()


def decode(content: bytes) -> Picture:
    """The first picture of ``decode_pages``."""
    return next(decode_pages(content))


def decode_pages(content: bytes) -> Iterator[Picture]:
    """Colour pictures (BGR) from a JPEG, PNG, WebP or HEIC file, or of the leading pages of a PDF that are not blank, whatever it calls
    itself; at least one, drawn as they are asked for.

    ``BadPicture`` where it is none of these, is broken or would take too much memory.
    """
    try:
        pages = _pdf_pages(content) if b"%PDF-" in content[:1024] else iter((_open(content),))
        while image := next(pages, None):
            picture = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
            # Else the picture would be held twice while it is read.
            del image
            if min(picture.shape[:2]) < 32:
                raise BadPicture("too small to hold anything")
            yield picture
    except BadPicture:
        raise
    except Exception as error:
        # Decoders raise whatever they like; none of it is a fault of ours.
        raise BadPicture(type(error).__name__) from None


def _open(content: bytes) -> Image.Image:
    image: Image.Image = Image.open(io.BytesIO(content), formats=_FORMATS)
    pixels = image.width * image.height
    is_jpeg = image.format in {"JPEG", "MPO"}
    if pixels > (_JPEG_PIXELS if is_jpeg else _OTHER_PIXELS):
        raise BadPicture("too many pixels")
    if is_jpeg:
        image.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    orientation = image.getexif().get(0x0112, 1)
    image.load()
    image = _flat(image)
    if max(image.size) > LONGEST_SIDE_PX:
        image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.BOX)
    if orientation in {2, 3, 4, 5, 6, 7, 8} and image.getexif().get(0x0112, 1) == orientation:
        image = ImageOps.exif_transpose(image)
    return image


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white, the orientation kept."""
    exif = image.getexif()
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        rgba = image.convert("RGBA")
        flat = Image.new("RGB", rgba.size, "white")
        flat.paste(rgba, mask=rgba.getchannel("A"))
    else:
        flat = image if image.mode == "RGB" else image.convert("RGB")
    flat.info["exif"] = exif.tobytes() if exif else b""
    return flat


def _pdf_pages(content: bytes) -> Iterator[Image.Image]:
    """Those of the leading pages that hold anything (scanners put a blank sheet in front, people a letter); the first where none does."""
    document = pypdfium2.PdfDocument(content)
    try:
        is_any = False
        for number in range(min(len(document), _PDF_PAGES)):
            image = _rendered(document[number])
            if not _is_blank(image):
                is_any = True
                yield image
        if not is_any:
            if not len(document):
                raise BadPicture("no page")
            yield _rendered(document[0])
    finally:
        document.close()


def _rendered(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    if not 20 <= min(width, height) <= max(width, height) <= 20_000:
        raise BadPicture("a page of no paper's size")
    bitmap = page.render(scale=_PDF_LONG_SIDE_PX / max(width, height))
    image: Image.Image = bitmap.to_pil()
    return image.convert("RGB").copy()


def _is_blank(image: Image.Image) -> bool:
    """Whether next to nothing differs from the paper; dust and the grey of a scanned empty sheet do not count."""
    shades = np.asarray(image.convert("L").resize((200, 200), Image.Resampling.BOX), np.int16)
    paper = int(np.median(shades))
    return float(np.mean(np.abs(shades - paper) > _INK)) < _BLANK_SHARE


def grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
