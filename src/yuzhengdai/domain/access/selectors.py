"""Reading what a login leads to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from yuzhengdai.domain.access.models import HandOver, PlatformLink
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import live_memberships, verified_enterprise
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.keyring import blind_index


@dataclass(frozen=True, slots=True)
class Choice:
    """One enterprise a user may act for."""

    enterprise: Enterprise
    member: EnterpriseMember


def enterprise_choices(*, user: User) -> list[Choice]:
    """The enterprises this user may choose, verified ones first, then the oldest place (L3)."""
    members = sorted(live_memberships(user=user), key=lambda m: not m.enterprise.is_verified)
    return [Choice(member.enterprise, member) for member in members]


def enterprise_choice(*, user: User, enterprise_id: UUID) -> Choice | None:
    """One of them, or None."""
    member = live_memberships(user=user).filter(enterprise_id=enterprise_id).first()
    return Choice(member.enterprise, member) if member is not None else None


def hand_over_was_made(*, actor: Actor) -> bool:
    """Whether a dialog with a QR for this user and enterprise was opened on a PC within the last day: it may still stand open."""
    if actor.user_id is None or actor.organisation_id is None:
        return False
    return HandOver.objects.filter(user_id=actor.user_id, enterprise_id=actor.organisation_id).exists()


def has_place_in_code(*, user: User, uscc: str) -> EnterpriseMember | None:
    """This user's live place in the verified enterprise of this code, or in a claim of their own.

    A place in somebody else's claim is no answer: whoever was let into it may claim the enterprise themselves.
    """
    places = live_memberships(user=user).filter(enterprise__uscc=uscc)
    return places.exclude(
        Q(enterprise__state=EnterpriseState.CLAIMED) & ~Q(enterprise__claimed_by=user)
    ).first()


def platform_subject_index(platform: str, subject: str) -> str:
    """Blind index of an account of a platform: the key of its row and its lasting name there."""
    return blind_index("access.platform_link.subject", f"{platform}|{subject}")


def live_platform_link(*, platform: str, subject: str) -> PlatformLink | None:
    """The link of an account that the platform itself has just named; None where there is none (any more)."""
    links = PlatformLink.objects.filter(
        subject_index=platform_subject_index(platform, subject), ended_at=None
    )
    return links.select_related("user").first()


def platform_link_of(*, user: User, link_id: UUID) -> PlatformLink | None:
    """One of the user's own links, living or ended; None for anybody else's."""
    return PlatformLink.objects.filter(user=user, pk=link_id).first()


def platform_links(*, user: User) -> QuerySet[PlatformLink]:
    """The user's own living links, the newest first."""
    return PlatformLink.objects.filter(user=user, ended_at=None).order_by("-created_at", "-pk")


__all__ = [
    "Choice",
    "enterprise_choice",
    "enterprise_choices",
    "hand_over_was_made",
    "has_place_in_code",
    "live_platform_link",
    "platform_link_of",
    "platform_links",
    "platform_subject_index",
    "verified_enterprise",
]
