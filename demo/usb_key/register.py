"""The demo's own CAs of USBKEYs, put on the list without two administrators; production takes none of them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from demo.accounts import ACCOUNTS
from demo.seed import LoadDay
from yuzhengdai.domain.accounts.models import StaffPost, User, phone_index
from yuzhengdai.domain.certificates.enums import TrustedCaState, UsccPlace
from yuzhengdai.domain.certificates.models import EnterpriseKey, TrustedCa, TrustedList
from yuzhengdai.domain.certificates.reading import serial_hex
from yuzhengdai.domain.certificates.services.trusted import fingerprint_of
from yuzhengdai.domain.certificates.x509_build import make_certificate, make_list, make_root
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.integrations.ca.base import CertificateOrder

_ADDRESS = "http://crl.example.cn/{}.crl"


@transaction.atomic
def demo_ca_register(
    *, name: str, chain: Sequence[x509.Certificate], list_der: bytes, at: datetime, is_trusted: bool = True
) -> TrustedCa:
    """The CA as trusted (or, for the demo's list, as waiting for a second person), with its list in hand. A repeat renews the list."""
    fingerprint = fingerprint_of(chain[0])
    address = _ADDRESS.format(fingerprint[:8])
    keeper = StaffPost.objects.filter(role="security_administrator").order_by("created_at").first()
    second = StaffPost.objects.filter(role="system_administrator").order_by("created_at").first()
    row, _ = TrustedCa.objects.update_or_create(
        fingerprint=fingerprint,
        defaults={
            "name": name,
            "state": TrustedCaState.TRUSTED if is_trusted else TrustedCaState.PROPOSED,
            "chain_pem": "".join(one.public_bytes(Encoding.PEM).decode() for one in chain),
            "uscc_place": UsccPlace.SUBJECT,
            "uscc_oid": "2.5.4.5",
            "list_addresses": address,
            "is_demo": True,
            "proposed_by": keeper.user if keeper is not None else None,
            "confirmed_by": second.user if second is not None and is_trusted else None,
            "confirmed_at": at if is_trusted else None,
            "ended_at": None,
            "created_at": at,
        },
    )
    if is_trusted:
        held = x509.load_der_x509_crl(list_der)
        TrustedList.objects.update_or_create(
            ca=row,
            address=address,
            defaults={
                "created_at": at,
                "der_base64": base64.b64encode(list_der).decode(),
                "next_update": held.next_update_utc,
                "fetched_at": at,
                "tried_at": at,
                "problem": "",
            },
        )
    return row


def load_trusted_cas(day: LoadDay) -> None:
    """Two CAs of nobody, whose keys are thrown away: one in use, with two USBKEYs of the first account's enterprise, one that waits
    for a second person.
    """
    for name, is_trusted in (("示例省级 CA", True), ("示例行业 CA", False)):
        begins = day.moment(400)
        root, key = make_root(
            common_name=name, organisation="演示", not_before=begins, not_after=begins + timedelta(days=7300)
        )
        validity = (begins + timedelta(days=399), begins + timedelta(days=7000))
        crl = make_list(root=root, key=key, revoked=[], number=1, validity=validity)
        row = demo_ca_register(
            name=name,
            chain=[root],
            list_der=crl.public_bytes(Encoding.DER),
            at=day.moment(30),
            is_trusted=is_trusted,
        )
        if is_trusted:
            _load_keys(day, row, root, key)


def _load_keys(day: LoadDay, ca: TrustedCa, root: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """One bound to the first account, one that was used and is nobody's yet."""
    owner = User.objects.get(phone_index=phone_index(ACCOUNTS[0].phone_e164))
    enterprise = Enterprise.objects.filter(members__user=owner, state=EnterpriseState.VERIFIED).first()
    if enterprise is None:
        return
    for days_ago, user in ((20, owner), (5, None)):
        made, at = ec.generate_private_key(ec.SECP256R1()).public_key(), day.moment(days_ago)
        order = CertificateOrder(
            reference="",
            enterprise_name=enterprise.name,
            uscc=enterprise.uscc,
            public_key_der=made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            not_before=day.moment(60),
            not_after=day.moment(60) + timedelta(days=730),
        )
        certificate = make_certificate(root=root, key=key, order=order, crl_url=ca.list_addresses)
        EnterpriseKey.objects.create(
            ca=ca,
            enterprise=enterprise,
            user=user,
            serial_hex=serial_hex(certificate),
            fingerprint=fingerprint_of(certificate),
            certificate_pem=certificate.public_bytes(Encoding.PEM).decode(),
            not_after=certificate.not_valid_after_utc,
            bound_at=at if user is not None else None,
            used_at=at,
            created_at=at,
        )
