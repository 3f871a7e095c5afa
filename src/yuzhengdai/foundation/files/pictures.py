"""Pictures and PDFs of strangers are read in a process of their own (``picture_worker``); the web process never runs a decoder or a
parser on them.

One process is kept warm in each web process, for starting one takes longer than most pictures. It takes one file at a time,
others wait; it is replaced after some uses, and whenever it is slow, dies or says something odd.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from yuzhengdai.foundation.files.enums import PDF_HEADER_WITHIN
from yuzhengdai.foundation.files.errors import IMAGE_SENTENCES, PDF_SENTENCES, image_refused, pdf_refused

logger = logging.getLogger(__name__)
SOURCE = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "yuzhengdai.foundation.files.picture_worker"]
USES = 200
"""Files a process reads before another takes its place."""
WALL_S = 30.0
"""A file that is not done by then ends its process."""
QUEUE_S = 20.0
"""How long a file waits for those before it."""
_ANSWER_BYTES = 300
_MOST_PAGES = 10_000_000
T = TypeVar("T")
_ENCODED_BYTES = 128 * 1024 * 1024
_STARTS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


Part = tuple[float, float, float, float, float]
"""Left, top, right, bottom as shares of a picture's sides, and degrees to turn."""


class _BrokenError(Exception):
    """The process died, was ended or said something that it never says."""


class _FailedError(Exception):
    """There was no answer: "busy", "slow" or "process", the ends of the codes of both kinds of file."""


