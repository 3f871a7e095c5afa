"""Issuing a certificate for a key pair made on a phone (R10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from cryptography import x509
from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.authority import get_ca
from yuzhengdai.domain.certificates.enums import CertificateState, RevocationReason
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.reading import csr_public_key, key_fingerprint, serial_hex
from yuzhengdai.domain.certificates.selectors import list_newest
from yuzhengdai.domain.certificates.services.lists import crl_publish
from yuzhengdai.domain.certificates.services.revoke import revoke_row
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import live_membership
from yuzhengdai.domain.enterprises.services.shared import enterprise_lock
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.integrations.ca.base import CertificateOrder

LIVES = timedelta(days=730)

OnIssued = Callable[[PhoneCertificate], None]


def certificate_issue(
    *,
    actor: Actor,
    enterprise: Enterprise,
    user: User,
    csr_der: bytes,
    device_name: str = "",
    on_issued: OnIssued | None = None,
) -> PhoneCertificate:
    """Certify the key of a PKCS#10 request for this user of this verified enterprise; an older certificate is superseded.

    The same key again gives the same certificate, so that a phone which lost the answer just asks again. The subject comes
    from the enterprise's record. ``on_issued`` runs in the transaction of the issuing, on a repeat too. Raises FieldErrors on
    "csr", Refused where the enterprise is not verified or the key was used before, NotFound for a stranger, ExternalError.
    """
    public_key = csr_public_key(csr_der)
    fingerprint = key_fingerprint(public_key)
    row, member = _place(enterprise, user)
    known = _known(fingerprint, row, user)
    pem = "" if known is not None else get_ca().issue(order=_order(row, member, fingerprint, public_key))
    if list_newest(issuer_name=get_ca().issuer_name()) is None:
        crl_publish()  # no certificate is believed without a list
    with transaction.atomic():
        enterprise_lock(enterprise.pk)
        _place(enterprise, user)
        made = _known(fingerprint, row, user) or _keep(actor, row, user, pem, (fingerprint, device_name))
        if on_issued is not None:
            on_issued(made)
        return made


def _place(enterprise: Enterprise, user: User) -> tuple[Enterprise, EnterpriseMember]:
    member = live_membership(user=user, enterprise_id=enterprise.pk)
    if member is None or not user.is_active:
        raise NotFound
    if member.enterprise.state != EnterpriseState.VERIFIED:
        raise Refused("certificates.not_verified", "企业认证通过后才能办理手机证书。")
    return member.enterprise, member


def _known(fingerprint: str, enterprise: Enterprise, user: User) -> PhoneCertificate | None:
    """What this key was certified as before, or None for a new key."""
    found = PhoneCertificate.objects.filter(key_fingerprint=fingerprint).first()
    if found is None:
        return None
    is_own = found.enterprise_id == enterprise.pk and found.user_id == user.pk
    if not is_own or found.state != CertificateState.ACTIVE or found.not_after <= now():
        raise Refused("certificates.key_used", "这把密钥已经用过，请刷新页面，重新设置证书密码。")
    return found


def _order(
    enterprise: Enterprise, member: EnterpriseMember, fingerprint: str, public_key: bytes
) -> CertificateOrder:
    at = now().replace(microsecond=0)
    until = at + LIVES
    if member.ends_on is not None:
        until = min(until, datetime.combine(member.ends_on, time(23, 59, 59), tzinfo=LOCAL_ZONE))
    return CertificateOrder(
        reference=fingerprint,
        enterprise_name=enterprise.name,
        uscc=enterprise.uscc,
        public_key_der=public_key,
        not_before=at,
        not_after=until,
    )


def _keep(
    actor: Actor, enterprise: Enterprise, user: User, pem: str, labels: tuple[str, str]
) -> PhoneCertificate:
    """Write what the CA signed; revoke what the user held until now. Labels: fingerprint of the key, name of the device."""
    if not pem:  # known a moment ago and revoked since
        raise Refused("certificates.key_used", "这把密钥已经用过，请刷新页面，重新设置证书密码。")
    certificate = x509.load_pem_x509_certificate(pem.encode())
    held = PhoneCertificate.objects.filter(enterprise=enterprise, user=user, state=CertificateState.ACTIVE)
    for old in held.select_for_update(of=("self",)).select_related("enterprise"):
        revoke_row(old, actor=actor, reason=RevocationReason.SUPERSEDED)
    row = PhoneCertificate(
        enterprise=enterprise,
        user=user,
        issuer_name=get_ca().issuer_name(),
        serial_hex=serial_hex(certificate),
        certificate_pem=pem,
        key_fingerprint=labels[0],
        device_name=labels[1][:60],
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("certificates.key_used", "这把密钥已经用过，请刷新页面，重新设置证书密码。") from None
    audit_record(
        actor=actor,
        action=CertificateAudit.ISSUE,
        object_kind="phone_certificate",
        object_id=row.pk,
        detail={"serial": row.serial_hex, "device": row.device_name},
    )
    return row
