"""Who signs the phone certificates: the platform's own CA, or a licensed one behind the same calls.

The embedded CA lives in ``domain.certificates.embedded`` because its key is a row. A licensed CA is an adapter of its own,
named by ``ADAPTERS["ca"]`` and ``ADAPTER_PATHS["ca:<name>"]``. Whoever signs, the subject is the platform's: what the applicant
wrote into the request is never handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CertificateOrder:
    """One certificate to be signed.

    ``reference`` is the SHA-256 of the public key in hex: the same reference twice is the same order. ``public_key_der`` is a
    SubjectPublicKeyInfo (P-256), possession of whose private key has been proved. Name and code are those of the verified
    enterprise. Instants are aware.
    """

    reference: str
    enterprise_name: str
    uscc: str
    public_key_der: bytes
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class RevokedSerial:
    """``reason`` is a value of RFC 5280 §5.3.1 in snake case, as "key_compromise"."""

    serial_hex: str
    revoked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SignedList:
    """A certificate revocation list in DER."""

    der: bytes
    number: int
    this_update: datetime
    next_update: datetime


class CaProvider(Protocol):
    """Raises ``ExternalError`` where a CA outside does not answer; nothing is issued or believed then."""

    def issuer_name(self) -> str:
        """Short ASCII name of the issuing CA, part of the address of its revocation list."""
        ...

    def chain_pem(self) -> str:
        """The issuing certificate first, then those above it, the root last."""
        ...

    def issue(self, *, order: CertificateOrder) -> str:
        """The signed certificate in PEM. ``not_after`` may come out earlier than ordered, never later."""
        ...

    def revocation_list(self, *, revoked: Sequence[RevokedSerial]) -> SignedList:
        """A fresh list. The embedded CA signs ``revoked``; a licensed one is told of them and gives its own list."""
        ...
