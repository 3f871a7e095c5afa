"""A phone for tests: key pair, request, signature, as the island makes them in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from yuzhengdai.domain.certificates.services import signed_text

ORIGIN = "http://testserver"


def name(common: str = "phone") -> x509.Name:
    """Any subject: the platform ignores it."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Phone:
    """One key pair."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def csr(self, *, common: str = "phone", algorithm: HashAlgorithm | None = None) -> bytes:
        """PKCS#10 in DER, signed by the key."""
        builder = x509.CertificateSigningRequestBuilder().subject_name(name(common))
        return builder.sign(self.key, algorithm or SHA256()).public_bytes(Encoding.DER)

    def sign(self, challenge: str, *, purpose: str = "login", origin: str = ORIGIN) -> bytes:
        """ECDSA-SHA-256 in DER over what the platform says is signed."""
        text = signed_text(purpose=purpose, origin=origin, challenge=challenge)
        return self.key.sign(text, ec.ECDSA(SHA256()))


def rsa_csr() -> bytes:
    """A request for a key of another kind."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    builder = x509.CertificateSigningRequestBuilder().subject_name(name())
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)
