"""What the use cases of this package have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import MemberRole, MemberScope, MemberState
from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.domain.enterprises.models import (
    Enterprise,
    EnterpriseChange,
    EnterpriseMember,
    MemberInvitation,
)
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.transitions import lock


def enterprise_lock(enterprise_id: UUID, *, expected_version: int | None = None) -> Enterprise:
    """The enterprise's row is the lock for everything about its members."""
    return lock(Enterprise.objects.all(), expected_version=expected_version, pk=enterprise_id)


def clean_place(
    *, role: str, scopes: Iterable[str], ends_on: date | None
) -> tuple[MemberRole, list[str], date | None]:
    """A role with what belongs to it: ticks for agents alone, no end date for administrators.

    Raises FieldErrors. An administrator without an end date is what keeps an enterprise from being without one.
    """
    wanted = MemberRole(role)
    if wanted == MemberRole.ADMIN:
        if ends_on is not None:
            raise FieldErrors({"ends_on": "管理员不设截止日期，请留空"})
        return wanted, [], None
    if ends_on is not None and ends_on < today():
        raise FieldErrors({"ends_on": "截止日期不能早于今天"})
    picked = sorted({MemberScope(scope).value for scope in scopes}) if wanted == MemberRole.AGENT else []
    return wanted, picked, ends_on


def has_another_admin(*, enterprise: Enterprise, besides: EnterpriseMember) -> bool:
    """Whether somebody else can act as administrator there."""
    others = EnterpriseMember.objects.filter(
        enterprise=enterprise,
        state=MemberState.ACTIVE,
        role=MemberRole.ADMIN,
        awaits_head_at__isnull=True,
        user__is_active=True,
    )
    return others.exclude(pk=besides.pk).exists()


def require_another_admin(*, enterprise: Enterprise, besides: EnterpriseMember) -> None:
    """Raises Refused when this is the last administrator. The enterprise is locked by the caller."""
    if not has_another_admin(enterprise=enterprise, besides=besides):
        raise Refused("enterprises.last_admin", "企业至少保留一名管理员，请先把另一位成员设为管理员。")


def places_end(
    *,
    actor: Actor,
    enterprise: Enterprise,
    members: Sequence[EnterpriseMember],
    log_out: bool = False,
    reason: str = "",
) -> None:
    """End these places, and with each what hangs on it: open invitations of that person, certificates, open attempts (by event).

    The enterprise is locked by the caller, who also says who is told. ``log_out`` ends the persons' sessions too; ``reason`` is for the
    audit log.
    """
    users = [member.user_id for member in members]
    EnterpriseMember.objects.filter(pk__in=[member.pk for member in members]).update(
        state=MemberState.ENDED, awaits_head_at=None, version=F("version") + 1
    )
    if log_out:
        User.objects.filter(pk__in=users).update(session_epoch=F("session_epoch") + 1)
    invitations_end(enterprise=enterprise, by=users)
    for member in members:
        audit_record(
            actor=actor,
            action=EnterpriseAudit.MEMBER_END,
            object_kind="member",
            object_id=member.pk,
            detail={"reason": reason} if reason else {},
        )
        ids = {"enterprise": enterprise.pk, "member": member.pk, "user": member.user_id}
        publish(Event(EnterpriseEvent.MEMBER_ENDED, ids, actor))


def invitations_end(*, enterprise: Enterprise, by: Sequence[UUID]) -> None:
    """Withdraw what these users have invited and nobody has answered yet."""
    MemberInvitation.objects.filter(
        enterprise=enterprise,
        invited_by__in=by,
        accepted_at__isnull=True,
        declined_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=now())


def require_not_head(member: EnterpriseMember) -> None:
    """Raises Refused for the verified 法定代表人: nobody else changes or ends that place, only another proof does (R2)."""
    if member.is_legal_representative:
        raise Refused(
            "enterprises.head_stays",
            "法定代表人的权限不能由他人变更。法定代表人换人的，请由新的法定代表人办理企业认证。",
        )


def change_record(
    *, enterprise: Enterprise, actor: Actor, field: str, before: str, after: str, grounds: str = ""
) -> None:
    """Write one line of history; nothing when nothing changed."""
    if before != after:
        EnterpriseChange.objects.create(
            enterprise=enterprise,
            field=field,
            before=before,
            after=after,
            changed_by=actor.user_id,
            grounds=grounds,
        )
