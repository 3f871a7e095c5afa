"""How grants end: revoked, expired, or with what they were given for."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.enums import AuthorisationState
from yuzhengdai.domain.credit.events import CreditEvent
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import authorisation_group, authorisations_of_enterprise
from yuzhengdai.domain.credit.workflow import WORKFLOW
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.events import Event, publish

EVENT_REVOKED = CreditEvent.AUTHORISATION_REVOKED
"""Published with ids {"authorisation", "subject"} and detail {"items", "subject_kind"}: no more of these data from now on. Several that
are taken back together are one event, by the first of them."""

_ENDING = frozenset({"refuse", "revoke"})
_LIVE = (AuthorisationState.PENDING, AuthorisationState.ACTIVE)
_BATCH = 500


def authorisation_move(
    *,
    actor: Actor,
    authorisation_id: UUID,
    action: str,
    expected_version: int | None = None,
    is_told: bool = True,
) -> DataAuthorisation:
    """Lock, guard, move and audit one grant of the actor's enterprise; the caller saves the row, and tells of it where ``is_told`` is off.

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
    if action in _ENDING and is_told:
        _tell(actor, [row])
    return row


def _tell(actor: Actor, rows: list[DataAuthorisation]) -> None:
    first = rows[0]
    ids = {"authorisation": first.pk, "subject": first.subject_id}
    detail = {"items": ",".join(row.item for row in rows), "subject_kind": first.subject_kind}
    publish(Event(EVENT_REVOKED, ids, actor, detail))


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


def authorisations_revoke(*, actor: Actor, subject_id: UUID) -> list[DataAuthorisation]:
    """Take back everything that was granted for one thing and is not yet ended; the institution is told once.

    Raises NotFound, Refused when nothing is left to take back.
    """
    with transaction.atomic():
        live = authorisation_group(actor=actor, subject_id=subject_id).live
        if not live:
            raise Refused("credit.nothing_to_revoke", "这里已经没有可以撤回的授权。")
        rows = [
            authorisation_move(actor=actor, authorisation_id=row.pk, action="revoke", is_told=False)
            for row in live
        ]
        for row in rows:
            row.save()
        _tell(actor, rows)
        return rows


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
