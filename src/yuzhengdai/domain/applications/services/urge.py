"""督办: an operator urges an institution that is past its promise. Nothing about the file moves."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.messages import send_urge
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.domain.applications.selectors.late import OPERATOR, late_files
from yuzhengdai.domain.applications.services.inputs import given
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, now, today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import Forbidden, Refused
from yuzhengdai.foundation.core.inserts import insert
from yuzhengdai.foundation.core.text import clean_text

URGE_MIN, URGE_MAX = 5, 200
"""Length of what an operator writes, in characters; the message around it fits its 500."""


NO_LONGER_LATE = Refused(
    "applications.not_late", "这笔申请没有超时：机构可能刚刚办理，或者还没有到承诺的时间。没有发出督办。"
)


def application_urge(*, actor: Actor, application_id: UUID, text: str) -> Application:
    """Urge the institution once: message and SMS to it, 「平台已督办」 in the enterprise's timeline, audit.

    Once per file and day (Henan's). The file's version stays: urging must not throw an officer out of the form in which
    he is doing what he is urged to do.

    Raises Forbidden (not an operator), FieldErrors (text) and Refused (not late, or acted upon meanwhile; urged
    today already; a frozen enterprise: its institution may not act).
    """
    if not actor.has_role(OPERATOR):
        raise Forbidden
    errors = Errors()
    written = errors.cleaned(
        "text", lambda: clean_text(text, label="督办内容", max_length=URGE_MAX, min_length=URGE_MIN)
    )
    errors.raise_if_any()
    told = given(written)
    with transaction.atomic():
        try:
            row = transitions.lock(late_files(actor), pk=application_id)
        except Application.DoesNotExist:
            raise NO_LONGER_LATE from None
        require_not_frozen(actor=actor, enterprise=row.enterprise)
        if row.changes.filter(action="urge", created_at__gte=_day_began()).exists():
            raise Refused("applications.urged_today", "今天已经督办过这笔申请，请明天再看机构的办理情况。")
        row.urged_at = now()
        row.save(update_fields=["urged_at"])
        insert([_change(actor, row, told)])
        audit_record(
            actor=actor,
            action=ApplicationAudit.URGE,
            object_kind="application",
            object_id=row.pk,
            detail={"number": row.number or "", "state": row.state, "text": written},
        )
        send_urge(application=row, text=told, at=row.urged_at)
    return row


def _day_began() -> datetime:
    return datetime.combine(today(), time(), LOCAL_ZONE)


def _change(actor: Actor, row: Application, text: str) -> StatusChange:
    return StatusChange(
        application=row,
        action="urge",
        from_state=row.state,
        to_state=row.state,
        side=actor.kind,
        by_user_id=actor.user_id,
        by_name=actor.written_name[:60],
        internal_note=text,
    )
