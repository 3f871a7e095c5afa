"""What a passed 企业认证 does to the enterprise and its members (R2, R8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseChange, EnterpriseMember
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.transitions import lock, move

EVENT_VERIFIED = "enterprises.verified"
"""Published with ids {"enterprise", "user"} when an enterprise becomes verified or changes hands."""

_FACTS = (
    "name",
    "entity_type",
    "registered_address",
    "region_code",
    "established_on",
    "legal_representative_name",
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was shown: facts of the licence, and the place of the person who showed them."""

    facts: Mapping[str, Any]
    person_name: str
    is_legal_representative: bool
    scopes: list[str] = field(default_factory=list)
    ends_on: date | None = None


def enterprise_set_verified(
    *, actor: Actor, enterprise_id: UUID, user_id: UUID, shown: Verified
) -> Enterprise:
    """The claim becomes the verified enterprise of its code, or hands its person the one that is there already.

    Where a verified enterprise exists, its legal representative takes it over: the other members end, with their
    sessions. Anybody else is refused and asks to join instead. Runs in the caller's transaction.
    """
    with transaction.atomic():
        claim = lock(Enterprise.objects.all(), pk=enterprise_id)
        if claim.state != EnterpriseState.CLAIMED:
            raise Refused("enterprise.not_claimed", "该企业不是待认证状态，请刷新页面查看。")
        standing = (
            Enterprise.objects.select_for_update()
            .filter(uscc=claim.uscc, state__in=[EnterpriseState.VERIFIED, EnterpriseState.FROZEN])
            .first()
        )
        enterprise = claim if standing is None else standing
        if standing is not None:
            _take_over(claim=claim, standing=standing, user_id=user_id, shown=shown)
        _apply_facts(enterprise, shown.facts, actor=actor)
        enterprise.verified_at = now()
        move(enterprise, target=EnterpriseState.VERIFIED if standing is None else enterprise.state)
        enterprise.save()
        _place(enterprise, user_id=user_id, shown=shown)
        audit_record(
            actor=actor,
            action="enterprise.verify" if standing is None else "enterprise.take_over",
            object_kind="enterprise",
            object_id=enterprise.pk,
        )
        publish(Event(EVENT_VERIFIED, {"enterprise": enterprise.pk, "user": user_id}, actor))
        return enterprise


def _take_over(*, claim: Enterprise, standing: Enterprise, user_id: UUID, shown: Verified) -> None:
    if not shown.is_legal_representative:
        raise Refused(
            "enterprise.exists", "该企业已由他人完成认证。经办人请改为「申请加入该企业」，由其管理员同意。"
        )
    others = EnterpriseMember.objects.filter(enterprise=standing).exclude(user_id=user_id)
    live = others.exclude(state=MemberState.ENDED)
    User.objects.filter(memberships__in=live).update(session_epoch=F("session_epoch") + 1)
    live.update(state=MemberState.ENDED, version=F("version") + 1)
    move(claim, target=EnterpriseState.CANCELLED)
    claim.save()
    EnterpriseMember.objects.filter(enterprise=claim).exclude(state=MemberState.ENDED).update(
        state=MemberState.ENDED, version=F("version") + 1
    )


def _apply_facts(enterprise: Enterprise, facts: Mapping[str, Any], *, actor: Actor) -> None:
    for name in _FACTS:
        if name not in facts:
            continue
        value = facts[name]
        if name == "established_on" and isinstance(value, str):
            value = date.fromisoformat(value)
        before = getattr(enterprise, name)
        if before != value:
            EnterpriseChange.objects.create(
                enterprise=enterprise,
                field=name,
                before=str(before or ""),
                after=str(value or ""),
                changed_by=actor.user_id,
                grounds="企业认证",
            )
            setattr(enterprise, name, value)


def _place(enterprise: Enterprise, *, user_id: UUID, shown: Verified) -> None:
    member = EnterpriseMember.objects.filter(enterprise=enterprise, user_id=user_id).exclude(
        state=MemberState.ENDED
    ).first() or EnterpriseMember(enterprise=enterprise, user_id=user_id)
    if shown.is_legal_representative:
        member.role, member.scopes, member.ends_on = MemberRole.ADMIN, [], None
    else:
        member.role, member.scopes, member.ends_on = MemberRole.AGENT, list(shown.scopes), shown.ends_on
    member.is_legal_representative = shown.is_legal_representative
    member.state = MemberState.ACTIVE
    member.name = shown.person_name
    member.version += 1
    member.save()
