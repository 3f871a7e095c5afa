"""已看过 and 不感兴趣: an institution's own notes in its hall. No other institution and no enterprise reads them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.demands.audit_actions import DemandAudit
from yuzhengdai.domain.demands.enums import MarkKind
from yuzhengdai.domain.demands.models import DemandMark
from yuzhengdai.domain.demands.permissions import acting_officer, demands_visible_to
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.inserts import insert_new


@transaction.atomic
def demand_mark_seen(*, actor: Actor, demand_id: UUID) -> bool:
    """Note that the institution has seen it; whether this was the first time."""
    return _mark(actor, demand_id, MarkKind.SEEN)


@transaction.atomic
def demand_set_interest(*, actor: Actor, demand_id: UUID, is_interested: bool) -> None:
    """不感兴趣, or taken back. A repeat changes nothing."""
    if is_interested:
        officer = acting_officer(actor)
        gone, _ = DemandMark.objects.filter(
            institution_id=officer.institution_id, demand_id=demand_id, kind=MarkKind.NOT_INTERESTED
        ).delete()
        if gone:
            _audit(actor, DemandAudit.INTERESTED_AGAIN, demand_id)
    elif _mark(actor, demand_id, MarkKind.NOT_INTERESTED):
        _audit(actor, DemandAudit.NOT_INTERESTED, demand_id)


def _mark(actor: Actor, demand_id: UUID, kind: MarkKind) -> bool:
    officer = acting_officer(actor)
    if not demands_visible_to(actor).filter(pk=demand_id).exists():
        raise NotFound
    row = DemandMark(
        demand_id=demand_id, institution_id=officer.institution_id, kind=kind, by_user_id=actor.user_id
    )
    return bool(insert_new([row]))


def _audit(actor: Actor, action: DemandAudit, demand_id: UUID) -> None:
    audit_record(actor=actor, action=action, object_kind="demand", object_id=demand_id)
