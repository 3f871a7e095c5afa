"""Reading the audit log: the auditor's business alone (O3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.foundation.audit.actions import action_begins, action_is
from yuzhengdai.foundation.audit.models import AuditEvent, AuditSeal
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import LOCAL_ZONE
from yuzhengdai.foundation.core.errors import Forbidden

AUDITOR = "operator:auditor"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; empty parts do not narrow. ``before`` is the last event of the page before this one.

    ``action`` is the beginning of a code, ``acts`` whole codes of which one must be (None: no such wish); ``actor_name`` a
    part of the name.
    """

    action: str = ""
    acts: tuple[str, ...] | None = None
    actor_name: str = ""
    object_id: UUID | None = None
    before: UUID | None = None
    day: date | None = None


def audit_list(*, actor: Actor, wanted: AuditFilter) -> QuerySet[AuditEvent]:
    """Events, newest first. Raises Forbidden for anybody but the auditor."""
    if not actor.has_role(AUDITOR):
        raise Forbidden
    rows = AuditEvent.objects.all()
    if wanted.action:
        rows = rows.filter(action_begins(wanted.action))
    if wanted.acts is not None:
        rows = rows.filter(action_is(*wanted.acts))
    if wanted.actor_name:
        rows = rows.filter(actor_name__contains=wanted.actor_name)
    if wanted.object_id is not None:
        rows = rows.filter(object_id=wanted.object_id)
    if wanted.day is not None:
        start = datetime.combine(wanted.day, time(), LOCAL_ZONE)
        rows = rows.filter(created_at__gte=start, created_at__lt=start + timedelta(days=1))
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    return rows.order_by("-pk")  # keys are in the order of time


def last_seal() -> AuditSeal | None:
    """The last sealed batch."""
    return AuditSeal.objects.order_by("-last_sequence").first()


def unsealed_count() -> int:
    """Events that wait for the worker."""
    return AuditEvent.objects.filter(sequence__isnull=True).count()
