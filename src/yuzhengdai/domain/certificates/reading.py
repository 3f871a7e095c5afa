"""Looking at what a phone sends: its request, its certificate, its signature. No database."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from yuzhengdai.foundation.core.errors import FieldErrors

CSR_MAX_BYTES = 2048
CERTIFICATE_MAX_CHARACTERS = 8192
SIGNATURE_MAX_BYTES = 80
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


def is_for_signing_in(certificate: x509.Certificate) -> bool:
    """Key usage digitalSignature, extended key usage clientAuth, and no CA."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    return usage.digital_signature and ExtendedKeyUsageOID.CLIENT_AUTH in extended and not constraints.ca


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Name and signature, directly."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def is_signed_by(certificate: x509.Certificate, *, signature_der: bytes, text: bytes) -> bool:
    """ECDSA-SHA-256 in DER by the certificate's key over ``text``."""
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey) or len(signature_der) > SIGNATURE_MAX_BYTES:
        return False
    try:
        public.verify(signature_der, text, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
