"""The last step on the phone (R10): the certificate, and with it 「注册成功」."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.services import certificate_issue
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.events import VerificationEvent
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.domain.verification.selectors import has_given_certificate, verification_passed_for
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue


def verification_certificate_issue(
    *, actor: Actor, verification_id: UUID, csr_der: bytes, device_name: str = ""
) -> PhoneCertificate:
    """Issue the certificate that a passed verification gives a right to, and finish it. ``device_name`` at most 60 characters.

    One verification gives one certificate: the same request again gets the same one, also after a crash or a lost answer; another
    key needs another verification (lost phone, lost password). Raises NotFound, Refused, FieldErrors on "csr", ExternalError.
    """
    row = verification_passed_for(actor=actor)
    if row is None or row.pk != verification_id:
        raise _why_not(actor, verification_id)
    enterprise = enterprise_for_actor(actor=actor)

    def finish(made: PhoneCertificate) -> None:
        _finish(actor, verification_id, enterprise, made)

    return certificate_issue(
        actor=actor,
        enterprise=enterprise,
        user=row.user,
        csr_der=csr_der,
        device_name=device_name,
        on_issued=finish,
    )


def _why_not(actor: Actor, verification_id: UUID) -> NotFound | Refused:
    if not verifications_visible_to(actor).filter(pk=verification_id).exists():
        return NotFound()
    return Refused("verification.not_passed", "企业认证通过后才能设置证书密码。")


def _finish(actor: Actor, verification_id: UUID, enterprise: Enterprise, made: PhoneCertificate) -> None:
    """In the transaction of the issuing: the verification is completed by this certificate and no other."""
    row = lock(Verification.objects.select_related("user", "enterprise"), pk=verification_id)
    if row.state != VerificationState.PASSED:
        raise Refused("verification.not_passed", "企业认证通过后才能设置证书密码。")
    if has_given_certificate(verification=row, besides=made.pk):
        raise Refused(
            "verification.certificate_there",
            "本次认证已经办过手机证书。手机或密码丢失时，请重新认证后换发。",
        )
    if row.completed_at is not None:
        return
    row.completed_at = now()
    row.version += 1
    row.save(update_fields=["completed_at", "version"])
    audit_record(
        actor=actor,
        action=VerificationAudit.COMPLETE,
        object_kind="verification",
        object_id=row.pk,
        detail={"certificate": made.serial_hex},
    )
    publish(
        Event(
            VerificationEvent.COMPLETED,
            {"verification": row.pk, "enterprise": enterprise.pk, "user": row.user_id},
            actor,
        )
    )
    _tell(row, enterprise)


def _tell(row: Verification, enterprise: Enterprise) -> None:
    if row.renews_id is not None:
        title, body = "手机证书已换发", f"{enterprise.name}的手机证书已重新办理并生效，原来的证书已吊销。"
        sms = f"{enterprise.name}的手机证书已重新办理并生效"
    else:
        title, body = "注册成功", f"{enterprise.name}已完成企业认证，手机证书已生效，可以申请金融产品了。"
        sms = f"注册成功：{enterprise.name}已完成企业认证，手机证书已生效"
    notification_create(
        recipient_kind="user",
        recipient_id=row.user_id,
        category=MessageKind.VERIFICATION,
        title=title,
        body=body,
        dedupe_key=f"verification:{row.pk}:completed",
        subject_kind="verification",
        subject_id=row.pk,
    )
    sms_enqueue(
        phone=str(row.user.phone),
        template="certificate_renewed" if row.renews_id else "verification_completed",
        params={"enterprise": enterprise.name},
        text=f"【豫正贷】{sms}。如非本人操作，请拨打服务热线。",
        dedupe_key=f"verification:{row.pk}:completed",
    )
