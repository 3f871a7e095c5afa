"""Making a signing key."""

from __future__ import annotations

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.signing.audit_actions import SigningAudit
from yuzhengdai.domain.signing.models import KeyPurpose, SigningKey
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now

LIVES = timedelta(days=3 * 365)
"""How long a key signs; what it signed is checked against its certificate afterwards too."""

_RSA_BITS = 3072
"""RSA, not an elliptic curve: a signature by a curve makes a file PDF 2.0, and PDF/A-2 ends at 1.7."""


def signing_key_create(*, actor: Actor, purpose: str) -> SigningKey:
    """A new key, which signs from now on; the private key is stored encrypted and never leaves the database."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
    at = now().replace(microsecond=0)
    certificate = _certificate(key, KeyPurpose(purpose))
    with transaction.atomic():
        row = SigningKey.objects.create(
            purpose=purpose,
            fingerprint=certificate.fingerprint(SHA256()).hex(),
            certificate_pem=certificate.public_bytes(Encoding.PEM).decode(),
            private_key_pem=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            not_after=at + LIVES,
        )
        audit_record(
            actor=actor,
            action=SigningAudit.KEY_CREATE,
            object_kind="signing_key",
            object_id=row.pk,
            detail={"purpose": row.get_purpose_display(), "serial": row.fingerprint[:16]},
        )
    return row


def _certificate(key: rsa.RSAPrivateKey, purpose: KeyPurpose) -> x509.Certificate:
    mark = "（演示）" if settings.IS_DEMO else ""
    # The library counts bytes of a name where the standard counts characters.
    names = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.SITE_NAME[:64], _validate=False),
        x509.NameAttribute(NameOID.COMMON_NAME, f"平台出具：{purpose.label}{mark}", _validate=False),
    ]
    name, public, at = x509.Name(names), key.public_key(), now().replace(microsecond=0)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + LIVES)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, SHA256())
    )
