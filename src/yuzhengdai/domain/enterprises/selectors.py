"""Reading enterprises and members. Everything of one enterprise goes through its member."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberRole, MemberState
from yuzhengdai.domain.enterprises.models import (
    Enterprise,
    EnterpriseChange,
    EnterpriseMember,
    MemberInvitation,
    UtilityAccount,
    UtilityDraft,
)
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.prepared import Prepared


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
    """This user's place in one enterprise, or None where there is none today.

    Asked on every page of a signed-in reader: a plain look-up by the unique pair, the rest of ``live_memberships`` in Python.
    """
    member = _PLACE.first(user.pk, enterprise_id)
    if member is None or (member.ends_on is not None and member.ends_on < today()):
        return None
    return None if member.enterprise.state == EnterpriseState.CANCELLED else member


_PLACE = Prepared(
    EnterpriseMember,
    lambda user_id, enterprise_id: EnterpriseMember.objects.select_related("enterprise").filter(
        user_id=user_id, enterprise_id=enterprise_id, state=MemberState.ACTIVE
    )[:1],
    UUID,
    UUID,
)


def enterprise_for_actor(*, actor: Actor) -> Enterprise:
    """The enterprise the actor works for. Raises Enterprise.DoesNotExist for anybody else."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        raise Enterprise.DoesNotExist
    return Enterprise.objects.get(pk=actor.organisation_id)


def member_roles(member: EnterpriseMember) -> frozenset[str]:
    """Qualified roles of a member, an agent's ticks included; who waits for the 法定代表人's word may only look."""
    if member.awaits_head_at is not None:
        return frozenset({"enterprise:viewer"})
    roles = {f"enterprise:{member.role}"}
    if member.role == MemberRole.AGENT:
        roles |= {f"enterprise:agent+{scope}" for scope in member.scopes}
    if member.is_legal_representative:
        roles.add("enterprise:legal_representative")
    return frozenset(roles)


def verified_enterprise(*, uscc: str) -> Enterprise | None:
    """The verified (or frozen) enterprise of a code. Only for use cases in which the asker has proved a phone."""
    return Enterprise.objects.filter(
        uscc=uscc, state__in=[EnterpriseState.VERIFIED, EnterpriseState.FROZEN]
    ).first()


def member_list(*, actor: Actor) -> QuerySet[EnterpriseMember]:
    """Members of the actor's enterprise that are or ask to be there, requests first."""
    return (
        EnterpriseMember.objects.filter(enterprise_id=_own(actor))
        .exclude(state=MemberState.ENDED)
        .select_related("user")
        .order_by("-state", "created_at")
    )


def member_get(*, actor: Actor, member_id: UUID) -> EnterpriseMember:
    """One member of the actor's enterprise. Raises EnterpriseMember.DoesNotExist for any other."""
    return EnterpriseMember.objects.select_related("user", "enterprise").get(
        pk=member_id, enterprise_id=_own(actor)
    )


def key_holders(*, enterprise_id: UUID) -> QuerySet[EnterpriseMember]:
    """Members whom a USBKEY of the enterprise may be bound to: who may act today and whose account is open, oldest first."""
    return (
        EnterpriseMember.objects.filter(
            enterprise_id=enterprise_id, state=MemberState.ACTIVE, user__is_active=True
        )
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
        .select_related("user")
        .order_by("created_at")
    )


def invitation_list(*, actor: Actor) -> QuerySet[MemberInvitation]:
    """Open invitations of the actor's enterprise, the newest first."""
    return open_invitations().filter(enterprise_id=_own(actor)).order_by("-created_at")


def open_invitations() -> QuerySet[MemberInvitation]:
    """Invitations that can still be accepted: of verified enterprises, not answered, not withdrawn, not run out."""
    return MemberInvitation.objects.filter(
        enterprise__state=EnterpriseState.VERIFIED,
        accepted_at__isnull=True,
        declined_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now(),
    )


def invitations_for(*, user: User) -> QuerySet[MemberInvitation]:
    """What this user's proved number may accept, the oldest first, with enterprise and inviter."""
    found = open_invitations().filter(phone_index=user.phone_index)
    return found.select_related("enterprise", "invited_by").order_by("created_at")


def is_party(*, user_id: UUID | None, enterprise_id: UUID) -> bool:
    """Whether this person has, or asks for, a place in the enterprise, or has claimed it: then its cases are their own."""
    if user_id is None:
        return False
    places = EnterpriseMember.objects.filter(user_id=user_id, enterprise_id=enterprise_id)
    claims = Enterprise.objects.filter(pk=enterprise_id, claimed_by_id=user_id)
    return places.exclude(state=MemberState.ENDED).exists() or claims.exists()


def change_list(*, actor: Actor) -> QuerySet[EnterpriseChange]:
    """What changed about the actor's enterprise, the newest first."""
    return EnterpriseChange.objects.filter(enterprise_id=_own(actor)).order_by("-created_at", "-id")


def utility_accounts(*, actor: Actor) -> QuerySet[UtilityAccount]:
    """Live 电力户号 and 社保号 of the actor's enterprise, with 「租用场地，无独立户号」 where that was said; oldest first.

    ``has_draft``: whether this person has something typed and not verified (``utility_draft``).
    """
    drafts = UtilityDraft.objects.filter(
        enterprise_id=OuterRef("enterprise_id"), user_id=actor.user_id or UUID(int=0)
    )
    live = UtilityAccount.objects.filter(enterprise_id=_own(actor), ended_at__isnull=True)
    return live.annotate(has_draft=Exists(drafts)).order_by("created_at", "id")


def utility_account_get(*, actor: Actor, account_id: UUID) -> UtilityAccount:
    """One live account of the actor's enterprise. Raises UtilityAccount.DoesNotExist for any other."""
    return utility_accounts(actor=actor).get(pk=account_id)


_NOBODY = UUID(int=0)


def _own(actor: Actor) -> UUID:
    """The actor's enterprise, or an id that finds nothing."""
    is_enterprise = actor.kind == ActorKind.ENTERPRISE
    return actor.organisation_id if is_enterprise and actor.organisation_id is not None else _NOBODY


def utility_draft(*, actor: Actor, kept_for: timedelta) -> dict[str, str]:
    """What this person typed for this enterprise and is still to be verified; {} after ``kept_for``."""
    row = UtilityDraft.objects.filter(
        enterprise_id=_own(actor), user_id=actor.user_id or UUID(int=0), kept_at__gt=now() - kept_for
    ).first()
    return {} if row is None else dict(row.typed)
