"""What the passing of time does: flags lateness, closes what nobody supplemented, lets unused credit lapse."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import EntryState, Holder
from yuzhengdai.domain.applications.messages import send_messages
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.entries import entry_open
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import AppError, Refused

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

    Files of a frozen enterprise wait: it may not do what would keep them open. So do those with a 放款 that nobody has checked
    yet: the money may have gone out.
    """
    live = Application.objects.exclude(enterprise__state=EnterpriseState.FROZEN)
    overdue = live.filter(
        held_by=Holder.ENTERPRISE, due_at__isnull=False, due_at__lt=now(), state__in=[S.RETURNED, S.APPROVED]
    ).values_list("pk", "state")[:BATCH]
    signing = live.filter(state=S.SIGNING, approval__valid_until__lt=today())
    signing = signing.exclude(disbursement_entries__state=EntryState.OPEN)
    done = 0
    for pk, state in [*overdue, *signing.values_list("pk", "state")[:BATCH]]:
        action = "expire" if state == S.RETURNED else "lapse"
        try:
            with application_step(actor=SYSTEM, application_id=pk, action=action) as step:
                if entry_open(step.application) is not None:
                    # Entered since the list was read.
                    raise Refused("application.entry_waits", "有待复核的放款。")
        except AppError:
            continue  # somebody acted in between; the row is no longer overdue
        done += 1
    return done
