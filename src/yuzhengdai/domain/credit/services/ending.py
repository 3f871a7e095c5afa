"""How grants end: revoked, expired, or with what they were given for."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.enums import AuthorisationState
from yuzhengdai.domain.credit.events import CreditEvent
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import authorisations_of_enterprise
from yuzhengdai.domain.credit.workflow import WORKFLOW
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.events import Event, publish

EVENT_REVOKED = CreditEvent.AUTHORISATION_REVOKED
"""Published with ids {"authorisation", "subject"} and detail {"item", "subject_kind"}: no more data from now on."""

_ENDING = frozenset({"refuse", "revoke"})
_LIVE = (AuthorisationState.PENDING, AuthorisationState.ACTIVE)
_BATCH = 500


def authorisation_move(
    *, actor: Actor, authorisation_id: UUID, action: str, expected_version: int | None = None
) -> DataAuthorisation:
    """Lock, guard, move and audit one grant of the actor's enterprise; the caller saves the row.

    Raises NotFound, Refused, Conflict. Needs a transaction.
    """
    rows = authorisations_of_enterprise(actor=actor).select_related("institution", "enterprise")
    try:
        row = transitions.lock(rows, pk=authorisation_id, expected_version=expected_version)
    except DataAuthorisation.DoesNotExist:
        raise NotFound from None
    transition = WORKFLOW.require(action=action, state=row.state, roles=actor.roles)
    if action == "confirm":
        require_not_frozen(actor=actor, enterprise=row.enterprise)
    transitions.move(row, target=str(transition.target))
    if action in _ENDING:
        row.ended_at, row.ended_by = now(), actor.user_id
    audit_record(
        actor=actor,
        action=CreditAudit(f"credit.{action}"),
        object_kind="authorisation",
        object_id=row.pk,
        detail={"item": row.item, "institution": str(row.institution_id)},
    )
    if action in _ENDING:
        ids = {"authorisation": row.pk, "subject": row.subject_id}
        publish(Event(EVENT_REVOKED, ids, actor, {"item": row.item, "subject_kind": row.subject_kind}))
    return row


def authorisation_revoke(
    *, actor: Actor, authorisation_id: UUID, expected_version: int | None = None
) -> DataAuthorisation:
    """Take a grant back, at any time (K2). What was read before stays read and stays listed."""
    with transaction.atomic():
        row = authorisation_move(
            actor=actor, authorisation_id=authorisation_id, action="revoke", expected_version=expected_version
        )
        row.save()
        return row


def authorisations_end(*, subject_kind: str, subject_id: UUID) -> int:
    """End every live grant of a subject that came to its own end; how many."""
    with transaction.atomic():
        ended = DataAuthorisation.objects.filter(
            subject_kind=subject_kind, subject_id=subject_id, state__in=_LIVE
        ).update(state=AuthorisationState.ENDED, ended_at=now())
        if ended:
            audit_record(
                actor=SYSTEM,
                action=CreditAudit.END,
                object_kind=subject_kind,
                object_id=subject_id,
                detail={"count": ended},
            )
        return ended


def authorisations_expire_due() -> int:
    """Job: mark grants whose period has run out; how many. Reads are refused from that moment on even without it."""
    due = list(
        DataAuthorisation.objects.filter(state__in=_LIVE, valid_until__lt=now()).values_list("pk", flat=True)[
            :_BATCH
        ]
    )
    with transaction.atomic():
        for authorisation_id in due:
            audit_record(
                actor=SYSTEM,
                action=CreditAudit.EXPIRE,
                object_kind="authorisation",
                object_id=authorisation_id,
            )
        return DataAuthorisation.objects.filter(pk__in=due, state__in=_LIVE).update(
            state=AuthorisationState.EXPIRED, ended_at=now()
        )
