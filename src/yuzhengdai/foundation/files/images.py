"""Pictures: decoded within limits, turned upright, stripped of everything but their pixels, encoded anew."""

from __future__ import annotations

import io
import warnings

import pillow_heif
from PIL import Image, ImageOps

from yuzhengdai.foundation.files.errors import FileRefused

MAX_JPEG_PIXELS = 60_000_000
"""JPEG is decoded at a smaller scale where it is large, so that more pixels cost no more memory."""
MAX_PIXELS = 25_000_000
MAX_SIDE_PX = 20_000
MIN_SIDE_PX = 8
KEPT_SIDE_PX = 4096
"""Longer sides are scaled down to this; enough to read an A4 page at 350 dpi."""
_JPEG_QUALITY = 88

# Photographs of iPhones; one thread, for a web process has other requests.
pillow_heif.options.DECODE_THREADS = 1
pillow_heif.register_heif_opener(thumbnails=False)

_BROKEN = "这张图片无法打开，可能不完整或已损坏，请重新拍照或另存后再上传"


def reencode(data: bytes, image_format: str) -> tuple[bytes, str]:
    """(bytes, content type) of a clean picture made from the pixels of ``data`` alone.

    ``image_format`` is Pillow's name as sniffed (JPEG, PNG, WEBP, HEIF). Raises FileRefused for broken, tiny and huge pictures;
    the size in pixels is read from the header, before anything is decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[image_format]) as opened:
                _check_size(opened)
                picture = _upright(opened)
            return _encode(picture, image_format)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:  # the decoders raise whatever a crafted file leads them to
        raise FileRefused("file.image_broken", _BROKEN) from None


def _check_size(picture: Image.Image) -> None:
    width, height = picture.size
    limit = MAX_JPEG_PIXELS if picture.format == "JPEG" else MAX_PIXELS
    if width * height > limit or max(width, height) > MAX_SIDE_PX:
        raise _too_large()
    if min(width, height) < MIN_SIDE_PX:
        raise FileRefused("file.image_tiny", "这张图片太小，看不清内容，请上传清晰的图片")


def _too_large() -> FileRefused:
    return FileRefused("file.image_pixels", "这张图片的尺寸太大，请缩小后再上传（长边不超过 8000 像素为宜）")


def _upright(opened: Image.Image) -> Image.Image:
    if opened.format == "JPEG":
        opened.draft("RGB", (KEPT_SIDE_PX, KEPT_SIDE_PX))
    opened.load()
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((KEPT_SIDE_PX, KEPT_SIDE_PX), Image.Resampling.LANCZOS)
    return picture


def _encode(picture: Image.Image, image_format: str) -> tuple[bytes, str]:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    keeps_png = image_format == "PNG" or has_alpha
    mode = ("RGBA" if has_alpha else "RGB") if picture.mode not in {"L", "RGB", "RGBA"} else picture.mode
    # A new image takes the pixels over and nothing else: no EXIF, no place, no colour profile, no comments.
    clean = Image.new(mode, picture.size)
    clean.paste(picture.convert(mode))
    out = io.BytesIO()
    if keeps_png:
        clean.save(out, "PNG", compress_level=6)
    else:
        clean.save(out, "JPEG", quality=_JPEG_QUALITY, progressive=True)
    encoded = out.getvalue()
    with Image.open(io.BytesIO(encoded)) as check:
        check.verify()
    return encoded, "image/png" if keeps_png else "image/jpeg"
