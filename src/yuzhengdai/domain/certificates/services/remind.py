"""「到期前 30 天提醒」: told once a certificate, in 「消息中心」 and by SMS."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from yuzhengdai.domain.certificates.enums import CertificateState
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.money import day
from yuzhengdai.foundation.notifications.models import MessageKind, Notification
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

BEFORE = timedelta(days=30)
BATCH = 200


def certificates_remind() -> int:
    """Job: tell a batch of holders whose certificate ends within thirty days; returns how many."""
    due = PhoneCertificate.objects.filter(
        state=CertificateState.ACTIVE, not_after__gt=now(), not_after__lte=now() + BEFORE
    )
    told = Notification.objects.filter(dedupe_key__endswith=":expiring", subject_kind="phone_certificate")
    rows = due.exclude(pk__in=told.values("subject_id")).select_related("enterprise", "user")[:BATCH]
    done = 0
    for row in list(rows):
        with transaction.atomic():
            _tell(row)
        done += 1
    return done


def _tell(row: PhoneCertificate) -> None:
    key = f"certificate:{row.pk}:expiring"
    notification_create(
        recipient_kind="user",
        recipient_id=row.user_id,
        category=MessageKind.VERIFICATION,
        title="手机证书快到期了",
        body=f"{row.enterprise.name}的手机证书将在{day(row.not_after)}到期，到期后请在豫正贷重新办理。",
        dedupe_key=key,
        subject_kind="phone_certificate",
        subject_id=row.pk,
    )
    sms_enqueue(
        phone=str(row.user.phone),
        template="certificate_expiring",
        params={"enterprise": row.enterprise.name, "day": day(row.not_after)},
        text=f"【豫正贷】{row.enterprise.name}的手机证书将在{day(row.not_after)}到期，到期后请在豫正贷重新办理。",
        dedupe_key=key,
    )
