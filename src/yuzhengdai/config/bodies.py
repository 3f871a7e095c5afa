"""A WSGI layer in front of Django: stalled uploads never take every thread, and no answer tells which server this is.

A thread that waits for a body is lost to everybody else until its sender goes on or goes away; the server has no time-out for
that (a proxy does, see docs/deployment.md). So only some of a process's threads may wait for bodies at once; who comes on top
is told to try again, and pages without a body are served meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SERVER_NAME = "web"
_BUSY = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>请稍后再试</title>'
    "<h1>正在上传的人较多</h1><p>请稍后再试，您填写的内容还在原来的页面上。</p></html>"
).encode()


class _Body:
    """The body of one request; gives its place back when it was read to the end, and at the end of the request."""

    def __init__(self, stream: Any, length: int, places: threading.Semaphore) -> None:
        self._stream, self._left, self._places = stream, length, places
        self._lock = threading.Lock()
        self._has_place = True

    def read(self, size: int = -1) -> bytes:
        """As the stream does."""
        return self._counted(self._stream.read(size) if size >= 0 else self._stream.read())

    def readline(self, size: int = -1) -> bytes:
        """As the stream does."""
        return self._counted(self._stream.readline(size) if size >= 0 else self._stream.readline())

    def readlines(self, hint: int = -1) -> list[bytes]:
        """As the stream does."""
        return list(self)

    def __iter__(self) -> _Body:
        return self

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def done(self) -> None:
        """Give the place back, once."""
        with self._lock:
            if self._has_place:
                self._has_place = False
                self._places.release()

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left <= 0 or not data:
            self.done()
        return data


class BoundedBodies:
    """Wraps an application; ``at_once`` threads of this process may wait for bodies at the same time."""

    def __init__(self, application: Application, *, at_once: int) -> None:
        self._application = application
        self._places = threading.Semaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer 503 while all places are taken, or go on."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            kept = [pair for pair in headers if pair[0].lower() != "server"]
            return start_response(status, [*kept, ("Server", SERVER_NAME)], *rest)

        length = _length(environ)
        if not length:
            return self._application(environ, start)
        if not self._places.acquire(blocking=False):
            # The body was not read: the connection cannot be used again.
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "10"),
                       ("Content-Length", str(len(_BUSY))), ("Cache-Control", "no-store"),
                       ("Connection", "close")]  # fmt: skip
            start("503 Service Unavailable", headers)
            return [_BUSY]
        body = _Body(environ["wsgi.input"], length, self._places)
        environ["wsgi.input"] = body
        try:
            return self._application(environ, start)
        finally:
            body.done()


def _length(environ: dict[str, Any]) -> int:
    """Announced bytes; without an announcement (chunked) as many as there may be; 0 where no body comes."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return 2**63
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0
