"""What a passed 企业认证 does to the enterprise: verified, or, where another row is verified already, control restored."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.selectors import live_memberships
from yuzhengdai.domain.enterprises.services.shared import (
    change_record,
    enterprise_lock,
    invitations_end,
    places_end,
)
from yuzhengdai.domain.enterprises.workflow import ENTERPRISE_WORKFLOW
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Conflict, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.transitions import move
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """What the licence says; empty values change nothing."""

    name: str = ""
    legal_representative_name: str = ""
    registered_address: str = ""
    region_code: str = ""
    industry_code: str = ""
    size: str = ""
    established_on: date | None = None
    registered_capital_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """What the letter of a 经办人 allows (values of MemberScope) and until when."""

    scopes: tuple[str, ...]
    ends_on: date | None


def enterprise_verify(
    *,
    actor: Actor,
    enterprise: Enterprise,
    user: User,
    is_legal_representative: bool,
    facts: EnterpriseFacts,
    person_name: str = "",
    agency: Agency | None = None,
    grounds: str = "",
) -> Enterprise:
    """A verification of ``enterprise`` by ``user`` has passed; returns the row that is verified now.

    For a claim: it becomes VERIFIED. Is another row of the code verified or frozen already, the 法定代表人 takes that one
    over, and anybody else is Refused (they ask its administrators). For a verified row (renewed by its member): the facts
    and the member's being 法定代表人 are brought up to date. ``agency`` makes the claimant a 经办人 with just these powers.

    Only the 法定代表人 becomes 管理员 by verifying. Nobody else's place in a claim outlives its verification; places in a
    verified row wait for a 法定代表人 who is new to it. Who has no live place in ``enterprise`` is Refused: dismissed meanwhile.
    """
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        present = _require_place(row, user)
        if row.state == EnterpriseState.VERIFIED:
            is_new_head = is_legal_representative and not present.is_legal_representative
            _set_facts(row, actor, facts, grounds)
            _set_member(row, user, is_legal_representative, person_name)
            if is_new_head:
                _put_to_head(row, user, actor)
            return row
        step = ENTERPRISE_WORKFLOW.require(action="verify", state=row.state, roles=actor.roles)
        if _verified_row(row.uscc) is not None:
            if not is_legal_representative:
                raise Refused(
                    "enterprises.verified_already",
                    "这家企业已由他人完成认证，请申请加入该企业，由其管理员同意。",
                )
            return enterprise_take_over(
                actor=actor, claim=row, user=user, facts=facts, person_name=person_name, grounds=grounds
            )
        _claim_to_verified(row, actor, str(step.target), grounds)
        _set_facts(row, actor, facts, grounds)
        member = _set_member(row, user, is_legal_representative, person_name)
        if not is_legal_representative:
            given = agency or Agency((), None)
            member.role, member.scopes, member.ends_on = MemberRole.AGENT, list(given.scopes), given.ends_on
            member.save(update_fields=["role", "scopes", "ends_on"])
        # Who was let into the claim was let in by somebody nobody had verified.
        _tell_ended(row, _end_others(row, user, actor), f"{row.name}已由他人完成企业认证")
        # For all members; who did it is told the result and the next step by domain.verification.
        words = ("企业已认证", f"{row.name}现在是已认证企业，各成员可以按自己的权限办理业务。")
        _told_and_recorded(row, user, actor, "verify", words)
    return row


def enterprise_take_over(
    *,
    actor: Actor,
    claim: Enterprise,
    user: User,
    facts: EnterpriseFacts,
    person_name: str = "",
    grounds: str = "",
) -> Enterprise:
    """「我是法定代表人，重新认证」 has passed: control of the verified row goes to ``user`` (R2).

    Everybody else's place ends, their sessions and open invitations too; the claim is closed. Applications and their
    history stay with the enterprise. Returns the verified row.
    """
    with transaction.atomic():
        claim_row = enterprise_lock(claim.pk)
        _require_place(claim_row, user)
        ENTERPRISE_WORKFLOW.require(action="verify", state=claim_row.state, roles=actor.roles)
        row = _verified_row(claim_row.uscc)
        if row is None:
            raise Refused("enterprises.nothing_to_take", "这家企业没有已认证的记录，请按普通认证办理。")
        if row.state == EnterpriseState.FROZEN:
            raise Refused("enterprises.frozen", "这家企业的账号已冻结，请先联系运营人员核实后再办理。")
        ended = _end_others(row, user, actor)
        _set_facts(row, actor, facts, grounds)
        _set_member(row, user, True, person_name)
        _close_claim(claim_row, user, actor)
        change_record(
            enterprise=row,
            actor=actor,
            field="control",
            before="",
            after=f"user:{user.pk}",
            grounds=grounds or "法定代表人重新认证",
        )
        words = ("企业管理权已取回", f"已结束 {len(ended)} 位原成员的权限，可在「成员管理」重新邀请。")
        _told_and_recorded(row, user, actor, "take_over", words)
        _tell_ended(row, ended, f"{row.name}的法定代表人已重新认证")
    return row


def _claim_to_verified(row: Enterprise, actor: Actor, target: str, grounds: str) -> None:
    move(row, target=target)
    row.verified_at = now()
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "version", "verified_at"])
    except IntegrityError:
        # Another claim of the same code passed in this moment.
        raise Conflict from None
    change_record(
        enterprise=row, actor=actor, field="state", before="claimed", after=row.state, grounds=grounds
    )


def _require_place(row: Enterprise, user: User) -> EnterpriseMember:
    """The applicant's own live place. Raises Refused: who was dismissed while the case waited does not come back by it."""
    member = live_memberships(user=user).filter(enterprise=row).first()
    if member is None:
        raise Refused(
            "enterprises.no_place", "申请人不是这家企业的成员，不能再凭这次认证加入，请按不通过处理。"
        )
    return member


