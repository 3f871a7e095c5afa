"""Keys for fields at rest: a versioned ring for encryption, a separate key for blind indexes.

Every other use has a key of its own, derived by HKDF-SHA256 (RFC 5869) from one of those two with the use as its info: keyed
hashes one a purpose, SM4 one a ring key. What was made before that is still read: SM4 values by their cipher byte, keyed hashes
that outlive a session by ``keyed_hash_before``.

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
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

AES_256_GCM = 1
SM4_GCM_HALVED = 2
"""As written before: SM4 with the first half of the AES key. Read only."""
SM4_GCM = 3
_SM4_BYTES = 16
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


@lru_cache(maxsize=256)
def _derived(encoded: str, info: str, length: int = 32) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"yuzhengdai|{info}".encode()).derive(
        _key(encoded)
    )


def _sm4_key(version: int, cipher: int) -> bytes:
    whole = _ring_key(version)  # refuses an unknown version
    if cipher == SM4_GCM_HALVED:
        return whole[:_SM4_BYTES]
    return _derived(settings.FIELD_KEYS[version], "sm4-gcm", _SM4_BYTES)


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
        encryptor = Cipher(algorithms.SM4(_sm4_key(version, SM4_GCM)), modes.GCM(nonce)).encryptor()
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
        if cipher in {SM4_GCM, SM4_GCM_HALVED}:
            decryptor = Cipher(
                algorithms.SM4(_sm4_key(version, cipher)), modes.GCM(nonce, body[-_TAG_BYTES:])
            ).decryptor()
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
    """Keyed hash (64 hex digits) for things stored only to be compared: codes, addresses, browser marks. A key a purpose."""
    key = _derived(settings.BLIND_INDEX_KEY, f"keyed-hash|{purpose}")
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def keyed_hash_before(purpose: str, value: str) -> str:
    """As ``keyed_hash`` was before each purpose had a key of its own, to recognise what was stored then. Nothing new uses it."""
    return hmac.new(_key(settings.BLIND_INDEX_KEY), f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()
