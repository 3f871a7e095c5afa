"""「注销账号」: the person's places, logins and pictures end at once; what must be kept is locked until its day."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.models import HandOver, LoginSession, PlatformLink
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.enterprises.enums import MemberState
from yuzhengdai.domain.enterprises.models import EnterpriseMember, UtilityDraft
from yuzhengdai.domain.enterprises.services.shared import enterprise_lock, places_end
from yuzhengdai.domain.personal_data.audit_actions import PersonalDataAudit
from yuzhengdai.domain.personal_data.models import ClosedAccount
from yuzhengdai.domain.personal_data.obstacles import closing_obstacles
from yuzhengdai.domain.verification.services.consents import consent_withdraw
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue

CLOSED_NAME = "已注销用户"
_AT_ONCE = 500
_WITHDRAWN = (
    *(AgreementKind.IDENTITY_DATA, AgreementKind.FACE_DATA),
    *(AgreementKind.COUNTER_PROOF, AgreementKind.ID_NUMBER_QUERY),
)


def account_close(*, actor: Actor, user: User) -> ClosedAccount:
    """Close one's own account: all or nothing, a repeat changes nothing. The caller has the person proved by code.

    Number and names go from every row that a page reads into ``ClosedAccount.locked``; pictures of papers and faces are deleted, links to
    identity platforms and certificates end, the number is free to register anew. Raises NotFound for anybody else's account, Refused
    with the first of ``closing_obstacles``.
    """
    if actor.user_id != user.pk:
        raise NotFound
    with transaction.atomic():
        places = _lock_places(user)
        row = lock(User.objects.all(), pk=user.pk)
        done = ClosedAccount.objects.filter(user=row).first()
        if done is not None:
            return done
        obstacles = closing_obstacles(user=row)
        if obstacles:
            raise Refused("personal_data.not_yet", obstacles[0])
        for kind in _WITHDRAWN:
            consent_withdraw(actor=actor, kind=kind)
        _end_places(actor, places)
        _end_logins(actor, row)
        return _lock_away(actor, row)


def closed_accounts_wipe() -> int:
    """Empty what was locked, once its time has passed; returns how many. A job of the worker."""
    due = ClosedAccount.objects.filter(wiped_at=None, kept_until__lte=now()).order_by("kept_until")
    count = 0
    for found in list(due.values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            row = lock(ClosedAccount.objects.all(), pk=found)
            if row.wiped_at is not None:
                continue
            row.locked, row.wiped_at = {}, now()
            row.save(update_fields=["locked", "wiped_at"])
            audit_record(
                actor=SYSTEM, action=PersonalDataAudit.WIPE, object_kind="closed_account", object_id=row.pk
            )
        count += 1
    return count


def _lock_places(user: User) -> list[EnterpriseMember]:
    """Enterprises first, in one order, as every act on members does; so nothing is handed in while the account closes."""
    rows = EnterpriseMember.objects.filter(user=user).exclude(state=MemberState.ENDED)
    for enterprise_id in sorted(rows.values_list("enterprise_id", flat=True)):
        enterprise_lock(enterprise_id)
    return list(rows.select_related("enterprise"))


def _end_places(actor: Actor, places: list[EnterpriseMember]) -> None:
    for member in places:
        enterprise = member.enterprise
        places_end(actor=actor, enterprise=enterprise, members=[member], reason="本人注销账号")
        notification_create(
            recipient_kind="enterprise",
            recipient_id=enterprise.pk,
            category=MessageKind.MEMBER,
            title="一位成员已注销账号",
            body="一位成员注销了自己的账号，在本企业的权限同时结束。可以在「成员管理」查看现有成员。",
            dedupe_key=f"account-closed:{member.pk}",
            subject_kind="member",
            subject_id=member.pk,
        )


def _end_logins(actor: Actor, user: User) -> None:
    for link in PlatformLink.objects.select_for_update().filter(user=user, ended_at=None):
        link.ended_at = now()
        link.save(update_fields=["ended_at"])
        audit_record(
            actor=actor,
            action=AccessAudit.PLATFORM_UNLINK,
            object_kind="platform_link",
            object_id=link.pk,
            detail={"platform": link.platform, "uscc": link.uscc},
        )
    LoginSession.objects.filter(user=user).delete()
    HandOver.objects.filter(user=user).delete()
    UtilityDraft.objects.filter(user=user).delete()


def _lock_away(actor: Actor, user: User) -> ClosedAccount:
    phone, members = str(user.phone), list(EnterpriseMember.objects.filter(user=user))
    closed = ClosedAccount.objects.create(
        user=user,
        locked={
            "phone": phone,
            "name": str(user.name),
            "names": {str(member.pk): str(member.name) for member in members},
        },
        kept_until=now() + timedelta(days=settings.CLOSED_ACCOUNT_KEPT_DAYS),
    )
    for member in members:
        member.name = CLOSED_NAME
        member.save(update_fields=["name"])
    user.phone, user.phone_index, user.name = "", f"closed:{user.pk}", ""
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["phone", "phone_index", "name", "is_active", "session_epoch"])
    audit_record(actor=actor, action=PersonalDataAudit.CLOSE, object_kind="user", object_id=user.pk)
    sms_enqueue(
        phone=phone,
        template="account_closed",
        params={},
        text="【豫正贷】您的账号已注销，依法需要留存的记录已锁定。若非本人操作，请立即拨打服务热线。",
        dedupe_key=f"account-closed:{closed.pk}",
    )
    return closed
