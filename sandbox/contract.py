"""What every source shares: refusals, reading a question, signatures of both directions."""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

SCHEME = "YZD1-HMAC-SHA256"
SKEW_SECONDS = 300
KEEP_NONCES_SECONDS = 2 * SKEW_SECONDS
_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)


class Refusal(Exception):
    """The question does not keep the contract: answered with ``status`` and ``code``."""

    def __init__(self, code: str, *, status: int = 422, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.message = message


class Question:
    """A JSON object as it was asked."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, dict):
            raise Refusal("not_an_object")
        self._data: dict[str, Any] = data

    def text(self, name: str, *, pattern: str = r"[^\x00-\x1f]{1,200}", is_optional: bool = False) -> str:
        """A text that matches; "" where an optional one is absent or empty."""
        value = self._data.get(name, "")
        if is_optional and value in {"", None}:
            return ""
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Refusal(f"bad_{name}")
        return value

    def has(self, name: str) -> bool:
        """Whether something was given."""
        return bool(self._data.get(name))


class Signer:
    """Checks requests and signs answers under one key. Safe between threads."""

    def __init__(self, *, key_id: str, secret: str, wall_clock: Callable[[], float] = time.time) -> None:
        self._key_id = key_id
        self._secret = secret.encode()
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self._seen: dict[str, float] = {}

    def check(self, *, method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
        """The request's nonce. Raises Refusal 401 for what is unsigned, stale, changed or replayed."""
        timestamp, nonce = headers.get("timestamp", ""), headers.get("nonce", "")
        if not hmac.compare_digest(headers.get("key_id", "").encode(), self._key_id.encode()):
            raise Refusal("unknown_key", status=401)
        if not _TIME.fullmatch(timestamp) or abs(int(timestamp) - self._wall_clock()) > SKEW_SECONDS:
            raise Refusal("bad_timestamp", status=401)
        if not _NONCE.fullmatch(nonce):
            raise Refusal("bad_nonce", status=401)
        expected = self._sign("REQUEST", method, path, timestamp, nonce, hashlib.sha256(body).hexdigest())
        if not hmac.compare_digest(headers.get("signature", "").encode(), expected.encode()):
            raise Refusal("bad_signature", status=401)
        # Last, so that nobody without the key can use nonces up.
        if not self._is_first_use(nonce):
            raise Refusal("replayed", status=401)
        return nonce

    def answer_headers(self, *, status: int, path: str, nonce: str, body: bytes) -> list[tuple[str, str]]:
        """Headers that bind an answer to its request."""
        timestamp = str(int(self._wall_clock()))
        signature = self._sign(
            "ANSWER", str(status), path, timestamp, nonce, hashlib.sha256(body).hexdigest()
        )
        return [
            ("X-Yzd-Timestamp", timestamp),
            ("X-Yzd-Nonce", nonce),
            ("X-Yzd-Signature", signature),
        ]

    def _sign(self, *lines: str) -> str:
        return hmac.new(self._secret, "\n".join((SCHEME, *lines)).encode(), hashlib.sha256).hexdigest()

    def _is_first_use(self, nonce: str) -> bool:
        now = self._wall_clock()
        with self._lock:
            if len(self._seen) > 10_000:
                self._seen = {key: at for key, at in self._seen.items() if now - at < KEEP_NONCES_SECONDS}
            is_first = now - self._seen.get(nonce, -KEEP_NONCES_SECONDS) >= KEEP_NONCES_SECONDS
            if is_first:
                self._seen[nonce] = now
            return is_first