def _put_to_head(row: Enterprise, head: User, actor: Actor) -> None:
    """The places that stood before this 法定代表人 was proven wait for a yes or an end; what was invited by others is withdrawn."""
    others = list(
        EnterpriseMember.objects.filter(enterprise=row, state=MemberState.ACTIVE).exclude(user=head)
    )
    if not others:
        return
    EnterpriseMember.objects.filter(pk__in=[one.pk for one in others]).update(
        awaits_head_at=now(), version=F("version") + 1
    )
    invitations_end(enterprise=row, by=[one.user_id for one in others])
    audit_record(
        actor=actor,
        action=EnterpriseAudit.MEMBERS_AWAIT_HEAD,
        object_kind="enterprise",
        object_id=row.pk,
        detail={"members": str(len(others))},
    )
    notification_create(
        recipient_kind="user",
        recipient_id=head.pk,
        category=MessageKind.MEMBER,
        title="请确认企业成员",
        body=f"您认证之前，本企业已有 {len(others)} 位成员。请逐一确认或结束，确认前他们只能查看。",
        dedupe_key=f"members-await:{row.pk}:{row.version}:{head.pk}",
        subject_kind="member",
        is_todo=True,
    )


def _close_claim(claim: Enterprise, user: User, actor: Actor) -> None:
    move(claim, target=EnterpriseState.CANCELLED)
    claim.save(update_fields=["state", "version"])
    _end_others(claim, user, actor)
    EnterpriseMember.objects.filter(enterprise=claim).update(state=MemberState.ENDED)


def _tell_ended(row: Enterprise, ended: list[EnterpriseMember], why: str) -> None:
    for member in ended:
        sms_enqueue(
            phone=str(member.user.phone),
            template="access_ended",
            params={"enterprise": row.name},
            text=f"【豫正贷】{why}，您在该企业的权限已结束。如有疑问请联系该企业。",
            dedupe_key=f"take-over:{row.version}:{member.pk}",
        )


def _verified_row(uscc: str) -> Enterprise | None:
    found = (
        Enterprise.objects.filter(uscc=uscc, state__in=[EnterpriseState.VERIFIED, EnterpriseState.FROZEN])
        .values_list("pk", flat=True)
        .first()
    )
    return enterprise_lock(found) if found is not None else None


def _end_others(row: Enterprise, user: User, actor: Actor) -> list[EnterpriseMember]:
    """Everybody else is out, sessions too; what was invited is withdrawn, whoever invited it."""
    others = list(
        EnterpriseMember.objects.filter(enterprise=row)
        .exclude(user=user)
        .exclude(state=MemberState.ENDED)
        .select_related("user")
    )
    places_end(actor=actor, enterprise=row, members=others, log_out=True)
    MemberInvitation.objects.filter(
        enterprise=row, accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now())
    return others


def _set_facts(row: Enterprise, actor: Actor, facts: EnterpriseFacts, grounds: str) -> None:
    changed = []
    for item in fields(facts):
        value = getattr(facts, item.name)
        before = getattr(row, item.name)
        if value in ("", None) or value == before:
            continue
        change_record(
            enterprise=row,
            actor=actor,
            field=item.name,
            before="" if before is None else str(before),
            after=str(value),
            grounds=grounds,
        )
        setattr(row, item.name, value)
        changed.append(item.name)
    if changed:
        row.save(update_fields=changed)


def _set_member(
    row: Enterprise, user: User, is_legal_representative: bool, person_name: str
) -> EnterpriseMember:
    """The verified 法定代表人 is an administrator, anybody else keeps the place; of 法定代表人 there is one at a time."""
    if is_legal_representative:
        EnterpriseMember.objects.filter(enterprise=row, is_legal_representative=True).exclude(
            user=user
        ).update(is_legal_representative=False)
    present = EnterpriseMember.objects.filter(enterprise=row, user=user).exclude(state=MemberState.ENDED)
    # Only a 法定代表人 who takes over comes without a place of their own (their claim is closed).
    member = present.first() or EnterpriseMember(enterprise=row, user=user, role=MemberRole.VIEWER)
    if is_legal_representative:
        member.role, member.scopes, member.ends_on = MemberRole.ADMIN, [], None
        member.awaits_head_at = None
    member.state = MemberState.ACTIVE
    member.is_legal_representative = member.is_legal_representative or is_legal_representative
    if person_name:
        member.name = person_name
    member.version += 1
    member.save()
    return member


def _told_and_recorded(
    row: Enterprise, user: User, actor: Actor, action: str, words: tuple[str, str]
) -> None:
    audit_record(
        actor=actor,
        action=EnterpriseAudit(f"enterprises.{action}"),
        object_kind="enterprise",
        object_id=row.pk,
    )
    publish(
        Event(
            EnterpriseEvent(f"enterprises.{action}"),
            {"enterprise": row.pk, "user": user.pk},
            actor,
        )
    )
    notification_create(
        recipient_kind="enterprise",
        recipient_id=row.pk,
        category=MessageKind.ENTERPRISE,
        title=words[0],
        body=words[1],
        dedupe_key=f"enterprise:{action}:{row.pk}:{now().timestamp()}",
        subject_kind="enterprise",
        subject_id=row.pk,
    )
