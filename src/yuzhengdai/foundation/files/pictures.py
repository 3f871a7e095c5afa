"""Pictures of strangers are decoded in a process of their own (``picture_worker``); the web process never runs a decoder on them.

One process is kept warm in each web process, for starting one takes longer than most pictures. It takes one picture at a time,
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
from pathlib import Path
from typing import IO

from yuzhengdai.foundation.files.errors import IMAGE_SENTENCES, image_refused

logger = logging.getLogger(__name__)
SOURCE = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "yuzhengdai.foundation.files.picture_worker"]
USES = 200
"""Pictures a process decodes before another takes its place."""
WALL_S = 30.0
"""A picture that is not done by then ends its process."""
QUEUE_S = 20.0
"""How long a picture waits for those before it."""
_ANSWER_BYTES = 300
_ENCODED_BYTES = 128 * 1024 * 1024
_STARTS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


class _BrokenError(Exception):
    """The process died, was ended or said something that it never says."""


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

    def ask(self, data: bytes, image_format: str, max_pixels: int | None) -> tuple[bytes, str]:
        """(bytes, content type). Raises FileRefused, and _BrokenError when the process is of no use any more."""
        self.uses += 1
        timer = threading.Timer(WALL_S, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            asked = {"format": image_format, "max_pixels": max_pixels, "bytes": len(data)}
            pipe_in, pipe_out = self._pipes()
            pipe_in.write(json.dumps(asked).encode() + b"\n" + data)
            pipe_in.flush()
            return _answer(pipe_out)
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


def _answer(pipe: IO[bytes]) -> tuple[bytes, str]:
    """What the process said; it may have been taken over by a picture, so nothing of it is believed that is not looked at."""
    line = pipe.readline(_ANSWER_BYTES)
    if not line.endswith(b"\n"):
        raise _BrokenError
    said = json.loads(line)
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

    def reencode(self, data: bytes, image_format: str, max_pixels: int | None) -> tuple[bytes, str]:
        """See ``reencode`` of this module."""
        if not self._lock.acquire(timeout=QUEUE_S):
            raise image_refused("file.image_busy")
        try:
            return self._ready().ask(data, image_format, max_pixels)
        except _BrokenError:
            raise image_refused(self._why_broken()) from None
        except OSError:
            logger.exception("the process that decodes pictures cannot be started")
            raise image_refused("file.image_process") from None
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
            return "file.image_process"
        status = process.end()
        logger.warning("the process that decodes pictures ended with %s", status)
        return "file.image_slow" if process.is_late or status == -signal.SIGXCPU else "file.image_process"


_desk = PictureDesk()
atexit.register(_desk.close)


def reencode(data: bytes, image_format: str, *, max_pixels: int | None = None) -> tuple[bytes, str]:
    """(bytes, content type) of a clean picture made from the pixels of ``data`` alone, as ``images.reencode`` in a process of its own.

    Raises FileRefused, whatever happens there: also where it is killed, too slow, or cannot be started.
    """
    return _desk.reencode(data, image_format, max_pixels)


def process_id() -> int | None:
    """The process that takes this web process's next picture; None where one is still to be started."""
    return _desk.pid()
