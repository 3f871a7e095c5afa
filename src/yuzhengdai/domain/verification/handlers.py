"""What happens elsewhere and ends open attempts, in the same transaction."""

from __future__ import annotations

from django.db.models import QuerySet

from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.domain.verification.workflow import OPEN_STATES
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.events import Event
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create


def on_member_ended(event: Event) -> None:
    """Who has no place any more does not come back by a draft or a case that waits for the operator."""
    mine = Verification.objects.filter(
        enterprise_id=event.ids["enterprise"], user_id=event.ids["user"], state__in=OPEN_STATES
    )
    _end(mine, "申请人在企业的权限已结束")


def on_cancel(event: Event) -> None:
    _end(
        Verification.objects.filter(enterprise_id=event.ids["enterprise"], state__in=OPEN_STATES),
        "企业账号已注销",
    )


def _end(rows: QuerySet[Verification], why: str) -> None:
    for row in rows.only("pk", "user_id").order_by("pk"):
        with verification_step(actor=SYSTEM, verification_id=row.pk, action="withdraw", note=why):
            pass
        notification_create(
            recipient_kind="user",
            recipient_id=row.user_id,
            category=MessageKind.VERIFICATION,
            title="企业认证已结束",
            body=f"{why}，您未完成的企业认证已结束。如有疑问请联系该企业或拨打服务热线。",
            dedupe_key=f"verification:{row.pk}:place-ended",
            subject_kind="verification",
            subject_id=row.pk,
        )
