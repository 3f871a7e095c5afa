"""Signatures of calls between the platform and outside systems, both ways (docs/integrations.md, 「签名」).

A request is signed over method, path, time, nonce and the digest of its body; the answer over status, path, time, the
request's own nonce and the digest of its body, so that an answer kept from another question never passes. HMAC-SHA256,
lower-case hex; times are whole seconds since 1970 (UTC) and may be ``SKEW_SECONDS`` off.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from typing import Final

SCHEME: Final = "YZD1-HMAC-SHA256"
KEY_HEADER: Final = "X-Yzd-Key-Id"
TIME_HEADER: Final = "X-Yzd-Timestamp"
NONCE_HEADER: Final = "X-Yzd-Nonce"
SIGNATURE_HEADER: Final = "X-Yzd-Signature"
SKEW_SECONDS: Final = 300

_TIME: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def new_nonce() -> str:
    """32 hex digits, never used twice."""
    return secrets.token_hex(16)


def request_signature(secret: str, *, method: str, path: str, timestamp: int, nonce: str, body: bytes) -> str:
    """Signature of a request; ``path`` as it stands in the request line, without a query (there is none)."""
    return _sign(secret, "REQUEST", method.upper(), path, str(timestamp), nonce, _digest(body))


def answer_signature(secret: str, *, status: int, path: str, timestamp: int, nonce: str, body: bytes) -> str:
    """Signature of an answer; ``nonce`` is the request's."""
    return _sign(secret, "ANSWER", str(status), path, str(timestamp), nonce, _digest(body))


def request_headers(
    *, key_id: str, secret: str, method: str, path: str, timestamp: int, nonce: str, body: bytes
) -> dict[str, str]:
    """The four headers of a signed request."""
    signature = request_signature(
        secret, method=method, path=path, timestamp=timestamp, nonce=nonce, body=body
    )
    return {
        KEY_HEADER: key_id,
        TIME_HEADER: str(timestamp),
        NONCE_HEADER: nonce,
        SIGNATURE_HEADER: signature,
    }


def is_answer_signed(
    headers: Mapping[str, str], *, secret: str, status: int, path: str, nonce: str, body: bytes, now: int
) -> bool:
    """Whether an answer bears a good signature, is fresh and answers this very request. Header names in any case."""
    found = {name.lower(): value for name, value in headers.items()}
    told_time = found.get(TIME_HEADER.lower(), "")
    if not _TIME.fullmatch(told_time) or abs(int(told_time) - now) > SKEW_SECONDS:
        return False
    expected = answer_signature(
        secret, status=status, path=path, timestamp=int(told_time), nonce=nonce, body=body
    )
    is_same_nonce = _is_equal(found.get(NONCE_HEADER.lower(), ""), nonce)
    return _is_equal(found.get(SIGNATURE_HEADER.lower(), ""), expected) and is_same_nonce


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _sign(secret: str, *lines: str) -> str:
    text = "\n".join((SCHEME, *lines))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _is_equal(told: str, expected: str) -> bool:
    return hmac.compare_digest(told.encode(), expected.encode())