class PictureProcess:
    """One process, used by one thread at a time."""

    def __init__(self) -> None:
        self.uses = 0
        self.is_late = False
        self._owner = os.getpid()
        # Nothing of this process's environment: the keys stand in it.
        self._process = subprocess.Popen(  # noqa: S603 # our own interpreter and module
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8"},
            cwd="/",
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_usable(self) -> bool:
        """Whether it is this process's own, lives, and has uses left."""
        return self._owner == os.getpid() and self._process.poll() is None and self.uses < USES

    def ask(self, data: bytes, asked: dict[str, object], heard: Callable[[IO[bytes]], T]) -> T:
        """What ``heard`` makes of the answer. Raises FileRefused, and _BrokenError when the process is of no use any more."""
        self.uses += 1
        timer = threading.Timer(WALL_S, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            pipe_in, pipe_out = self._pipes()
            pipe_in.write(json.dumps({**asked, "bytes": len(data)}).encode() + b"\n" + data)
            pipe_in.flush()
            return heard(pipe_out)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _BrokenError from error
        finally:
            timer.cancel()

    def end(self) -> int:
        """End it, now; the exit status, negative for a signal. A copy of another process's is only forgotten."""
        if self._owner != os.getpid():
            return 0
        for pipe in self._pipes():
            try:
                pipe.close()
            except OSError:  # what could not be written any more
                continue
        try:
            return self._process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _too_late(self) -> None:
        self.is_late = True
        self._process.kill()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise _BrokenError
        return self._process.stdin, self._process.stdout


def _line(pipe: IO[bytes]) -> dict[str, Any]:
    """What the process said; it may have been taken over by a file, so nothing of it is believed that is not looked at."""
    line = pipe.readline(_ANSWER_BYTES)
    if not line.endswith(b"\n"):
        raise _BrokenError
    said = json.loads(line)
    if not isinstance(said, dict):
        raise _BrokenError
    return said


def _pdf_answer(pipe: IO[bytes], size: int, max_pages: int) -> tuple[int, int]:
    said = _line(pipe)
    code, pages = said["code"], said.get("pages", 0)
    if code and (
        code not in PDF_SENTENCES
        or (code == "file.pdf_pages" and not _is_int(pages, max_pages + 1, _MOST_PAGES))
    ):
        raise _BrokenError
    if code:
        raise pdf_refused(code, pages=pages, limit=max_pages)
    start = said["start"]
    if not _is_int(start, 0, min(PDF_HEADER_WITHIN, size)) or not _is_int(pages, 1, max_pages):
        raise _BrokenError
    return start, pages


def _is_int(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _answer(pipe: IO[bytes]) -> tuple[bytes, str]:
    said = _line(pipe)
    code = said["code"]
    if code:
        if code not in IMAGE_SENTENCES:
            raise _BrokenError
        raise image_refused(code)
    count, content_type = said["bytes"], said["type"]
    if not isinstance(count, int) or not 0 < count <= _ENCODED_BYTES:
        raise _BrokenError
    encoded = pipe.read(count)
    if len(encoded) != count or not encoded.startswith(_STARTS[content_type]):
        raise _BrokenError
    return encoded, content_type


class PictureDesk:
    """The one process of this web process, and the queue before it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: PictureProcess | None = None

    def reencode(
        self, data: bytes, image_format: str, max_pixels: int | None, part: Part | None = None
    ) -> tuple[bytes, str]:
        """See ``reencode`` and ``part_of`` of this module."""
        asked: dict[str, object] = {"format": image_format, "max_pixels": max_pixels, "part": part}
        try:
            return self._asked(data, asked, _answer)
        except _FailedError as error:
            raise image_refused(f"file.image_{error}") from None

    def check_pdf(self, data: bytes, max_pages: int) -> tuple[int, int]:
        """See ``check_pdf`` of this module."""
        asked: dict[str, object] = {"format": "PDF", "max_pages": max_pages}
        try:
            return self._asked(data, asked, lambda pipe: _pdf_answer(pipe, len(data), max_pages))
        except _FailedError as error:
            raise pdf_refused(f"file.pdf_{error}") from None

    def _asked(self, data: bytes, asked: dict[str, object], heard: Callable[[IO[bytes]], T]) -> T:
        if not self._lock.acquire(timeout=QUEUE_S):
            raise _FailedError("busy")
        try:
            return self._ready().ask(data, asked, heard)
        except _BrokenError:
            raise _FailedError(self._why_broken()) from None
        except OSError:
            logger.exception("the process that reads files cannot be started")
            raise _FailedError("process") from None
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def pid(self) -> int | None:
        """Of the process that would take the next picture; None where one is still to be started."""
        return self._process.pid if self._process is not None and self._process.is_usable() else None

    def _ready(self) -> PictureProcess:
        if self._process is None or not self._process.is_usable():
            self.close()
            self._process = PictureProcess()
        return self._process

    def _why_broken(self) -> str:
        process, self._process = self._process, None
        if process is None:
            return "process"
        status = process.end()
        logger.warning("the process that reads files ended with %s", status)
        return "slow" if process.is_late or status == -signal.SIGXCPU else "process"


_desk = PictureDesk()
atexit.register(_desk.close)


def reencode(data: bytes, image_format: str, *, max_pixels: int | None = None) -> tuple[bytes, str]:
    """(bytes, content type) of a clean picture made from the pixels of ``data`` alone, as ``images.reencode`` in a process of its own.

    Raises FileRefused, whatever happens there: also where it is killed, too slow, or cannot be started.
    """
    return _desk.reencode(data, image_format, max_pixels)


def part_of(
    data: bytes, content_type: str, *, box: tuple[float, float, float, float], turned_degrees: int
) -> bytes:
    """A JPEG of a part of a picture that was kept (``images.part_of``), made in the process of its own. Raises FileRefused."""
    image_format = "PNG" if content_type == "image/png" else "JPEG"
    part, _ = _desk.reencode(data, image_format, None, (*box, float(turned_degrees)))
    return part


def check_pdf(data: bytes, *, max_pages: int) -> tuple[int, int]:
    """(where the document begins in ``data``, number of pages) of a PDF that only shows something, as ``pdfs.check``.

    Raises FileRefused, whatever happens in that process.
    """
    return _desk.check_pdf(data, max_pages)
