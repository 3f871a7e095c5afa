"""The process that decodes pictures and reads PDFs: no keys, no database, no further file or connection, little memory, few
seconds.

Started by ``pictures`` as ``python -m``; it must import neither Django nor settings. On standard input come a line of JSON
(``format``, ``max_pixels``, ``bytes``; of a PDF ``max_pages``; for a part of a picture ``part``) and so many bytes; back go a line
(``code`` and, where it is empty, ``type`` and ``bytes``) and so many bytes, for a PDF a line alone (``code``, ``start``, ``pages``).
It ends when its input does.
"""

from __future__ import annotations

import encodings
import io
import json
import os
import pkgutil
import resource
import sys
from contextlib import suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from typing import BinaryIO

import pypdf
from PIL import Image
from pypdf import PdfWriter

from yuzhengdai.foundation.files import pdfs
from yuzhengdai.foundation.files.errors import FileRefused
from yuzhengdai.foundation.files.images import part_of, reencode

CPU_S = 12
"""Seconds of processor time a picture may take; the worst that its pixels allow takes about three (docs/performance.md)."""
SMALL_CPU_S = 3
"""The same where fewer pixels are allowed, as to visitors; the worst of 6 million takes below one."""
PDF_CPU_S = 8
"""Seconds of processor time a PDF may take; the most objects that are allowed take about two."""
MEMORY_BYTES = 1024 * 1024 * 1024
"""Address space: libraries about 80 MB, the largest picture allowed below 500 MB."""
_STANDARD_STREAMS = 3


def main() -> None:
    """Answer until the input ends."""
    _load_decoders()
    _limit()
    wanted, given = sys.stdin.buffer, sys.stdout.buffer
    while line := wanted.readline():
        asked = json.loads(line)
        data = wanted.read(asked["bytes"])
        if asked["format"] == "PDF":
            _write(given, _one_pdf(data, asked["max_pages"]), b"")
        else:
            _write(given, *_one(data, asked["format"], asked["max_pixels"], asked.get("part")))


def _seconds(cpu_s: int) -> None:
    """So much processor time from here on; what needs more is ended by the kernel."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


class _NothingMore(MetaPathFinder):
    """Ends the process when a PDF makes the parser load a module: it could not, and would go on without."""

    is_on = False

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Asked for modules that are not loaded yet."""
        if self.is_on:
            os._exit(1)


_NOTHING_MORE = _NothingMore()


def _one_pdf(data: bytes, max_pages: int) -> dict[str, object]:
    _seconds(PDF_CPU_S)
    _NOTHING_MORE.is_on = True
    try:
        return _checked_pdf(data, max_pages)
    finally:
        _NOTHING_MORE.is_on = False


def _checked_pdf(data: bytes, max_pages: int) -> dict[str, object]:
    try:
        start, pages = pdfs.check(data, max_pages=max_pages)
    except pdfs.TooLongError as error:
        return {"code": "file.pdf_pages", "pages": error.pages}
    except FileRefused as error:
        return {"code": error.code}
    return {"code": "", "start": start, "pages": pages}


def _one(
    data: bytes, image_format: str, max_pixels: int | None, part: list[float] | None
) -> tuple[dict[str, object], bytes]:
    _seconds(CPU_S if max_pixels is None else SMALL_CPU_S)
    try:
        if part is None:
            encoded, content_type = reencode(data, image_format, max_pixels=max_pixels)
        else:
            left, top, right, bottom, turned = part
            encoded, content_type = part_of(
                data, image_format, box=(left, top, right, bottom), turned_degrees=int(turned)
            )
    except FileRefused as error:
        return {"code": error.code}, b""
    return {"code": "", "type": content_type, "bytes": len(encoded)}, encoded


def _write(given: BinaryIO, answer: dict[str, object], encoded: bytes) -> None:
    given.write(json.dumps(answer).encode() + b"\n" + encoded)
    given.flush()


def _load_decoders() -> None:
    """Everything that Pillow loads when first used: afterwards no file can be opened."""
    Image.init()
    for image_format in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        Image.new("RGBA" if image_format == "PNG" else "RGB", (8, 8)).save(out, image_format)
        reencode(out.getvalue(), image_format)
    _load_parser()


def _load_parser() -> None:
    """All of pypdf, every codec that its strings may ask for, and what it loads when it meets an encrypted file.

    The parser leaves out what it cannot read: where a codec was missing, an entry of the file would go unseen.
    """
    for package in (pypdf, encodings):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            with suppress(ImportError):  # codecs of other systems
                import_module(found.name)
    sys.meta_path.insert(0, _NOTHING_MORE)
    for algorithm in ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"):
        out = io.BytesIO()
        writer = PdfWriter()
        writer.add_blank_page(72, 72)
        writer.encrypt("", algorithm=algorithm)
        writer.write(out)
        pdfs.check(out.getvalue(), max_pages=1)


def _limit() -> None:
    """No further descriptor (so no file, no connection), no written file, no core, bounded memory."""
    for what, limit in [
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, _STANDARD_STREAMS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main()
