"""「谁看过我的数据」 as a file: the enterprise's own record of readings, and that it was taken out."""

from __future__ import annotations

from django.db import transaction

from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.models import DataAccess
from yuzhengdai.domain.credit.selectors import accesses_of_enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor

EXPORT_ROWS = 10_000
"""The newest so many go into one file."""


def accesses_export(*, actor: Actor) -> list[DataAccess]:
    """Readings of the actor's enterprise, newest first, at most EXPORT_ROWS, each with its grant and institution."""
    with transaction.atomic():
        rows = list(accesses_of_enterprise(actor=actor)[:EXPORT_ROWS])
        audit_record(
            actor=actor,
            action=CreditAudit.EXPORT,
            object_kind="enterprise",
            object_id=actor.organisation_id,
            detail={"count": len(rows)},
        )
        return rows
