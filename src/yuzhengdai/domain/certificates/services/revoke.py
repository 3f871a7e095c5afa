"""Ending certificates: a lost phone or password, a new certificate, a member who leaves, an enterprise that ends."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.enums import CertificateState, RevocationReason
from yuzhengdai.domain.certificates.events import CertificateEvent
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.selectors import certificates_visible_to
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.transitions import lock, move
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create


def certificate_revoke(*, actor: Actor, certificate_id: UUID, reason: str) -> PhoneCertificate:
    """Revoke one's own certificate, or as an administrator one of the enterprise. A repeat changes nothing.

    It is refused everywhere from this moment; the next list holds it. Raises NotFound.
    """
    with transaction.atomic():
        try:
            row = lock(certificates_visible_to(actor).select_related("enterprise"), pk=certificate_id)
        except PhoneCertificate.DoesNotExist:
            raise NotFound from None
        revoke_row(row, actor=actor, reason=RevocationReason(reason))
        return row


def revoke_row(row: PhoneCertificate, *, actor: Actor, reason: RevocationReason) -> None:
    """The same for a row that the caller has locked, in the caller's transaction."""
    if row.state == CertificateState.REVOKED:
        return
    move(row, target=CertificateState.REVOKED)
    row.revoked_at = now()
    row.revocation_reason = reason
    row.save(update_fields=["state", "version", "revoked_at", "revocation_reason"])
    audit_record(
        actor=actor,
        action=CertificateAudit.REVOKE,
        object_kind="phone_certificate",
        object_id=row.pk,
        detail={"reason": reason.value},
    )
    ids = {"certificate": row.pk, "user": row.user_id, "enterprise": row.enterprise_id}
    publish(Event(CertificateEvent.REVOKED, ids, actor, {"serial": row.serial_hex}))
    if reason != RevocationReason.SUPERSEDED:
        notification_create(
            recipient_kind="user",
            recipient_id=row.user_id,
            category=MessageKind.VERIFICATION,
            title="手机证书已吊销",
            body=f"{row.enterprise.name}的手机证书已吊销，原因：{reason.label}。需要时可以在豫正贷重新办理。",
            dedupe_key=f"certificate:{row.pk}:revoked",
            subject_kind="phone_certificate",
            subject_id=row.pk,
        )


def certificates_end(
    *, enterprise_id: UUID, reason: RevocationReason, user_id: UUID | None = None, besides: UUID | None = None
) -> int:
    """Revoke what an enterprise's people hold: of one user, or of all but one; in the caller's transaction."""
    rows: QuerySet[PhoneCertificate] = PhoneCertificate.objects.filter(
        enterprise_id=enterprise_id, state=CertificateState.ACTIVE
    )
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if besides is not None:
        rows = rows.exclude(user_id=besides)
    found = list(rows.select_for_update(of=("self",)).select_related("enterprise"))
    for row in found:
        revoke_row(row, actor=SYSTEM, reason=reason)
    return len(found)
