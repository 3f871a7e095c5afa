"""What the use cases of this package have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from yuzhengdai.domain.enterprises.enums import MemberRole, MemberScope, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseChange, EnterpriseMember
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
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


def require_another_admin(*, enterprise: Enterprise, besides: EnterpriseMember) -> None:
    """Raises Refused when this is the last administrator. The enterprise is locked by the caller."""
    others = EnterpriseMember.objects.filter(
        enterprise=enterprise, state=MemberState.ACTIVE, role=MemberRole.ADMIN, user__is_active=True
    ).exclude(pk=besides.pk)
    if not others.exists():
        raise Refused("enterprises.last_admin", "企业至少保留一名管理员，请先把另一位成员设为管理员。")


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
