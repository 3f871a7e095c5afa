"""Members: asking to join, deciding, changing a place, confirming it, ending it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.permissions import require_head, require_manage_members
from yuzhengdai.domain.enterprises.services.shared import (
    clean_place,
    enterprise_lock,
    invitations_end,
    places_end,
    require_another_admin,
    require_not_head,
)
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.masking import mask_name, mask_phone
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.transitions import lock, move
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

MAX_REQUESTS_PER_MONTH = 3


def join_request_make(
    *, actor: Actor, user: User, enterprise: Enterprise, name: str, note: str = ""
) -> EnterpriseMember:
    """Ask to join a verified enterprise; its administrators decide in 「消息中心」. A repeat is the first request."""
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        if row.state != EnterpriseState.VERIFIED:
            raise Refused("enterprises.not_open", "这家企业现在不能加入，请拨打服务热线。")
        present = EnterpriseMember.objects.filter(enterprise=row, user=user).exclude(state=MemberState.ENDED)
        found = present.first()
        if found is not None:
            return found
        lately = EnterpriseMember.objects.filter(
            enterprise=row, user=user, created_at__gt=now() - timedelta(days=30)
        )
        if lately.count() >= MAX_REQUESTS_PER_MONTH:
            raise Refused(
                "enterprises.too_many_requests", "30 天内已多次申请加入这家企业，请直接联系企业管理员。"
            )
        try:
            with transaction.atomic():
                member = EnterpriseMember.objects.create(
                    enterprise=row, user=user, role=MemberRole.VIEWER, state=MemberState.REQUESTED, name=name
                )
        except IntegrityError:
            return present.get()
        audit_record(
            actor=actor, action=EnterpriseAudit.JOIN_REQUEST, object_kind="member", object_id=member.pk
        )
        # Kept in clear and read by every member: the full name stands on the member's own page only.
        who = f"{mask_name(name)}（{mask_phone(str(user.phone))}）"
        notification_create(
            recipient_kind="enterprise",
            recipient_id=row.pk,
            category=MessageKind.MEMBER,
            title="有人申请加入本企业",
            body=f"{who}申请加入。{'说明：' + note + '。' if note else ''}请管理员核对本人身份后同意或拒绝。",
            dedupe_key=f"join:{member.pk}",
            subject_kind="join_request",
            subject_id=member.pk,
            is_todo=True,
        )
    return member


def join_request_decide(
    *,
    actor: Actor,
    enterprise: Enterprise,
    member_id: UUID,
    is_accepted: bool,
    role: str = MemberRole.VIEWER,
    scopes: Iterable[str] = (),
    ends_on: date | None = None,
) -> EnterpriseMember:
    """An administrator accepts (with role, ticks, end date) or refuses; the person is told by SMS."""
    require_manage_members(actor=actor, enterprise=enterprise)
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        member = _member(row, member_id)
        if member.state != MemberState.REQUESTED:
            raise Refused("enterprises.request_decided", "这个申请已经处理过，请刷新页面查看。")
        require_not_own(actor, member.user_id)
        if is_accepted:
            member.role, member.scopes, member.ends_on = clean_place(
                role=role, scopes=scopes, ends_on=ends_on
            )
            move(member, target=MemberState.ACTIVE)
        else:
            move(member, target=MemberState.ENDED)
        member.save(update_fields=["role", "scopes", "ends_on", "state", "version"])
        audit_record(
            actor=actor,
            action=EnterpriseAudit.JOIN_ACCEPT if is_accepted else EnterpriseAudit.JOIN_REFUSE,
            object_kind="member",
            object_id=member.pk,
            detail={"role": member.role},
        )
        outcome = "已同意，您可以登录办理业务" if is_accepted else "未获同意，如有疑问请联系企业管理员"
        sms_enqueue(
            phone=str(member.user.phone),
            template="join_decided",
            params={"enterprise": row.name},
            text=f"【豫正贷】您加入{row.name}的申请{outcome}。",
            dedupe_key=f"join-decided:{member.pk}",
        )
    return member


def member_change(
    *,
    actor: Actor,
    enterprise: Enterprise,
    member_id: UUID,
    role: str,
    scopes: Iterable[str] = (),
    ends_on: date | None = None,
    expected_version: int | None = None,
) -> EnterpriseMember:
    """Give a member another role, other ticks or another end date. At least one administrator stays."""
    require_manage_members(actor=actor, enterprise=enterprise)
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        member = _member(row, member_id, expected_version=expected_version)
        if member.state != MemberState.ACTIVE:
            raise Refused("enterprises.not_active", "这位成员已不在企业中，请刷新页面查看。")
        require_not_head(member)
        new_role, new_scopes, new_end = clean_place(role=role, scopes=scopes, ends_on=ends_on)
        if member.role == MemberRole.ADMIN and new_role != MemberRole.ADMIN:
            require_another_admin(enterprise=row, besides=member)
        member.role, member.scopes, member.ends_on = new_role, new_scopes, new_end
        member.version += 1
        member.save(update_fields=["role", "scopes", "ends_on", "version"])
        if new_role != MemberRole.ADMIN:
            invitations_end(enterprise=row, by=[member.user_id])
        audit_record(
            actor=actor,
            action=EnterpriseAudit.MEMBER_CHANGE,
            object_kind="member",
            object_id=member.pk,
            detail={"role": new_role, "scopes": ",".join(new_scopes), "ends_on": str(new_end or "")},
        )
    return member


def member_end(
    *, actor: Actor, enterprise: Enterprise, member_id: UUID, reason: str = ""
) -> EnterpriseMember:
    """End a member's place: by an administrator, or by the member (leaving). A repeat changes nothing.

    Ending somebody else's demands a ``reason`` (``stop_reason``), kept in the audit log and told the enterprise in 「消息中心」;
    the person hears by SMS that the place has ended. Raises FieldErrors, Forbidden, NotFound, Refused.
    """
    is_self = actor.member_id == member_id and actor.organisation_id == enterprise.pk
    if not is_self:
        require_manage_members(actor=actor, enterprise=enterprise)
    with transaction.atomic():
        row = enterprise_lock(enterprise.pk)
        member = _member(row, member_id)
        if member.state == MemberState.ENDED:
            return member
        if not is_self:
            require_not_head(member)
        if member.role == MemberRole.ADMIN and member.state == MemberState.ACTIVE:
            require_another_admin(enterprise=row, besides=member)
        why = "" if is_self else stop_reason(reason, label="结束原因")
        places_end(actor=actor, enterprise=row, members=[member], reason=why)
        if not is_self:
            _tell_ended(actor, row, member, why)
    member.refresh_from_db(fields=["state", "version"])
    return member


def member_confirm(*, actor: Actor, enterprise: Enterprise, member_id: UUID) -> EnterpriseMember:
    """The verified 法定代表人 lets a place stand that was there before the proof. A repeat changes nothing.

    Raises NotFound for outsiders, Forbidden for everybody but the 法定代表人, Refused for a place that has ended.
    """
    require_head(actor=actor, enterprise=enterprise)
    with transaction.atomic():
        member = _member(enterprise_lock(enterprise.pk), member_id)
        if member.state != MemberState.ACTIVE:
            raise Refused("enterprises.not_active", "这位成员已不在企业中，请刷新页面查看。")
        if member.awaits_head_at is not None:
            member.awaits_head_at = None
            member.version += 1
            member.save(update_fields=["awaits_head_at", "version"])
            audit_record(
                actor=actor,
                action=EnterpriseAudit.MEMBER_CONFIRM,
                object_kind="member",
                object_id=member.pk,
                detail={"role": member.role},
            )
    return member


def _tell_ended(actor: Actor, enterprise: Enterprise, member: EnterpriseMember, why: str) -> None:
    who = f"{mask_name(str(member.name))}（{mask_phone(str(member.user.phone))}）"
    notification_create(
        recipient_kind="enterprise",
        recipient_id=enterprise.pk,
        category=MessageKind.MEMBER,
        title="成员权限已结束",
        body=f"{actor.written_name}结束了{who}的权限。原因：{why}",
        dedupe_key=f"member-ended:{member.pk}",
        subject_kind="member",
        subject_id=member.pk,
    )
    # An SMS of ours names nobody whose name was not checked.
    name = "所在企业" if enterprise.state == EnterpriseState.CLAIMED else enterprise.name
    sms_enqueue(
        phone=str(member.user.phone),
        template="access_ended",
        params={"enterprise": name},
        text=f"【豫正贷】您在{name}的权限已结束。如有疑问请联系该企业的管理员。",
        dedupe_key=f"member-ended:{member.pk}",
    )


def _member(
    enterprise: Enterprise, member_id: UUID, *, expected_version: int | None = None
) -> EnterpriseMember:
    try:
        return lock(
            EnterpriseMember.objects.select_related("user"),
            expected_version=expected_version,
            pk=member_id,
            enterprise=enterprise,
        )
    except EnterpriseMember.DoesNotExist:
        raise NotFound from None
