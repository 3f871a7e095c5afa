"""The platform's own CA: a P-256 root whose key is an encrypted field, made at first use or by ``manage.py ca_create``.

What it signs serves logging in and confirming on this platform; it is no qualified electronic signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import IntegrityError, transaction

from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.authority import crl_url
from yuzhengdai.domain.certificates.models import CertificateAuthority
from yuzhengdai.domain.certificates.x509_build import make_certificate, make_list, make_root
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.integrations.ca.base import CertificateOrder, RevokedSerial, SignedList

NAME = "yzd-phone-g1"
ROOT_LIVES = timedelta(days=3650)
LIST_LIVES = timedelta(hours=48)


class EmbeddedCa:
    """Signs with the row's key. Holds nothing itself, so that every process sees the same CA."""

    def issuer_name(self) -> str:
        """The name of the row."""
        return NAME

    def chain_pem(self) -> str:
        return ca_ensure().certificate_pem

    def issue(self, *, order: CertificateOrder) -> str:
        root, key = _opened(ca_ensure())
        made = make_certificate(root=root, key=key, order=order, crl_url=crl_url(NAME))
        return made.public_bytes(Encoding.PEM).decode()

    def revocation_list(self, *, revoked: Sequence[RevokedSerial]) -> SignedList:
        """Sign the next list; its number counts up under a row lock."""
        ca_ensure()
        with transaction.atomic():
            row = CertificateAuthority.objects.select_for_update().get(name=NAME)
            row.crl_number += 1
            row.save(update_fields=["crl_number"])
            root, key = _opened(row)
            at = now().replace(microsecond=0)
            made = make_list(
                root=root, key=key, revoked=revoked, number=row.crl_number, validity=(at, at + LIST_LIVES)
            )
            return SignedList(made.public_bytes(Encoding.DER), row.crl_number, at, at + LIST_LIVES)


def make() -> EmbeddedCa:
    return EmbeddedCa()


def ca_ensure(*, actor: Actor = SYSTEM) -> CertificateAuthority:
    """The CA's row; the first caller makes it."""
    found = CertificateAuthority.objects.filter(name=NAME).first()
    if found is not None:
        return found
    at = now().replace(microsecond=0)
    root, key = make_root(
        common_name=f"豫正贷手机证书 {NAME.rpartition('-')[2].upper()}{'（演示）' if settings.IS_DEMO else ''}",
        organisation=settings.SITE_NAME,
        not_before=at,
        not_after=at + ROOT_LIVES,
    )
    try:
        with transaction.atomic():
            row = CertificateAuthority.objects.create(
                name=NAME,
                certificate_pem=root.public_bytes(Encoding.PEM).decode(),
                private_key_pem=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
                not_after=at + ROOT_LIVES,
            )
            audit_record(
                actor=actor,
                action=CertificateAudit.CA_CREATE,
                object_kind="certificate_authority",
                object_id=row.pk,
            )
            return row
    except IntegrityError:  # another process was quicker
        return CertificateAuthority.objects.get(name=NAME)


def _opened(row: CertificateAuthority) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = load_pem_private_key(str(row.private_key_pem).encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the CA's key is not an EC key")
    return x509.load_pem_x509_certificate(row.certificate_pem.encode()), key
