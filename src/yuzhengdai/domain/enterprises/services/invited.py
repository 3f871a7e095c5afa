"""Answering an invitation: by the owner of the invited number, on a page that says who invites to what. Never by logging in."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.enterprises.selectors import invitations_for
from yuzhengdai.domain.enterprises.services.shared import enterprise_lock
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create


@transaction.atomic
def invitation_accept(*, actor: Actor, user: User, invitation_id: UUID) -> EnterpriseMember:
    """Join with the place that was offered; the enterprise is told. A repeat is the place already there.

    Raises NotFound for somebody else's invitation, Refused for one that ran out, was withdrawn or declined.
    """
    enterprise, invitation = _locked(user, invitation_id)
    member = _place(enterprise, user)
    if invitation.accepted_at is not None and member is not None:
        return member
    _require_open(user, invitation)
    if invitation.ends_on is not None and invitation.ends_on < today():
        raise Refused("enterprises.invitation_over", "邀请写明的截止日期已过，请联系对方重新邀请。")
    invitation.accepted_at = now()
    invitation.save(update_fields=["accepted_at"])
    member = _join(enterprise, user, invitation, member)
    audit_record(
        actor=actor,
        action=EnterpriseAudit.INVITE_ACCEPT,
        object_kind="member",
        object_id=member.pk,
        detail={"role": member.role, "invited_by": str(invitation.invited_by_id)},
    )
    _tell(enterprise, user, invitation, "受邀人已加入", "接受了邀请，现在是本企业成员。")
    return member


@transaction.atomic
def invitation_decline(*, actor: Actor, user: User, invitation_id: UUID) -> None:
    """Say no; the enterprise is told. A repeat changes nothing. Raises NotFound, Refused as accepting does."""
    enterprise, invitation = _locked(user, invitation_id)
    if invitation.declined_at is not None:
        return
    _require_open(user, invitation)
    invitation.declined_at = now()
    invitation.save(update_fields=["declined_at"])
    audit_record(
        actor=actor,
        action=EnterpriseAudit.INVITE_DECLINE,
        object_kind="invitation",
        object_id=invitation.pk,
    )
    _tell(enterprise, user, invitation, "受邀人谢绝了邀请", "谢绝了邀请。如有误会，请与对方联系后重新邀请。")


def _locked(user: User, invitation_id: UUID) -> tuple[Enterprise, MemberInvitation]:
    """The enterprise first, as everything about members does, then the invitation."""
    mine = MemberInvitation.objects.filter(phone_index=user.phone_index)
    enterprise_id = mine.filter(pk=invitation_id).values_list("enterprise_id", flat=True).first()
    if enterprise_id is None:
        raise NotFound
    return enterprise_lock(enterprise_id), lock(mine, pk=invitation_id)


def _require_open(user: User, invitation: MemberInvitation) -> None:
    if not invitations_for(user=user).filter(pk=invitation.pk).exists():
        raise Refused(
            "enterprises.invitation_closed", "这次邀请已失效：可能已过期、已撤回或已答复。请联系对方核实。"
        )


def _place(enterprise: Enterprise, user: User) -> EnterpriseMember | None:
    found = EnterpriseMember.objects.filter(enterprise=enterprise, user=user)
    return found.exclude(state=MemberState.ENDED).first()


def _join(
    enterprise: Enterprise, user: User, invitation: MemberInvitation, member: EnterpriseMember | None
) -> EnterpriseMember:
    """The place offered: new, or in the stead of a request that waited; somebody who is a member already stays as they are."""
    if member is not None and member.state == MemberState.ACTIVE:
        return member
    place = {"role": invitation.role, "scopes": invitation.scopes, "ends_on": invitation.ends_on}
    if member is not None:
        for column, value in place.items():
            setattr(member, column, value)
        member.state = MemberState.ACTIVE
        member.version += 1
        member.save(update_fields=[*place, "state", "version"])
        return member
    try:
        with transaction.atomic():
            return EnterpriseMember.objects.create(
                enterprise=enterprise, user=user, name=str(user.name), **place
            )
    except IntegrityError:
        raise Refused("enterprises.member_already", "您已是这家企业的成员，请刷新页面查看。") from None


def _tell(enterprise: Enterprise, user: User, invitation: MemberInvitation, title: str, what: str) -> None:
    notification_create(
        recipient_kind="enterprise",
        recipient_id=enterprise.pk,
        category=MessageKind.MEMBER,
        title=title,
        body=f"{mask_phone(str(user.phone))}{what}",
        dedupe_key=f"invitation:{invitation.pk}:answered",
        subject_kind="member",
    )
