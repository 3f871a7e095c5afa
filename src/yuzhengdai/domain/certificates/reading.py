"""Looking at what a phone sends: its request, its certificate, its signature. No database."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yuzhengdai.foundation.core.errors import FieldErrors

CSR_MAX_BYTES = 2048
CERTIFICATE_MAX_CHARACTERS = 8192
_BAD_CSR = "证书申请没有通过检查，请刷新页面后重试"


def csr_public_key(csr_der: bytes) -> bytes:
    """SubjectPublicKeyInfo (DER) of a request whose own signature proves that the asker holds the private key.

    P-256 with ECDSA-SHA-256 alone. Whatever subject the request names is ignored. Raises FieldErrors on "csr".
    """
    if not csr_der or len(csr_der) > CSR_MAX_BYTES:
        raise FieldErrors({"csr": _BAD_CSR})
    try:
        request = x509.load_der_x509_csr(csr_der)
        public = request.public_key()
        is_p256 = isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
        is_proved = isinstance(request.signature_hash_algorithm, SHA256) and request.is_signature_valid
    except Exception as error:  # whatever a parser makes of hostile bytes
        raise FieldErrors({"csr": _BAD_CSR}) from error
    if not is_p256 or not is_proved:
        raise FieldErrors({"csr": _BAD_CSR})
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_fingerprint(public_key_der: bytes) -> str:
    """SHA-256 of a SubjectPublicKeyInfo, in hex."""
    return hashlib.sha256(public_key_der).hexdigest()


def serial_hex(certificate: x509.Certificate) -> str:
    """The serial number as rows hold it: hex, lower case."""
    return f"{certificate.serial_number:x}"


def certificate_of(pem: str) -> x509.Certificate | None:
    """A certificate from PEM, or None for anything else."""
    if not pem or len(pem) > CERTIFICATE_MAX_CHARACTERS:
        return None
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except Exception:  # whatever a parser makes of hostile bytes
        return None
