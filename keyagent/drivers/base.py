"""What every driver does, and what may go wrong with a key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Trouble(StrEnum):
    """Why a key did not do what was asked; the page has a sentence for each."""

    NO_KEY = "no_key"
    NO_CERTIFICATE = "no_certificate"
    PIN_INCORRECT = "pin_incorrect"
    PIN_LOCKED = "pin_locked"
    PIN_CANCELLED = "pin_cancelled"
    BUSY = "busy"
    DRIVER = "driver"


class KeyTrouble(Exception):
    """``tries_left`` where the key tells how often the PIN may still be wrong; ``detail`` is for the agent's own log."""

    def __init__(self, trouble: Trouble, *, tries_left: int | None = None, detail: str = "") -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble = trouble
        self.tries_left = tries_left


@dataclass(frozen=True, slots=True)
class KeyCertificate:
    """A certificate on a key. ``handle`` finds it again; ``der`` is the certificate."""

    handle: str
    der: bytes


class Driver(Protocol):
    """Calls come one at a time. A key may be pulled out between any two: nothing is kept open."""

    def certificates(self) -> list[KeyCertificate]:
        """What lies on the keys that are plugged in; no PIN is needed. Raises KeyTrouble."""
        ...

    def sign(self, handle: str, text: bytes, pin: str) -> bytes:
        """The signature of ``text`` by the key of this certificate: RSA PKCS#1 v1.5 or ECDSA (DER) with SHA-256, SM2 (DER) with SM3.

        Raises KeyTrouble; a wrong PIN counts on the key.
        """
        ...
