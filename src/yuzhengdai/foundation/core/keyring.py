"""Keys for fields at rest: a versioned ring for encryption, a separate key for blind indexes.

Layout of a stored value: 1 byte cipher, 2 bytes key version (big-endian), 12 bytes nonce, ciphertext and 16-byte tag.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

AES_256_GCM = 1
SM4_GCM = 2
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = 3


class DecryptionFailed(Exception):
    """The stored bytes do not belong to this row and field, or no key of the ring opens them."""


@lru_cache(maxsize=64)
def _key(encoded: str) -> bytes:
    key = base64.urlsafe_b64decode(encoded)
    if len(key) != 32:
        raise ValueError("a field key is 32 bytes, base64url")
    return key


def _ring_key(version: int) -> bytes:
    keys: dict[int, str] = settings.FIELD_KEYS
    try:
        return _key(keys[version])
    except KeyError:
        raise DecryptionFailed(f"no field key of version {version}") from None


def _associated(tag: str, row_id: UUID) -> bytes:
    # The tag and the row are bound, so that a ciphertext moved to another row or column does not open.
    return tag.encode() + b"|" + row_id.bytes


def encrypt(plaintext: bytes, *, tag: str, row_id: UUID) -> bytes:
    """Encrypt with the newest key of the ring, bound to ``tag`` and ``row_id``."""
    version: int = settings.FIELD_KEY_VERSION
    nonce = os.urandom(_NONCE_BYTES)
    aad = _associated(tag, row_id)
    key = _ring_key(version)
    if settings.FIELD_CIPHER == "SM4-GCM":
        header = bytes([SM4_GCM]) + version.to_bytes(2, "big")
        encryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        body = encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag
    else:
        header = bytes([AES_256_GCM]) + version.to_bytes(2, "big")
        body = AESGCM(key).encrypt(nonce, plaintext, aad)
    return header + nonce + body


def decrypt(stored: bytes, *, tag: str, row_id: UUID) -> bytes:
    """Open what ``encrypt`` made. Raises DecryptionFailed when key, row, field or bytes do not fit."""
    cipher, version = stored[0], int.from_bytes(stored[1:_HEADER_BYTES], "big")
    nonce = stored[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
    body = stored[_HEADER_BYTES + _NONCE_BYTES :]
    aad = _associated(tag, row_id)
    key = _ring_key(version)
    try:
        if cipher == SM4_GCM:
            decryptor = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, body[-_TAG_BYTES:])).decryptor()
            decryptor.authenticate_additional_data(aad)
            return decryptor.update(body[:-_TAG_BYTES]) + decryptor.finalize()
        return AESGCM(key).decrypt(nonce, body, aad)
    except InvalidTag:
        raise DecryptionFailed("the stored value was made for another row or field, or was changed") from None


def blind_index(tag: str, value: str) -> str:
    """Keyed fingerprint (64 hex digits) for equality look-ups of an encrypted field; "" stays ""."""
    if not value:
        return ""
    key = _key(settings.BLIND_INDEX_KEY)
    return hmac.new(key, tag.encode() + b"|" + value.encode(), hashlib.sha256).hexdigest()


def keyed_hash(purpose: str, value: str) -> str:
    """Keyed hash (64 hex digits) for things stored only to be compared: codes, addresses, browser marks."""
    return hmac.new(_key(settings.BLIND_INDEX_KEY), f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()
