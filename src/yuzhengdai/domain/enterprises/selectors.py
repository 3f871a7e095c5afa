"""Reading enterprises and members. Everything of one enterprise goes through its member."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import today


def live_memberships(*, user: User) -> QuerySet[EnterpriseMember]:
    """The places this user may act in today, with their enterprises, oldest first."""
    return (
        EnterpriseMember.objects.filter(user=user, state=MemberState.ACTIVE)
        .exclude(enterprise__state=EnterpriseState.CANCELLED)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
        .select_related("enterprise")
        .order_by("created_at")
    )


def live_membership(*, user: User, enterprise_id: UUID) -> EnterpriseMember | None:
    """This user's place in one enterprise, or None where there is none today."""
    return live_memberships(user=user).filter(enterprise_id=enterprise_id).first()


def enterprise_for_actor(*, actor: Actor) -> Enterprise:
    """The enterprise the actor works for. Raises Enterprise.DoesNotExist for anybody else."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        raise Enterprise.DoesNotExist
    return Enterprise.objects.get(pk=actor.organisation_id)


def member_roles(member: EnterpriseMember) -> frozenset[str]:
    """Qualified roles of a member, an agent's ticks included."""
    roles = {f"enterprise:{member.role}"}
    if member.role == MemberRole.AGENT:
        roles |= {f"enterprise:agent+{scope}" for scope in member.scopes}
    if member.is_legal_representative:
        roles.add("enterprise:legal_representative")
    return frozenset(roles)
