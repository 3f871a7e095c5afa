"""The other proof of a session begun by a scan: on the phone that scanned, by the certificate password there.

The PC asks, the phone shows it under 「扫一扫」, and a signature of the phone's certificate answers. The phone is the very browser that
scanned; nobody is asked anywhere else, and nothing is answered that was not asked within five minutes.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.enums import ScanState
from yuzhengdai.domain.access.models import ScanLogin
from yuzhengdai.domain.access.services.scan_login import scan_hash
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused

PHONE_WAITS = timedelta(minutes=5)


def phone_proof_ask(*, user: User, scan_id: UUID) -> None:
    """The PC's session asks the phone that scanned it in. Raises NotFound for a session that no phone of this user began."""
    with transaction.atomic():
        row = _of(user, scan_id).select_for_update(of=("self",)).first()
        if row is None:
            raise NotFound
        row.proof_asked_at, row.proof_given_at = now(), None
        row.save(update_fields=["proof_asked_at", "proof_given_at"])


def phone_proof_waiting(*, user: User, phone: str) -> ScanLogin | None:
    """What a PC asks this phone now; None for nothing."""
    return (
        ScanLogin.objects.filter(
            scanned_by=user,
            phone_hash=scan_hash(phone),
            used_at__isnull=False,
            proof_given_at__isnull=True,
            proof_asked_at__gt=now() - PHONE_WAITS,
        )
        .order_by("-proof_asked_at")
        .first()
    )


def phone_proof_give(
    *, actor: Actor, user: User, phone: str, scan_id: UUID, certificate: PhoneCertificate
) -> None:
    """The phone has signed with this certificate, which the caller has verified. Raises NotFound for another user's, Refused
    ``access.proof_over`` when nothing is asked of this phone (any more).
    """
    if certificate.user_id != user.pk:
        raise NotFound
    with transaction.atomic():
        row = _of(user, scan_id).select_for_update(of=("self",)).first()
        is_asked = row is not None and row.proof_asked_at is not None and row.proof_given_at is None
        if row is None or not is_asked or row.phone_hash != scan_hash(phone) or _is_late(row):
            raise Refused("access.proof_over", "电脑上的这次确认已过期，请在电脑上重新点「在手机上确认」。")
        row.proof_given_at = now()
        row.save(update_fields=["proof_given_at"])
        audit_record(
            actor=actor,
            action=AccessAudit.PROVED,
            object_kind="user",
            object_id=user.pk,
            detail={"device": certificate.serial_hex},
        )


def phone_proof_state(*, user: User, scan_id: UUID) -> ScanState:
    """WAITING for the phone, CONFIRMED, else EXPIRED (also where nothing was asked)."""
    row = _of(user, scan_id).first()
    if row is None or row.proof_asked_at is None or _is_late(row):
        return ScanState.EXPIRED
    return ScanState.CONFIRMED if row.proof_given_at is not None else ScanState.WAITING


def phone_proof_take(*, user: User, scan_id: UUID) -> str:
    """When the phone confirmed (ISO), for the PC's session to remember, once. Raises Refused ``access.proof_missing``."""
    with transaction.atomic():
        row = _of(user, scan_id).select_for_update(of=("self",)).first()
        if row is None or row.proof_given_at is None or _is_late(row):
            raise Refused(
                "access.proof_missing", "手机上还没有确认，请在手机上输入证书密码，或用短信验证码。"
            )
        given_at = row.proof_given_at
        row.proof_asked_at = row.proof_given_at = None
        row.save(update_fields=["proof_asked_at", "proof_given_at"])
    return given_at.isoformat()


def _of(user: User, scan_id: UUID) -> QuerySet[ScanLogin]:
    return ScanLogin.objects.filter(pk=scan_id, scanned_by=user, used_at__isnull=False)


def _is_late(row: ScanLogin) -> bool:
    return row.proof_asked_at is None or now() >= row.proof_asked_at + PHONE_WAITS
