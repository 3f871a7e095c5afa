"""Invitations by an administrator; taken up at the next login of that phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.permissions import require_manage_members
from yuzhengdai.domain.enterprises.services.shared import clean_place, enterprise_lock
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.services import sms_enqueue

VALID_FOR = timedelta(days=7)
MAX_OPEN = 20
MAX_PER_DAY = 30


def member_invite(
    *,
    actor: Actor,
    enterprise: Enterprise,
    inviter: User,
    phone: str,
    role: str,
    scopes: Iterable[str] = (),
    ends_on: date | None = None,
) -> MemberInvitation:
    """Invite a phone (E.164). The person is told by SMS and joins by logging in within 7 days.

    The answer does not tell whether that phone has an account.
    """
    require_manage_members(actor=actor, enterprise=enterprise)
    new_role, new_scopes, new_end = clean_place(role=role, scopes=scopes, ends_on=ends_on)
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        if row.state not in {EnterpriseState.CLAIMED, EnterpriseState.VERIFIED}:
            raise Refused("enterprises.not_open", "企业当前状态不能邀请成员，请拨打服务热线。")
        index = phone_index(phone)
        _check_invitable(row, index)
        invitation = MemberInvitation.objects.create(
            enterprise=row,
            invited_by=inviter,
            phone=phone,
            phone_index=index,
            role=new_role,
            scopes=new_scopes,
            ends_on=new_end,
            expires_at=now() + VALID_FOR,
        )
        audit_record(
            actor=actor,
            action="enterprises.invite",
            object_kind="invitation",
            object_id=invitation.pk,
            detail={"role": new_role, "scopes": ",".join(new_scopes)},
        )
        sms_enqueue(
            phone=phone,
            template="member_invited",
            params={"enterprise": row.name},
            text=f"【豫正贷】{row.name}邀请您成为企业成员。请在 7 天内用本手机号登录河南省金融服务共享平台，登录即加入。",
            dedupe_key=f"invite:{invitation.pk}",
            expires_at=invitation.expires_at,
        )
    return invitation


def _check_invitable(enterprise: Enterprise, index: str) -> None:
    """Raises FieldErrors for a phone that is in or invited, Refused where too many were invited."""
    members = EnterpriseMember.objects.filter(enterprise=enterprise, state=MemberState.ACTIVE)
    if members.filter(user__phone_index=index).exists():
        raise FieldErrors({"phone": "这个手机号已是本企业成员"})
    open_ones = _open(enterprise)
    if open_ones.filter(phone_index=index).exists():
        raise FieldErrors({"phone": "已邀请过这个手机号，等待对方登录"})
    lately = MemberInvitation.objects.filter(enterprise=enterprise, created_at__gt=now() - timedelta(days=1))
    if open_ones.count() >= MAX_OPEN or lately.count() >= MAX_PER_DAY:
        raise Refused("enterprises.too_many_invitations", "今天邀请的人数已达上限，请明天再试。")


def invitation_withdraw(*, actor: Actor, enterprise: Enterprise, invitation_id: UUID) -> MemberInvitation:
    """Take an invitation back that nobody has taken up."""
    require_manage_members(actor=actor, enterprise=enterprise)
    with transaction.atomic():
        try:
            invitation = lock(MemberInvitation.objects.all(), pk=invitation_id, enterprise=enterprise)
        except MemberInvitation.DoesNotExist:
            raise NotFound from None
        if invitation.accepted_at is not None:
            raise Refused("enterprises.invitation_taken", "对方已经加入，请在成员列表中办理。")
        if invitation.withdrawn_at is None:
            invitation.withdrawn_at = now()
            invitation.save(update_fields=["withdrawn_at"])
            audit_record(
                actor=actor,
                action="enterprises.invite_withdraw",
                object_kind="invitation",
                object_id=invitation.pk,
            )
    return invitation


def invitations_accept(*, actor: Actor, user: User) -> list[EnterpriseMember]:
    """Take up every open invitation of this user's number (at login, after its code was proved)."""
    joined: list[EnterpriseMember] = []
    pending = MemberInvitation.objects.filter(
        phone_index=user.phone_index,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now(),
        enterprise__state__in=[EnterpriseState.CLAIMED, EnterpriseState.VERIFIED],
    )
    for found in pending.order_by("created_at"):
        with transaction.atomic():
            row = enterprise_lock(found.enterprise_id)
            invitation = lock(MemberInvitation.objects.all(), pk=found.pk)
            if invitation.accepted_at is None and invitation.withdrawn_at is None:
                joined.extend(_accept(actor, user, row, invitation))
    return joined


def _accept(
    actor: Actor, user: User, enterprise: Enterprise, invitation: MemberInvitation
) -> list[EnterpriseMember]:
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    if invitation.ends_on is not None and invitation.ends_on < today():
        return []
    place = {"role": invitation.role, "scopes": invitation.scopes, "ends_on": invitation.ends_on}
    member = EnterpriseMember.objects.filter(enterprise=enterprise, user=user).exclude(
        state=MemberState.ENDED
    )
    present = member.first()
    if present is not None and present.state == MemberState.ACTIVE:
        return []
    if present is not None:
        present.role, present.scopes, present.ends_on = invitation.role, invitation.scopes, invitation.ends_on
        present.state = MemberState.ACTIVE
        present.version += 1
        present.save(update_fields=["role", "scopes", "ends_on", "state", "version"])
    else:
        try:
            with transaction.atomic():
                present = EnterpriseMember.objects.create(
                    enterprise=enterprise, user=user, name=str(user.name), **place
                )
        except IntegrityError:
            return []
    audit_record(actor=actor, action="enterprises.invite_accept", object_kind="member", object_id=present.pk)
    return [present]


def _open(enterprise: Enterprise) -> QuerySet[MemberInvitation]:
    return MemberInvitation.objects.filter(
        enterprise=enterprise,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now(),
    )
