"""A partner that speaks the signed contract on loopback, and misbehaves when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from yuzhengdai.foundation.integrations import signing

SECRET = "a-secret-that-only-the-tests-know-0123456789"
JSON = "application/json; charset=utf-8"


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Partner:
    """`respond` makes (status, content type, body); `sign` makes the headers of the answer."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    respond: Callable[[Asked], tuple[int, str, bytes]] = lambda asked: (200, JSON, b'{"ok":true}')
    sign: Callable[[Asked, int, bytes], dict[str, str]] = field(default_factory=lambda: good_signature)
    #: "" or "closed" (no answer), "slow" (until `release`), "short" (less than announced)
    fault: str = ""
    release: threading.Event = field(default_factory=threading.Event)

    def answer(self, status: int = 200, body: Any = None, content_type: str = JSON) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.respond = lambda asked: (status, content_type, raw)


def good_signature(asked: Asked, status: int, body: bytes) -> dict[str, str]:
    return signature_of(asked, status, body)


def signature_of(
    asked: Asked, status: int, body: bytes, *, nonce: str | None = None, age: int = 0, secret: str = SECRET
) -> dict[str, str]:
    """Headers of an answer; the keyword arguments make it a bad one."""
    told = nonce or asked.headers["x-yzd-nonce"]
    timestamp = int(time.time()) - age
    signed = signing.answer_signature(
        secret, status=status, path=asked.path, timestamp=timestamp, nonce=told, body=body
    )
    return {
        signing.TIME_HEADER: str(timestamp),
        signing.NONCE_HEADER: told,
        signing.SIGNATURE_HEADER: signed,
    }


@contextmanager
def serve() -> Iterator[Partner]:
    """Run a partner until the block ends."""
    partner = Partner()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, self.rfile.read(length))
            partner.asked.append(asked)
            if partner.fault == "slow":
                partner.release.wait(20)
            if partner.fault in {"slow", "closed"}:
                self.close_connection = True
                return
            status, content_type, body = partner.respond(asked)
            self.send_response(status)
            self.send_header("content-type", content_type)
            for name, value in partner.sign(asked, status, body).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body) + (10 if partner.fault == "short" else 0)))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = partner.fault == "short"

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    partner.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield partner
    finally:
        partner.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
