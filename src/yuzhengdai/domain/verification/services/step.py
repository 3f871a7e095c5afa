"""The one door through which every action on a verification goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.events import VerificationEvent
from yuzhengdai.domain.verification.models import Verification, VerificationStep
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.domain.verification.services.wiping import face_wipe, pictures_wipe
from yuzhengdai.domain.verification.workflow import WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.events import Event, publish


@contextmanager
def verification_step(
    *,
    actor: Actor,
    verification_id: UUID,
    action: str,
    note: str = "",
    expected_version: int | None = None,
) -> Iterator[Verification]:
    """Do one action: the body checks and fills the locked row, leaving it moves, saves and records.

    All in one transaction: whatever the body raises undoes everything. Raises NotFound (not this actor's), Refused (wrong
    state or role) and Conflict (changed since ``expected_version`` was shown) before the body runs.
    """
    with transaction.atomic():
        rows = verifications_visible_to(actor).select_related("enterprise", "user")
        try:
            row = transitions.lock(rows, pk=verification_id, expected_version=expected_version)
        except Verification.DoesNotExist:
            raise NotFound from None
        found = WORKFLOW.require(action=action, state=row.state, roles=actor.roles)
        source, target = row.state, found.target or row.state
        yield row
        transitions.move(row, target=target)
        row.save()
        if target != source:
            VerificationStep.objects.create(
                verification=row,
                action=action,
                from_state=source,
                to_state=target,
                by_name=actor.written_name[:40],
                note=note,
            )
            _finished(row, actor)
        audit_record(
            actor=actor,
            action=VerificationAudit(f"verification.{action}"),
            object_kind="verification",
            object_id=row.pk,
            detail={"from": source, "to": target},
        )


def verification_step_plain(*, actor: Actor, verification_id: UUID, action: str) -> Verification:
    """An action that adds nothing of its own to the step. Returns the moved row; raises as ``verification_step``."""
    with verification_step(actor=actor, verification_id=verification_id, action=action) as row:
        pass
    return row


def _finished(row: Verification, actor: Actor) -> None:
    """An end: the reference picture has served, and others are told (a dialog closes, a page goes on)."""
    if row.state not in {VerificationState.PASSED, VerificationState.REFUSED, VerificationState.EXPIRED}:
        return
    face_wipe(actor=SYSTEM, verification=row)
    if row.renews_id is not None and row.state == VerificationState.PASSED:
        # The card lies with the attempt that was renewed; a second copy has served.
        pictures_wipe(actor=SYSTEM, verification=row)
    ids = {"verification": row.pk, "enterprise": row.enterprise_id, "user": row.user_id}
    publish(Event(VerificationEvent(f"verification.{row.state}"), ids, actor))
