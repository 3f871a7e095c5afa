"""Keys that speak PKCS#11 (RSA-2048, P-256), through the kept package python-pkcs11."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag
from pkcs11.util.ec import encode_ecdsa_signature

from keyagent.drivers.base import KeyCertificate, KeyTrouble, Trouble


class Pkcs11Driver:
    """One vendor's library; tokens are looked for at every call."""

    def __init__(self, library: str) -> None:
        self._library = pkcs11.lib(library)

    def certificates(self) -> list[KeyCertificate]:
        """Every certificate with an id on every token; the id ties it to its private key."""
        found = []
        try:
            for token in self._tokens():
                with token.open() as session:
                    found += [
                        KeyCertificate(_handle(token, one[Attribute.ID]), bytes(one[Attribute.VALUE]))
                        for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
                        if one[Attribute.ID]
                    ]
        except pkcs11.PKCS11Error as error:
            raise KeyTrouble(Trouble.DRIVER, detail=type(error).__name__) from error
        return found

    def sign(self, handle: str, text: bytes, pin: str) -> bytes:
        """As the driver's interface says."""
        serial, _, object_id = handle.partition("/")
        token = next((one for one in self._tokens() if _serial(one) == serial), None)
        if token is None:
            raise KeyTrouble(Trouble.NO_KEY)
        try:
            with token.open(user_pin=pin) as session:
                key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=bytes.fromhex(object_id))
                return _signed(key, text)
        except pkcs11.PinLocked as error:
            raise KeyTrouble(Trouble.PIN_LOCKED) from error
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
            raise self._wrong_pin(serial) from error
        except pkcs11.NoSuchKey as error:
            raise KeyTrouble(Trouble.NO_CERTIFICATE) from error
        except pkcs11.PKCS11Error as error:
            raise KeyTrouble(Trouble.DRIVER, detail=type(error).__name__) from error

    def _wrong_pin(self, serial: str) -> KeyTrouble:
        """PKCS#11 tells no number: only that the next try is the last, or that there is none left."""
        token = next((one for one in self._tokens() if _serial(one) == serial), None)
        flags = token.flags if token is not None else TokenFlag(0)
        if TokenFlag.USER_PIN_LOCKED in flags:
            return KeyTrouble(Trouble.PIN_LOCKED)
        return KeyTrouble(
            Trouble.PIN_INCORRECT, tries_left=1 if TokenFlag.USER_PIN_FINAL_TRY in flags else None
        )

    def _tokens(self) -> Iterator[Any]:
        """Tokens that are there now and were set up."""
        try:
            for slot in self._library.get_slots(token_present=True):
                token = slot.get_token()
                if TokenFlag.TOKEN_INITIALIZED in token.flags:
                    yield token
        except pkcs11.PKCS11Error as error:
            raise KeyTrouble(Trouble.DRIVER, detail=type(error).__name__) from error


def _signed(key: Any, text: bytes) -> bytes:
    if key.key_type == KeyType.RSA:
        return bytes(key.sign(text, mechanism=Mechanism.SHA256_RSA_PKCS))
    digest = hashlib.sha256(text).digest()
    return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))


def _serial(token: Any) -> str:
    serial = token.serial
    return serial.hex() if isinstance(serial, bytes) else str(serial).encode().hex()


def _handle(token: Any, object_id: bytes) -> str:
    return f"{_serial(token)}/{object_id.hex()}"


def make(library: str, *, allow_simulator: bool) -> Pkcs11Driver:
    """There is no simulator of this kind: SoftHSM2 is a token like others."""
    return Pkcs11Driver(library)
