"""A key a use: blind indexes, keyed hashes by purpose and SM4 share none; what was stored before is still read."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests import factories
from yuzhengdai.domain.accounts.models import RecoveryCode
from yuzhengdai.domain.accounts.second_factor import (
    recovery_code_use,
    second_factor_begin,
    second_factor_confirm,
)
from yuzhengdai.foundation.core import keyring
from yuzhengdai.foundation.core.actors import SYSTEM

FIELD_KEY, INDEX_KEY = bytes(range(32)), bytes(range(32, 64))
"""As the settings of the tests have them."""


def hkdf(key: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869 by hand, one block."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()[:length]


def test_a_keyed_hash_has_a_key_of_its_purpose() -> None:
    key = hkdf(INDEX_KEY, b"yuzhengdai|keyed-hash|accounts.code", 32)
    assert (
        keyring.keyed_hash("accounts.code", "123456") == hmac.new(key, b"123456", hashlib.sha256).hexdigest()
    )
    assert keyring.keyed_hash("a", "b|c") != keyring.keyed_hash("a|b", "c")
    assert keyring.keyed_hash("a", "b") != keyring.blind_index("a", "b")


def test_blind_indexes_are_as_they_were() -> None:
    """Rows are found by them; changing them would need every row to be written anew."""
    expected = hmac.new(INDEX_KEY, b"tag|value", hashlib.sha256).hexdigest()
    assert keyring.blind_index("tag", "value") == expected


def sm4(key: bytes, nonce: bytes, row: Any, plain: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(b"tag|" + row.bytes)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def test_sm4_has_a_key_of_its_own(settings: Any) -> None:
    settings.FIELD_CIPHER = "SM4-GCM"
    row = uuid4()
    stored = keyring.encrypt("示例".encode(), tag="tag", row_id=row)
    key = hkdf(FIELD_KEY, b"yuzhengdai|sm4-gcm", 16)
    assert stored[:3] == bytes([3, 0, 1])
    assert stored[15:] == sm4(key, stored[3:15], row, "示例".encode())
    assert keyring.decrypt(stored, tag="tag", row_id=row) == "示例".encode()
    with pytest.raises(keyring.DecryptionFailed):
        keyring.decrypt(b"\x02" + stored[1:], tag="tag", row_id=row)


def test_sm4_values_of_before_are_read(settings: Any) -> None:
    row, nonce = uuid4(), b"n" * 12
    old = bytes([2, 0, 1]) + nonce + sm4(FIELD_KEY[:16], nonce, row, b"old")
    for cipher in ("SM4-GCM", "AES-256-GCM"):
        settings.FIELD_CIPHER = cipher
        assert keyring.decrypt(old, tag="tag", row_id=row) == b"old"


@pytest.mark.django_db
def test_recovery_codes_on_paper_from_before_still_open(monkeypatch: pytest.MonkeyPatch) -> None:
    user = factories.user()
    second_factor_begin(user=user)
    import pyotp

    from yuzhengdai.domain.accounts.models import SecondFactor

    secret = str(SecondFactor.objects.get(user=user).secret)
    code, *_ = second_factor_confirm(actor=SYSTEM, user=user, code=pyotp.TOTP(secret).now())
    before = hmac.new(
        INDEX_KEY, f"accounts.recovery_code|{user.pk}|{code.replace('-', '')}".encode(), hashlib.sha256
    ).hexdigest()
    row = RecoveryCode.objects.get(
        code_hash=keyring.keyed_hash("accounts.recovery_code", f"{user.pk}|{code.replace('-', '')}")
    )
    RecoveryCode.objects.filter(pk=row.pk).update(code_hash=before)
    assert recovery_code_use(actor=SYSTEM, user=user, code=code) == 9
