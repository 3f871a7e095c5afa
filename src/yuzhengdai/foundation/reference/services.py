"""Changing the operator's table of working days."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden
from yuzhengdai.foundation.reference.audit_actions import ReferenceAudit
from yuzhengdai.foundation.reference.models import CalendarOverride
from yuzhengdai.foundation.reference.selectors import forget_calendar

_KEEPERS = ("operator:operator", "operator:system_administrator", "system")


def calendar_day_set(*, actor: Actor, day: date, is_working: bool, note: str = "") -> CalendarOverride:
    """Declare a day working or free; counts for deadlines set from now on. Raises FieldErrors, Forbidden."""
    _require(actor)
    if not 2020 <= day.year <= 2100:
        raise FieldErrors({"day": "日期应在 2020 年至 2100 年之间"})
    with transaction.atomic():
        row, _ = CalendarOverride.objects.update_or_create(
            day=day, defaults={"is_working": is_working, "note": note.strip()[:60]}
        )
        _record(actor, ReferenceAudit.CALENDAR_SET, day, is_working=is_working)
    return row


def calendar_day_remove(*, actor: Actor, day: date) -> None:
    """Back to the library's calendar; nothing happens for a day that is not in the table. Raises Forbidden."""
    _require(actor)
    with transaction.atomic():
        if CalendarOverride.objects.filter(day=day).delete()[0]:
            _record(actor, ReferenceAudit.CALENDAR_REMOVE, day)


def _record(actor: Actor, action: ReferenceAudit, day: date, **detail: bool) -> None:
    audit_record(
        actor=actor,
        action=action,
        object_kind="calendar",
        object_id=None,
        detail={"day": day.isoformat(), **detail},
    )
    transaction.on_commit(forget_calendar)


def _require(actor: Actor) -> None:
    if not actor.has_role(*_KEEPERS):
        raise Forbidden
