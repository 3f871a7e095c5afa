"""Signed statements as JSON: whoever has the platform's certificates checks them offline (docs/verify_receipt.py)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from yuzhengdai.domain.signing.models import SigningKey

ALGORITHM = "RSASSA-PKCS1-v1_5 SHA-256"


def signed_bytes(statement: Mapping[str, Any]) -> bytes:
    """What is signed: UTF-8 JSON, keys in order, no blanks. Texts, whole numbers and lists of them only."""
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def statement_signed(*, statement: Mapping[str, Any], key: SigningKey) -> str:
    """The statement, its signature (base64) and the certificate, as the JSON text that is handed out."""
    private = _private(key.fingerprint, str(key.private_key_pem))
    signature = private.sign(signed_bytes(statement), padding.PKCS1v15(), SHA256())
    whole = {
        "statement": dict(statement),
        "signature": {
            "algorithm": ALGORITHM,
            "value": base64.b64encode(signature).decode(),
            "certificate": key.certificate_pem,
            "certificate_sha256": key.fingerprint,
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


@lru_cache(maxsize=4)
def _private(fingerprint: str, pem: str) -> rsa.RSAPrivateKey:
    # We made the key ourselves: checking its primes again takes a third of a second.
    key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"key {fingerprint} is no RSA key")
    return key
