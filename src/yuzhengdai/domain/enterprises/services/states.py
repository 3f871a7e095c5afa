"""Freezing, unfreezing and cancelling an enterprise: the operator's acts."""

from __future__ import annotations

from django.db import transaction

from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseChange
from yuzhengdai.domain.enterprises.selectors import is_party
from yuzhengdai.domain.enterprises.services.shared import change_record, enterprise_lock
from yuzhengdai.domain.enterprises.workflow import ENTERPRISE_WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.transitions import move
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create

_TELL = {
    "freeze": (
        "企业账号已冻结",
        "运营方已冻结本企业的账号，冻结期间不能申请、补件、确认费用和放款。查看、撤回授权照常，可以在「说明情况」中向平台说明。",
    ),
    "unfreeze": ("企业账号已解除冻结", "本企业的账号已恢复，可以正常办理业务。"),
    "cancel": ("企业账号已注销", "本企业的账号已注销，历史记录按规定保存。"),
}


def enterprise_freeze(*, actor: Actor, enterprise: Enterprise, reason: str) -> Enterprise:
    """VERIFIED → FROZEN. ``reason`` is kept in the history, not shown to the enterprise."""
    return _step(actor=actor, enterprise=enterprise, action="freeze", reason=reason)


def enterprise_unfreeze(*, actor: Actor, enterprise: Enterprise, reason: str) -> Enterprise:
    """FROZEN → VERIFIED."""
    return _step(actor=actor, enterprise=enterprise, action="unfreeze", reason=reason)


def enterprise_cancel(*, actor: Actor, enterprise: Enterprise, reason: str) -> Enterprise:
    """To CANCELLED, the end: nobody can work for it any more.

    A verified enterprise is frozen first and cancelled by another operator than who froze it; a claim takes one. Raises Refused,
    also where other packages find something open (events).
    """
    return _step(actor=actor, enterprise=enterprise, action="cancel", reason=reason)


def _step(*, actor: Actor, enterprise: Enterprise, action: str, reason: str) -> Enterprise:
    if not reason.strip():
        raise FieldErrors({"reason": "请填写理由"})
    require_not_own(actor, is_party=is_party(user_id=actor.user_id, enterprise_id=enterprise.pk))
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        step = ENTERPRISE_WORKFLOW.require(action=action, state=row.state, roles=actor.roles)
        before = row.state
        if action == "cancel" and before == EnterpriseState.FROZEN:
            _require_another(row, actor)
        move(row, target=str(step.target))
        row.save(update_fields=["state", "version"])
        change_record(
            enterprise=row,
            actor=actor,
            field="state",
            before=before,
            after=row.state,
            grounds=reason[:80],
        )
        audit_record(
            actor=actor,
            action=EnterpriseAudit(f"enterprises.{action}"),
            object_kind="enterprise",
            object_id=row.pk,
            detail={"reason": reason.strip()[:80]},
        )
        publish(Event(EnterpriseEvent(f"enterprises.{action}"), {"enterprise": row.pk}, actor))
        title, body = _TELL[action]
        notification_create(
            recipient_kind="enterprise",
            recipient_id=row.pk,
            category=MessageKind.ENTERPRISE,
            title=title,
            body=body,
            dedupe_key=f"enterprise:{row.pk}:{row.version}",
        )
    return row


def _require_another(row: Enterprise, actor: Actor) -> None:
    """What cannot be undone is not one person's: the newest change of state is the freezing."""
    frozen = EnterpriseChange.objects.filter(enterprise=row, field="state").order_by("-created_at").first()
    if frozen is not None and frozen.changed_by == actor.user_id and actor.kind != ActorKind.SYSTEM:
        raise Refused(
            "enterprises.cancel_alone", "这家企业是您冻结的，注销后不能恢复，须由另一位运营人员办理。"
        )
