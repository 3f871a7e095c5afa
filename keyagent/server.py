"""The little web server on loopback that an allowed page talks to.

Who may: a page whose origin the owner of this PC has allowed, by a request that names this very address as its host (a foreign name
that was made to point here is refused), with JSON, so that browsers ask first. What it does: lists certificates, signs logins.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

from keyagent.drivers.base import Driver, KeyCertificate, KeyTrouble, Trouble
from keyagent.pin import AskPin
from keyagent.text import CHALLENGE, login_text, time_now

logger = logging.getLogger("keyagent")
PORT = 16780
BODY_BYTES = 4096
IDLE_S = 15
_STATUS = {Trouble.NO_KEY: 404, Trouble.NO_CERTIFICATE: 404, Trouble.BUSY: 409, Trouble.PIN_LOCKED: 423}
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass
class Agent:
    """What the requests share: one key is used by one request at a time."""

    driver: Driver
    ask_pin: AskPin
    origins: frozenset[str]
    port: int = PORT
    lock: threading.Lock = field(default_factory=threading.Lock)
    tries_left: dict[str, int] = field(default_factory=dict)

    def certificates(self) -> list[dict[str, str]]:
        """For the page to show. Raises KeyTrouble, NO_KEY where nothing is plugged in."""
        with _held(self.lock):
            found = self.driver.certificates()
        if not found:
            raise KeyTrouble(Trouble.NO_KEY)
        return [_shown(one) for one in found]

    def sign(self, *, origin: str, handle: str, challenge: str) -> dict[str, str]:
        """Ask for the PIN, then sign a login at this origin."""
        with _held(self.lock):
            certificate = next((one for one in self.driver.certificates() if one.handle == handle), None)
            if certificate is None:
                raise KeyTrouble(Trouble.NO_KEY)
            left = self.tries_left.get(handle)
            pin = self.ask_pin(origin, f"PIN 码还可以试 {left} 次。" if left is not None else "")
            time = time_now()
            text = login_text(origin=origin, challenge=challenge, time=time)
            try:
                signature = self.driver.sign(handle, text, pin)
            except KeyTrouble as trouble:
                if trouble.tries_left is not None:
                    self.tries_left[handle] = trouble.tries_left
                raise
            self.tries_left.pop(handle, None)
        return {"certificate": _b64(certificate.der), "signature": _b64(signature), "time": time}


def allowed_origin(text: str) -> str:
    """An origin as browsers name it. Raises ValueError for anything else: https, or http of this very PC."""
    parts = urlsplit(text)
    is_plain = not (parts.path or parts.query or parts.fragment or parts.username) and parts.hostname
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_plain or not is_safe or "*" in text:
        raise ValueError(f"not an origin that may be allowed: {text!r} (https://host[:port])")
    return text.lower()


def make_server(agent: Agent) -> ThreadingHTTPServer:
    """Bound to loopback, not yet serving."""
    handler = type("BoundHandler", (_Handler,), {"agent": agent})
    server = ThreadingHTTPServer(("127.0.0.1", agent.port), handler)
    server.daemon_threads = True
    agent.port = server.server_address[1]
    return server


class _Handler(BaseHTTPRequestHandler):
    agent: Agent
    timeout = IDLE_S
    protocol_version = "HTTP/1.0"
    server_version, sys_version = "keyagent", ""

    def do_OPTIONS(self) -> None:
        """The browser asks before it lets a page speak to this PC (CORS, private and local network access)."""
        if self._is_let_in():
            self._answer(204, None)

    def do_GET(self) -> None:
        if not self._is_let_in():
            return
        if self.path != "/v1/certificates":
            self._answer(404, {"error": "not_found"})
            return
        self._try(lambda: {"certificates": self.agent.certificates()})

    def do_POST(self) -> None:
        if not self._is_let_in():
            return
        if self.path != "/v1/sign":
            self._answer(404, {"error": "not_found"})
            return
        given = self._json()
        if given is not None:
            self._try(lambda: self.agent.sign(origin=self._origin(), **given))

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet; what was done is logged by name."""

    def _origin(self) -> str:
        return str(self.headers.get("Origin", "")).lower()

    def _is_let_in(self) -> bool:
        hosts = {f"{name}:{self.agent.port}" for name in _LOOPBACK}
        is_here = str(self.headers.get("Host", "")).lower() in hosts
        if is_here and self._origin() in self.agent.origins:
            return True
        logger.warning(
            "refused: origin %.80r host %.80r", self.headers.get("Origin"), self.headers.get("Host")
        )
        self._answer(403, {"error": "origin_not_allowed"}, is_open=False)
        return False

    def _json(self) -> dict[str, str] | None:
        """{"handle", "challenge"}; answers itself and returns None for anything else."""
        if self.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            self._answer(415, {"error": "json_only"})
            return None
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 < length <= BODY_BYTES:
                raise ValueError("too long")
            given = json.loads(self.rfile.read(length))
            asked = {name: str(given[name]) for name in ("handle", "challenge")}
            if not CHALLENGE.fullmatch(asked["challenge"]):
                raise ValueError("no challenge")
        except (ValueError, KeyError, TypeError):
            self._answer(400, {"error": "bad_request"})
            return None
        return asked

    def _try(self, do: Any) -> None:
        try:
            made = do()
        except KeyTrouble as trouble:
            logger.warning("%s %s: %s", self.path, self._origin(), trouble)
            said: dict[str, Any] = {"error": trouble.trouble.value, "tries_left": trouble.tries_left}
            self._answer(_STATUS.get(trouble.trouble, 422), said)
        except Exception:
            logger.exception("%s", self.path)
            self._answer(500, {"error": Trouble.DRIVER.value, "tries_left": None})
        else:
            logger.info("%s %s: done", self.path, self._origin())
            self._answer(200, made)

    def _answer(self, status: int, body: dict[str, Any] | None, *, is_open: bool = True) -> None:
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(raw))}
        headers |= {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Origin"}
        if is_open:
            headers["Access-Control-Allow-Origin"] = self._origin()
        if is_open and self.command == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = "GET, POST"
            headers["Access-Control-Allow-Headers"] = "content-type"
            headers["Access-Control-Max-Age"] = "60"
            for name in ("Private-Network", "Local-Network"):
                if self.headers.get(f"Access-Control-Request-{name}") == "true":
                    headers[f"Access-Control-Allow-{name}"] = "true"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


class _held:  # noqa: N801 - reads as a with statement
    """The lock without waiting: a PIN that is being typed elsewhere is said, not queued behind."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=2):
            raise KeyTrouble(Trouble.BUSY)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _shown(one: KeyCertificate) -> dict[str, str]:
    """Whose it is, until when, from whom, and for what."""
    certificate = x509.load_der_x509_certificate(one.der)
    expires = certificate.not_valid_after_utc.astimezone(UTC)
    return {
        "handle": one.handle,
        "certificate": _b64(one.der),
        "enterprise": _name(certificate.subject, x509.NameOID.ORGANIZATION_NAME),
        "issuer": _name(certificate.issuer, x509.NameOID.COMMON_NAME),
        "expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "use": _use(certificate),
    }


def _name(name: x509.Name, first: x509.ObjectIdentifier) -> str:
    for oid in (first, x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)[:100]
    return ""


def _use(certificate: x509.Certificate) -> str:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return "other"
    return "sign" if usage.digital_signature else "encrypt"


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
