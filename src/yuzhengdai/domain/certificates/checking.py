"""The one question every certificate is asked, whoever issued it: may it log in now? No database.

Chain, validity, use of the key, revocation (RFC 5280; SM2 as GM/T 0015 writes it). Whatever cannot be checked is a fault. The caller
says which issuers it trusts and which lists it holds, and finds its own words for each fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from yuzhengdai.domain.certificates.sm2 import SIGNATURE_OID, has_sm2_curve, sm2_is_signed

SIGNATURE_MAX_BYTES = 512
"""RSA-4096."""
RSA_BITS = range(2048, 4097)
_HASHES = frozenset({"sha256", "sha384", "sha512"})
_Kind = TypeVar("_Kind", bound=x509.ExtensionType)
_LOGIN_USES = frozenset({ExtendedKeyUsageOID.CLIENT_AUTH, x509.ObjectIdentifier("2.5.29.37.0")})


class Fault(StrEnum):
    """Why a certificate may not log in."""

    UNKNOWN_ISSUER = "unknown_issuer"
    WEAK_KEY = "weak_key"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    ISSUER_EXPIRED = "issuer_expired"
    ENCRYPTION_ONLY = "encryption_only"
    WRONG_USE = "wrong_use"
    LIST_MISSING = "list_missing"
    LIST_STALE = "list_stale"
    REVOKED = "revoked"


class KeyKind(StrEnum):
    """What keys are accepted."""

    RSA = "RSA"
    P256 = "P-256"
    SM2 = "SM2"


@dataclass(frozen=True, slots=True)
class HeldList:
    """A revocation list whose signature was checked: until when it counts, which serials it names, and for which distribution points
    alone (none: for every certificate of its issuer).
    """

    next_update: datetime
    serials: frozenset[int]
    points: frozenset[str] = frozenset()


def certificate_fault(
    given: x509.Certificate,
    *,
    chain: Sequence[x509.Certificate],
    lists: Sequence[HeldList],
    at: datetime,
    must_name_login: bool = False,
) -> Fault | None:
    """The first fault, None for a certificate that may log in. ``chain``: the issuing certificate first, its root last.

    ``must_name_login``: the extended use clientAuth has to be named, as in what the platform issues; foreign CAs often name none, and
    then only another use named alone speaks against it.
    """
    if not chain or not is_issued_by(given, chain[0]):
        return Fault.UNKNOWN_ISSUER
    if key_kind(given) is None:
        return Fault.WEAK_KEY
    if at < given.not_valid_before_utc:
        return Fault.NOT_YET
    if at >= given.not_valid_after_utc:
        return Fault.EXPIRED
    if any(not one.not_valid_before_utc <= at < one.not_valid_after_utc for one in chain):
        return Fault.ISSUER_EXPIRED
    return _use_fault(given, must_name_login=must_name_login) or _revocation_fault(given, lists, at)


def chain_problem(chain: Sequence[x509.Certificate]) -> bool:
    """Whether this is no chain: each a CA that may sign certificates, signed by the next, the last by itself."""
    above = [*chain[1:], chain[-1]] if chain else []
    return not chain or any(
        not _may_issue(one) or key_kind(one) is None or not is_issued_by(one, issuer)
        for one, issuer in zip(chain, above, strict=True)
    )


def key_kind(certificate: x509.Certificate) -> KeyKind | None:
    """RSA of 2048 to 4096 bits, P-256 or SM2; None for any other key."""
    try:
        public = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return KeyKind.SM2 if has_sm2_curve(certificate.tbs_certificate_bytes) else None
    if isinstance(public, rsa.RSAPublicKey):
        return KeyKind.RSA if public.key_size in RSA_BITS else None
    is_p256 = isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
    return KeyKind.P256 if is_p256 else None


def is_signed_by(certificate: x509.Certificate, *, signature: bytes, text: bytes) -> bool:
    """Whether the certificate's key signed ``text``: RSA PKCS#1 v1.5 or ECDSA (DER) with SHA-256, SM2 (DER) with SM3."""
    if not signature or len(signature) > SIGNATURE_MAX_BYTES:
        return False
    if key_kind(certificate) is KeyKind.SM2:
        return sm2_is_signed(certificate.public_bytes(Encoding.DER), signature=signature, text=text)
    public = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, text, padding.PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, text, ec.ECDSA(SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Name and signature, directly; made with SHA-256 or better, or SM3."""
    if certificate.issuer != issuer.subject:
        return False
    if certificate.signature_algorithm_oid.dotted_string == SIGNATURE_OID:
        der, text = issuer.public_bytes(Encoding.DER), certificate.tbs_certificate_bytes
        return sm2_is_signed(der, signature=certificate.signature, text=text)
    try:
        used = certificate.signature_hash_algorithm
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return used is not None and used.name in _HASHES


def held_list(der: bytes, issuer: x509.Certificate) -> HeldList | None:
    """The list read and its signature checked; None for one that is no complete list of this issuer."""
    try:
        crl = x509.load_der_x509_crl(der)
        is_right = crl.issuer == issuer.subject and _is_list_signed(crl, issuer)
        points = _points(crl)
        if not is_right or points is None or crl.next_update_utc is None:
            return None
        return HeldList(crl.next_update_utc, frozenset(one.serial_number for one in crl), points)
    except Exception:  # whatever a parser makes of hostile bytes
        return None


def _is_list_signed(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    if crl.signature_algorithm_oid.dotted_string == SIGNATURE_OID:
        der = issuer.public_bytes(Encoding.DER)
        return sm2_is_signed(der, signature=crl.signature, text=crl.tbs_certlist_bytes)
    used = crl.signature_hash_algorithm
    is_strong = used is not None and used.name in _HASHES
    return is_strong and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]


def _points(crl: x509.CertificateRevocationList) -> frozenset[str] | None:
    """The distribution points that the list is for alone; None for a list that leaves certificates of persons out (a delta, indirect,
    of some reasons or of CAs only), or that says something critical we do not know.
    """
    found: frozenset[str] = frozenset()
    for extension in crl.extensions:
        value = extension.value
        if isinstance(value, x509.DeltaCRLIndicator):
            return None
        if isinstance(value, x509.IssuingDistributionPoint):
            if (
                value.only_contains_ca_certs
                or value.only_contains_attribute_certs
                or value.indirect_crl
                or value.only_some_reasons
                or value.relative_name
            ):
                return None
            found = frozenset(
                one.value for one in value.full_name or [] if isinstance(one, x509.UniformResourceIdentifier)
            )
            if value.full_name and not found:
                return None
        elif extension.critical:
            return None
    return found


def _use_fault(given: x509.Certificate, *, must_name_login: bool) -> Fault | None:
    try:
        usage = given.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return Fault.WRONG_USE
    if not usage.digital_signature:
        is_for_secrets = usage.key_encipherment or usage.data_encipherment or usage.key_agreement
        return Fault.ENCRYPTION_ONLY if is_for_secrets else Fault.WRONG_USE
    constraints = _extension(given, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        return Fault.WRONG_USE
    extended = _extension(given, x509.ExtendedKeyUsage)
    if extended is None:
        return Fault.WRONG_USE if must_name_login else None
    return None if _LOGIN_USES & set(extended) else Fault.WRONG_USE


def _revocation_fault(given: x509.Certificate, lists: Sequence[HeldList], at: datetime) -> Fault | None:
    named = _addresses(given)
    ours = [one for one in lists if not one.points or one.points & named]
    if any(given.serial_number in one.serials for one in ours):
        return Fault.REVOKED
    if not ours:
        return Fault.LIST_MISSING
    return None if any(one.next_update > at for one in ours) else Fault.LIST_STALE


def _addresses(given: x509.Certificate) -> frozenset[str]:
    points = _extension(given, x509.CRLDistributionPoints)
    names = [name for point in points or [] for name in point.full_name or []]
    return frozenset(one.value for one in names if isinstance(one, x509.UniformResourceIdentifier))


def _may_issue(certificate: x509.Certificate) -> bool:
    constraints, usage = (
        _extension(certificate, x509.BasicConstraints),
        _extension(certificate, x509.KeyUsage),
    )
    return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)


def _extension(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
        return None
