"""The WSGI application. Started by scripts/run.py under granian with SANDBOX_FILE (address and key) and SANDBOX_DATA (folder)."""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from sandbox.bank import Bank
from sandbox.contract import Question, Refusal, Signer
from sandbox.facts import Facts
from sandbox.faults import Faults
from sandbox.province import Province, load
from sandbox.sources import Sources

MAX_BODY = 16 * 1024 * 1024
JSON = "application/json; charset=utf-8"
_REASONS = {
    200: "OK",
    401: "Unauthorized",
    404: "Not Found",
    413: "Too Large",
    422: "Unprocessable",
    500: "Error",
}
Handler = Callable[[Question], dict[str, Any]]
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


class ClosedConnection(Exception):
    """Raised while the body is made: the server then drops the connection without an answer."""


class Sandbox:
    """Routes → sources, behind signatures and faults."""

    def __init__(
        self, *, signer: Signer, province: Province, bank: Bank, faults: Faults | None = None
    ) -> None:
        facts = Facts(province)
        self.faults = faults or Faults(more=facts.faults)
        self._signer = signer
        sources = Sources(province)
        self._routes: dict[str, tuple[str, Handler]] = {
            "/identity/check": ("identity", sources.person),
            "/gov-data/enterprise": ("register", sources.enterprise),
            "/gov-data/elements": ("register", sources.elements),
            "/gov-data/electricity": ("electricity", sources.electricity),
            "/gov-data/social-insurance": ("social_insurance", sources.social_insurance),
            "/bank-transfer/send": ("bank_transfer", bank.send),
            "/bank-transfer/state": ("bank_transfer", bank.state),
            **facts.routes,
            "/control/faults": ("", self.faults.control),
            "/control/transfers": ("", bank.newest),
        }
        self._numbers = itertools.count(1)
        self._started = int(time.time())

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        source, handler = self._routes.get(path, ("", None))
        try:
            body = _read(environ)
            if environ.get("REQUEST_METHOD") == "GET" and path == "/ready":
                return _respond(start_response, 200, b'{"ready":true}')
            fault = self.faults.of(source)
            if fault != "off":
                spoiled = self._spoil(source, fault, start_response)
                if spoiled is not None:
                    return spoiled
            return self._answer(environ, start_response, path, handler, body)
        except Refusal as refusal:
            return _respond(start_response, refusal.status, _error(refusal))
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return _respond(start_response, 500, b"{}")

    def _answer(
        self, environ: Environ, start_response: StartResponse, path: str, handler: Handler | None, body: bytes
    ) -> Iterable[bytes]:
        told = {
            "key_id": str(environ.get("HTTP_X_YZD_KEY_ID", "")),
            "timestamp": str(environ.get("HTTP_X_YZD_TIMESTAMP", "")),
            "nonce": str(environ.get("HTTP_X_YZD_NONCE", "")),
            "signature": str(environ.get("HTTP_X_YZD_SIGNATURE", "")),
        }
        nonce = self._signer.check(
            method=str(environ.get("REQUEST_METHOD", "")), path=path, headers=told, body=body
        )
        status = 200
        try:
            if handler is None:
                raise Refusal("no_such_path", status=404)
            answer = handler(Question(_parse(body)))
            answer.setdefault("reference", f"SBX-{self._started}-{next(self._numbers)}")
            raw = json.dumps(answer, ensure_ascii=False).encode()
        except Refusal as refusal:
            status, raw = refusal.status, _error(refusal)
        signed = self._signer.answer_headers(status=status, path=path, nonce=nonce, body=raw)
        return _respond(start_response, status, raw, signed)

    def _spoil(self, source: str, fault: str, start_response: StartResponse) -> Iterable[bytes] | None:
        """What a faulty source does; None where it answers after all."""
        if fault == "slow":
            self.faults.wait(source)
            return None
        if fault == "500":
            return _respond(start_response, 500, b"<h1>Internal Server Error</h1>", content_type="text/html")
        if fault == "garbage":
            content_type, raw = self.faults.garbage()
            return _respond(start_response, 200, raw, content_type=content_type)
        start_response("200 OK", [("Content-Type", JSON), ("Content-Length", "100")])
        return _Closed()


class _Closed(Iterator[bytes]):
    """A body that cannot be made."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        raise ClosedConnection


def _read(environ: Environ) -> bytes:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Refusal("bad_length") from None
    if length > MAX_BODY:
        raise Refusal("too_large", status=413)
    return bytes(environ["wsgi.input"].read(length)) if length > 0 else b""


def _parse(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("not_json") from None


def _error(refusal: Refusal) -> bytes:
    return json.dumps({"error": {"code": refusal.code, "message": refusal.message}}).encode()


def _respond(
    start_response: StartResponse,
    status: int,
    raw: bytes,
    headers: Iterable[tuple[str, str]] = (),
    content_type: str = JSON,
) -> list[bytes]:
    start_response(
        f"{status} {_REASONS.get(status, 'Answer')}",
        [("Content-Type", content_type), ("Content-Length", str(len(raw))), *headers],
    )
    return [raw]


def from_environment() -> Sandbox:
    """The sandbox that scripts/run.py starts."""
    service = json.loads(Path(os.environ["SANDBOX_FILE"]).read_text(encoding="utf-8"))
    folder = Path(os.environ["SANDBOX_DATA"])
    return Sandbox(
        signer=Signer(key_id=service["key_id"], secret=service["secret"]),
        province=load(folder / "province.json"),
        bank=Bank(folder / "transfers.json"),
    )


def _end_with(parent: int) -> None:
    """A worker that lost its server would go on listening beside the next one, with faults and transfers of its own."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if "SANDBOX_FILE" in os.environ:
    application = from_environment()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
