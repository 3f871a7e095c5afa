"""Pictures: decoded within limits, turned upright, stripped of everything but their pixels, encoded anew."""

from __future__ import annotations

import io
import math
import warnings

import pillow_heif
from PIL import Image, ImageOps

from yuzhengdai.foundation.files.errors import FileRefused, image_refused

MAX_JPEG_PIXELS = 60_000_000
"""JPEG is decoded at a smaller scale where it is large, so that more pixels cost no more memory."""
MAX_PIXELS = 25_000_000
MAX_SIDE_PX = 20_000
MIN_SIDE_PX = 8
PART_SIDE_PX, PART_HIGHEST_PX, PART_LARGEST = 1200, 600, 3.0
"""A part of a picture is shown at most so long, so high, and so many times enlarged."""
KEPT_SIDE_PX = 4096
"""Longer sides are scaled down to this; enough to read an A4 page at 350 dpi."""
KEPT_PIXELS = KEPT_SIDE_PX * KEPT_SIDE_PX * 3 // 4
"""Long strips (screenshots of whole pages) keep this many pixels instead: by their longer side alone they would lose their print."""
_SIXTEEN_BITS = 257
"""65535 / 255: from 16 bits a sample to 8."""
_JPEG_QUALITY = 88
_JPEGS = frozenset({"JPEG", "MPO"})
"""MPO: a JPEG with further pictures behind the first, as some phones write it; the first one counts."""

# Photographs of iPhones; one thread, for a web process has other requests.
pillow_heif.options.DECODE_THREADS = 1
pillow_heif.register_heif_opener(thumbnails=False)


def reencode(data: bytes, image_format: str, *, max_pixels: int | None = None) -> tuple[bytes, str]:
    """(bytes, content type) of a clean picture made from the pixels of ``data`` alone.

    ``image_format`` is Pillow's name as sniffed (JPEG, PNG, WEBP, HEIF). Raises FileRefused for broken, tiny and huge pictures;
    the size in pixels is read from the header, before anything is decoded. ``max_pixels`` lowers the limit. For uploads see
    ``pictures``: nothing of a stranger is decoded here in a process that serves pages.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[image_format]) as opened:
                _check_size(opened, max_pixels)
                picture = _upright(opened)
            return _encode(picture, image_format)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # the decoders raise whatever a crafted file leads them to
        raise image_refused("file.image_broken") from None


def part_of(
    data: bytes, image_format: str, *, box: tuple[float, float, float, float], turned_degrees: int
) -> tuple[bytes, str]:
    """(JPEG, content type) of a part of a picture that was encoded here: ``box`` left, top, right, bottom as shares (0…1) of its sides,
    then turned counter-clockwise by a multiple of 90. Enlarged or made smaller to what a form can show. Raises FileRefused.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[image_format]) as opened:
            _check_size(opened, None)
            left, top, right, bottom = box
            wide, tall = opened.size
            place = (int(left * wide), int(top * tall), math.ceil(right * wide), math.ceil(bottom * tall))
            if min(place[2] - place[0], place[3] - place[1]) < MIN_SIDE_PX:
                raise image_refused("file.image_broken")
            part = opened.crop(place).convert("RGB").rotate(turned_degrees, expand=True)
    except FileRefused:
        raise
    except Exception:  # the decoders raise whatever a crafted file leads them to
        raise image_refused("file.image_broken") from None
    scale = min(PART_SIDE_PX / max(part.size), PART_HIGHEST_PX / part.height, PART_LARGEST)
    size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    out = io.BytesIO()
    part.resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=_JPEG_QUALITY)
    return out.getvalue(), "image/jpeg"


def _check_size(picture: Image.Image, max_pixels: int | None) -> None:
    width, height = picture.size
    limit = MAX_JPEG_PIXELS if picture.format in _JPEGS else MAX_PIXELS
    limit = min(limit, max_pixels or limit)
    if width * height > limit or max(width, height) > MAX_SIDE_PX:
        raise _too_large()
    if min(width, height) < MIN_SIDE_PX:
        raise image_refused("file.image_tiny")


def _too_large() -> FileRefused:
    return image_refused("file.image_pixels")


def kept_size(width: int, height: int) -> tuple[int, int]:
    """The size in pixels that a picture of this size is kept in; never larger than it is."""
    longer = max(width, height)
    if longer <= KEPT_SIDE_PX:
        return width, height
    scale = min(1.0, max(KEPT_SIDE_PX / longer, math.sqrt(KEPT_PIXELS / (width * height))))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _upright(opened: Image.Image) -> Image.Image:
    size = kept_size(*opened.size)
    if opened.format in _JPEGS:
        opened.draft("RGB", size)
    opened.load()
    picture = _plain(opened)
    # Scaled after the change of mode: palettes and bitmaps can only be thinned out, which eats fine print.
    picture = (
        picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    )
    return ImageOps.exif_transpose(picture)


def _plain(picture: Image.Image) -> Image.Image:
    """The same picture in one of the modes L, RGB and RGBA, eight bits a sample, whatever mode it came in."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return _eight_bits(picture)
    if "A" in picture.getbands() or "a" in picture.getbands() or "transparency" in picture.info:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode in {"L", "RGB"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits or more scaled to eight; a plain ``convert`` would clip it to white."""
    wide = picture if picture.mode == "F" else picture.convert("I")
    _, highest = wide.getextrema()
    if picture.mode == "F" and highest <= 1:  # type: ignore[operator]
        scale = 255.0
    elif picture.mode.startswith("I;16") or highest > 255:  # type: ignore[operator]
        scale = 1 / _SIXTEEN_BITS
    else:
        scale = 1.0
    return wide.point(lambda value: value * scale + 0.5).convert("L")


def _encode(picture: Image.Image, image_format: str) -> tuple[bytes, str]:
    keeps_png = image_format == "PNG" or picture.mode == "RGBA"
    # A new image takes the pixels over and nothing else: no EXIF, no place, no colour profile, no comments.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    if keeps_png:
        clean.save(out, "PNG", compress_level=6)
    else:
        clean.save(out, "JPEG", quality=_JPEG_QUALITY, progressive=True)
    encoded = out.getvalue()
    with Image.open(io.BytesIO(encoded)) as check:
        check.verify()
    return encoded, "image/png" if keeps_png else "image/jpeg"
