"""Invitations by an administrator of a verified enterprise. How they are answered stands in ``invited``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.permissions import require_manage_members
from yuzhengdai.domain.enterprises.selectors import open_invitations
from yuzhengdai.domain.enterprises.services.shared import clean_place, enterprise_lock
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.services import sms_enqueue

VALID_FOR = timedelta(days=7)
MAX_OPEN = 20
MAX_PER_DAY = 30
MAX_PER_TARGET_DAY = 3
MAX_PER_TARGET_MONTH = 10
"""Invitations one phone may get, over all enterprises."""


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
    """Invite a phone (E.164). The person is told by SMS and has 7 days to accept or decline on a page of their own.

    Only verified enterprises invite: an SMS of ours names nobody whose name was not checked. The answer does not tell whether
    that phone has an account.
    """
    require_manage_members(actor=actor, enterprise=enterprise)
    new_role, new_scopes, new_end = clean_place(role=role, scopes=scopes, ends_on=ends_on)
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        if row.state == EnterpriseState.CLAIMED:
            raise Refused("enterprises.not_verified", "请先完成企业认证，再邀请成员。")
        if row.state != EnterpriseState.VERIFIED:
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
            action=EnterpriseAudit.INVITE,
            object_kind="invitation",
            object_id=invitation.pk,
            detail={"role": new_role, "scopes": ",".join(new_scopes)},
        )
        sms_enqueue(
            phone=phone,
            template="member_invited",
            params={"enterprise": row.name},
            text=f"【豫正贷】{row.name}邀请您成为企业成员。请在 7 天内用本手机号登录河南省金融服务共享平台，核对后选择加入或谢绝。",
            dedupe_key=f"invite:{invitation.pk}",
            expires_at=invitation.expires_at,
        )
    return invitation


def _check_invitable(enterprise: Enterprise, index: str) -> None:
    """Raises FieldErrors for a phone that is in or invited, Refused where too many were invited."""
    members = EnterpriseMember.objects.filter(enterprise=enterprise, state=MemberState.ACTIVE)
    if members.filter(user__phone_index=index).exists():
        raise FieldErrors({"phone": "这个手机号已是本企业成员"})
    open_ones = open_invitations().filter(enterprise=enterprise)
    if open_ones.filter(phone_index=index).exists():
        raise FieldErrors({"phone": "已邀请过这个手机号，等待对方答复"})
    lately = MemberInvitation.objects.filter(enterprise=enterprise, created_at__gt=now() - timedelta(days=1))
    if open_ones.count() >= MAX_OPEN or lately.count() >= MAX_PER_DAY:
        raise Refused("enterprises.too_many_invitations", "今天邀请的人数已达上限，请明天再试。")
    _check_target(index)


def _check_target(index: str) -> None:
    """Nobody's phone is flooded, whichever enterprises invite it. Says nothing of the others."""
    got = MemberInvitation.objects.filter(phone_index=index)
    day, month = now() - timedelta(days=1), now() - timedelta(days=30)
    lately = got.filter(created_at__gt=month).aggregate(
        day=Count("pk", filter=Q(created_at__gt=day)), month=Count("pk")
    )
    if lately["day"] >= MAX_PER_TARGET_DAY or lately["month"] >= MAX_PER_TARGET_MONTH:
        raise FieldErrors({"phone": "这个手机号近期收到的邀请较多，请过几天再邀请，或请对方申请加入"})


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
        if invitation.declined_at is not None:
            raise Refused("enterprises.invitation_declined", "对方已谢绝这次邀请，不用撤回。")
        if invitation.withdrawn_at is None:
            invitation.withdrawn_at = now()
            invitation.save(update_fields=["withdrawn_at"])
            audit_record(
                actor=actor,
                action=EnterpriseAudit.INVITE_WITHDRAW,
                object_kind="invitation",
                object_id=invitation.pk,
            )
    return invitation
