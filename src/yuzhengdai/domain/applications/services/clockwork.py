"""What the passing of time does: flags lateness, closes what nobody supplemented, lets unused credit lapse."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import Holder
from yuzhengdai.domain.applications.messages import send_messages
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.step import application_step_plain
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import AppError

BATCH = 200


def applications_flag_late() -> int:
    """Flag and escalate files whose institution is past its promise; returns how many. Never ends one."""
    due = Application.objects.filter(
        held_by=Holder.INSTITUTION, is_late=False, due_at__isnull=False, due_at__lt=now()
    ).values_list("pk", flat=True)[:BATCH]
    return sum(_flag_late(pk) for pk in list(due))


def _flag_late(application_id: UUID) -> bool:
    with transaction.atomic():
        rows = Application.objects.select_related("product_version", "institution", "enterprise")
        row = transitions.lock(rows, pk=application_id)
        if row.is_late or row.held_by != Holder.INSTITUTION or row.due_at is None or row.due_at >= now():
            return False
        row.is_late, row.escalated_at = True, now()
        row.save(update_fields=["is_late", "escalated_at"])
        audit_record(
            actor=SYSTEM,
            action=ApplicationAudit.LATE,
            object_kind="application",
            object_id=row.pk,
            detail={"state": row.state, "number": row.number or ""},
        )
        send_messages(application=row, action="late")
        return True


def applications_close_overdue() -> int:
    """待补件 past its date → 补件超期关闭; 已授信 or 签约中 past the validity → 授信已失效. Returns how many.

    Files of a frozen enterprise wait: it may not do what would keep them open.
    """
    live = Application.objects.exclude(enterprise__state=EnterpriseState.FROZEN)
    overdue = live.filter(
        held_by=Holder.ENTERPRISE, due_at__isnull=False, due_at__lt=now(), state__in=[S.RETURNED, S.APPROVED]
    ).values_list("pk", "state")[:BATCH]
    signing = live.filter(state=S.SIGNING, approval__valid_until__lt=today()).values_list("pk", "state")
    done = 0
    for pk, state in [*overdue, *signing[:BATCH]]:
        action = "expire" if state == S.RETURNED else "lapse"
        try:
            application_step_plain(actor=SYSTEM, application_id=pk, action=action)
        except AppError:
            continue  # somebody acted in between; the row is no longer overdue
        done += 1
    return done
