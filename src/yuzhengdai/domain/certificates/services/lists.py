"""Revocation lists: signed anew when something was revoked and long before the last one runs out."""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography import x509
from django.db import IntegrityError, transaction

from yuzhengdai.domain.certificates.authority import get_ca
from yuzhengdai.domain.certificates.enums import CertificateState
from yuzhengdai.domain.certificates.models import PhoneCertificate, RevocationList
from yuzhengdai.domain.certificates.selectors import list_newest
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.integrations.ca.base import RevokedSerial

KEPT = 20
"""Older lists are of no use to anybody."""


def crl_current(*, issuer_name: str) -> RevocationList:
    """The list that holds everything revoked until now; signed first where the last one does not. Raises NotFound.

    Licensed or embedded, there is one CA at a time: another name has no list here.
    """
    if issuer_name != get_ca().issuer_name():
        raise NotFound
    newest = list_newest(issuer_name=issuer_name)
    return newest if newest is not None and not _is_behind(newest) else crl_publish()


def crl_publish() -> RevocationList:
    """Sign and keep a list of what is revoked and not yet expired."""
    ca = get_ca()
    name = ca.issuer_name()
    revoked = PhoneCertificate.objects.filter(
        issuer_name=name, state=CertificateState.REVOKED, not_after__gt=now()
    ).order_by("revoked_at")
    signed = ca.revocation_list(
        revoked=[
            RevokedSerial(one.serial_hex, one.revoked_at, one.revocation_reason)
            for one in revoked
            if one.revoked_at is not None
        ]
    )
    row = RevocationList(
        issuer_name=name,
        number=signed.number,
        der_base64=base64.b64encode(signed.der).decode(),
        this_update=signed.this_update,
        next_update=signed.next_update,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            RevocationList.objects.filter(issuer_name=name, number__lte=signed.number - KEPT).delete()
    except IntegrityError:
        # A licensed CA's list that another process fetched in this moment.
        return RevocationList.objects.get(issuer_name=name, number=signed.number)
    return row


def crls_renew() -> int:
    """Job: publish where the list is behind; returns how many. Nothing while no certificate was ever issued."""
    name = get_ca().issuer_name()
    newest = list_newest(issuer_name=name)
    if newest is None and not PhoneCertificate.objects.filter(issuer_name=name).exists():
        return 0
    if newest is not None and not _is_behind(newest):
        return 0
    crl_publish()
    return 1


def crl_der(row: RevocationList) -> bytes:
    """The list as published."""
    return base64.b64decode(row.der_base64)


def _is_behind(newest: RevocationList) -> bool:
    """Half of its time is over, or it lacks something revoked of late."""
    if now() >= newest.this_update + (newest.next_update - newest.this_update) / 2:
        return True
    late = PhoneCertificate.objects.filter(
        issuer_name=newest.issuer_name,
        state=CertificateState.REVOKED,
        # What was revoked earlier and committed later than the list was signed counts too.
        revoked_at__gte=newest.this_update - timedelta(hours=1),
        not_after__gt=now(),
    )
    serials = set(late.values_list("serial_hex", flat=True))
    if not serials:
        return False
    listed = {f"{one.serial_number:x}" for one in x509.load_der_x509_crl(crl_der(newest))}
    return not serials <= listed
