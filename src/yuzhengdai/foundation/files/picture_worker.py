"""The process that decodes pictures: no keys, no database, no further file or connection, little memory, few seconds.

Started by ``pictures`` as ``python -m``; it must import neither Django nor settings. On standard input come a line of JSON
(``format``, ``max_pixels``, ``bytes``) and so many bytes; back go a line (``code`` and, where it is empty, ``type`` and ``bytes``)
and so many bytes. It ends when its input does.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import BinaryIO

from PIL import Image

from yuzhengdai.foundation.files.errors import FileRefused
from yuzhengdai.foundation.files.images import reencode

CPU_S = 12
"""Seconds of processor time a picture may take; the worst that its pixels allow takes about three (docs/performance.md)."""
SMALL_CPU_S = 3
"""The same where fewer pixels are allowed, as to visitors; the worst of 6 million takes below one."""
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
        answer, encoded = _one(wanted.read(asked["bytes"]), asked["format"], asked["max_pixels"])
        _write(given, answer, encoded)


def _one(data: bytes, image_format: str, max_pixels: int | None) -> tuple[dict[str, object], bytes]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + (CPU_S if max_pixels is None else SMALL_CPU_S)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    try:
        encoded, content_type = reencode(data, image_format, max_pixels=max_pixels)
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
