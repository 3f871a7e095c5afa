"""Making certificates and revocation lists (RFC 5280), without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yuzhengdai.foundation.integrations.ca.base import CertificateOrder, RevokedSerial

_UB_NAME = 64
"""ub-common-name and ub-organization-name of RFC 5280, in characters."""
_FLAGS = {
    "key_compromise": x509.ReasonFlags.key_compromise,
    "superseded": x509.ReasonFlags.superseded,
    "affiliation_changed": x509.ReasonFlags.affiliation_changed,
    "cessation_of_operation": x509.ReasonFlags.cessation_of_operation,
    "privilege_withdrawn": x509.ReasonFlags.privilege_withdrawn,
}


def key_usage(*, is_ca: bool) -> x509.KeyUsage:
    """A CA signs certificates and lists, a phone signs challenges; nothing else."""
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _attribute(oid: x509.ObjectIdentifier, text: str) -> x509.NameAttribute[str]:
    """A name of at most 64 characters. The library counts bytes, which would cut a Chinese name after 21 characters."""
    return x509.NameAttribute(oid, text[:_UB_NAME], _validate=False)


def make_root(
    *, common_name: str, organisation: str, not_before: datetime, not_after: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A self-signed P-256 root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            _attribute(NameOID.ORGANIZATION_NAME, organisation),
            _attribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(is_ca=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, SHA256())
    )
    return certificate, key


def subject_of(order: CertificateOrder) -> x509.Name:
    """The verified enterprise: name as CN and O, the code as serialNumber and, prefixed, as organizationIdentifier."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            _attribute(NameOID.ORGANIZATION_NAME, order.enterprise_name),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"USCC-{order.uscc}"),
            _attribute(NameOID.COMMON_NAME, order.enterprise_name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, order.uscc),
        ]
    )


def make_certificate(
    *, root: x509.Certificate, key: ec.EllipticCurvePrivateKey, order: CertificateOrder, crl_url: str
) -> x509.Certificate:
    """A certificate for logging in and confirming, signed by the root."""
    public = load_der_public_key(order.public_key_der)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise TypeError("only EC keys are certified")
    authority = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    crl_place = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
    return (
        x509.CertificateBuilder()
        .subject_name(subject_of(order))
        .issuer_name(root.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(order.not_before)
        .not_valid_after(min(order.not_after, root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(is_ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority), critical=False
        )
        .add_extension(x509.CRLDistributionPoints([crl_place]), critical=False)
        .sign(key, SHA256())
    )


def make_list(
    *,
    root: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    revoked: Sequence[RevokedSerial],
    number: int,
    validity: tuple[datetime, datetime],
) -> x509.CertificateRevocationList:
    """A signed list; ``validity`` is (this update, next update)."""
    authority = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(validity[0])
        .next_update(validity[1])
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority), critical=False
        )
    )
    for one in revoked:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(int(one.serial_hex, 16))
            .revocation_date(one.revoked_at)
            .add_extension(
                x509.CRLReason(_FLAGS.get(one.reason, x509.ReasonFlags.unspecified)), critical=False
            )
        )
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(key, SHA256())
