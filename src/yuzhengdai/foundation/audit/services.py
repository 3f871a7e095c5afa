"""Writing audit events. Reading and sealing live beside it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from yuzhengdai.foundation.audit.actions import AuditAction
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.inserts import insert


def audit_record(
    *,
    actor: Actor,
    action: AuditAction,
    object_kind: str,
    object_id: UUID | None,
    detail: Mapping[str, str | int | bool | None] | None = None,
) -> AuditEvent:
    """Write one event in the caller's transaction. ``detail`` must hold no personal data.

    ``action`` is a member of the package's own enum, as in ``ApplicationAudit.SUBMIT``.
    Raises RuntimeError outside a transaction: an act and its record commit together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit_record belongs into the transaction of the act")
    event = AuditEvent(
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        actor_organisation_id=actor.organisation_id,
        actor_name=actor.written_name[:80],
        address=actor.address[:45],
        request_id=actor.request_id[:40],
        action=str(action),
        object_kind=object_kind,
        object_id=object_id,
        detail=dict(detail or {}),
    )
    insert([event])
    return event
