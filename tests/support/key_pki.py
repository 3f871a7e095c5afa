"""CAs and USBKEYs for tests: RSA-2048 and P-256 made here, SM2 by the ``openssl`` command."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from demo.usb_key.sm2_pki import Sm2Pki
from tests import factories
from yuzhengdai.domain.certificates.models import TrustedCa, TrustedList
from yuzhengdai.domain.certificates.services import (
    trusted_ca_confirm,
    trusted_ca_propose,
    trusted_list_keep,
)
from yuzhengdai.foundation.core.clock import now

HOST = "crl.example.cn"
ADDRESS = f"http://{HOST}/demo.crl"
needs_openssl = pytest.mark.skipif(not Sm2Pki.is_possible(), reason="the openssl command is not installed")


def usage(**on: bool) -> x509.KeyUsage:
    """Key usage with what is named switched on."""
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: on.get(name, False) for name in names.split()})


@dataclass
class Key:
    """One key with its certificate."""

    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    der: bytes

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.der)

    def sign(self, text: bytes) -> bytes:
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(text, padding.PKCS1v15(), SHA256())
        return self.private.sign(text, ec.ECDSA(SHA256()))


@dataclass
class Pki:
    """A CA with a P-256 key."""

    name: str = "示例 CA"
    at: datetime = field(default_factory=lambda: now().replace(microsecond=0))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        self.root = (
            self._builder(self.subject, self.key.public_key(), days=(-1, 3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self.key, SHA256())
        )

    @property
    def chain_pem(self) -> str:
        return self.root.public_bytes(Encoding.PEM).decode()

    def issue(
        self,
        uscc: str,
        *,
        is_rsa: bool = False,
        days: tuple[float, float] = (-1, 365),
        uses: x509.KeyUsage | None = None,
        extra: x509.ExtensionType | None = None,
        points: str = "",
        weak: bool = False,
    ) -> Key:
        """A key for the enterprise of this code, the code as serialNumber of the subject. ``days``: validity, from now."""
        private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = ec.generate_private_key(ec.SECP256R1())
        if is_rsa or weak:
            private = rsa.generate_private_key(public_exponent=65537, key_size=1024 if weak else 2048)
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "郑州示例有限公司"),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, uscc),
            ]
        )
        builder = self._builder(name, private.public_key(), days=days)
        builder = builder.add_extension(uses or usage(digital_signature=True), critical=True)
        if extra is not None:
            builder = builder.add_extension(extra, critical=False)
        if points:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(points)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        return Key(private, builder.sign(self.key, SHA256()).public_bytes(Encoding.DER))

    def crl(
        self, *revoked: Key, days: float = 7, point: str = "", other: ec.EllipticCurvePrivateKey | None = None
    ) -> bytes:
        """A list in DER that runs for so many days from now."""
        end = self.at + timedelta(days=days)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.subject)
        builder = builder.last_update(min(self.at, end) - timedelta(days=1)).next_update(end)
        for one in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(self.at).build())
        if point:
            name = [x509.UniformResourceIdentifier(point)]
            idp = x509.IssuingDistributionPoint(name, None, False, False, None, False, False)
            builder = builder.add_extension(idp, critical=True)
        return builder.sign(other or self.key, SHA256()).public_bytes(Encoding.DER)

    def _builder(
        self, subject: x509.Name, public: object, *, days: tuple[float, float]
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.subject)
            .public_key(public)  # type: ignore[arg-type]
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.at + timedelta(days=days[0]))
            .not_valid_after(self.at + timedelta(days=days[1]))
        )


def trust(
    chain_pem: str, *lists: bytes, place: str = "subject", oid: str = "2.5.4.5", name: str = "示例 CA"
) -> TrustedCa:
    """The CA proposed by one administrator, confirmed by another, these lists fetched. Needs CA_CRL_HOSTS = [HOST]."""
    addresses = [ADDRESS, *(f"http://{HOST}/{number}.crl" for number in range(1, len(lists)))]
    row = trusted_ca_propose(
        actor=factories.staff_actor(factories.staff_post(role="security_administrator")),
        name=name,
        chain=chain_pem,
        uscc_place=place,
        uscc_oid=oid,
        list_addresses="\n".join(addresses),
    )
    second = factories.staff_actor(factories.staff_post(role="system_administrator"))
    row = trusted_ca_confirm(actor=second, ca_id=row.pk)
    for address, der in zip(addresses, lists, strict=False):
        give_list(row, der, address)
    return row


def give_list(row: TrustedCa, der: bytes, address: str = ADDRESS) -> str:
    """As if the worker had fetched it."""
    return trusted_list_keep(TrustedList.objects.get(ca=row, address=address), der)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
