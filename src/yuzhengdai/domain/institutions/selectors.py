"""Reading institutions and officers."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.institutions.enums import LEADERS
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.prepared import Prepared


def live_officer(*, user: User) -> Officer | None:
    """This user's post at an active institution, or None."""
    return _POST.first(user.pk)


_POST = Prepared(
    Officer,
    lambda user_id: (
        Officer.objects.filter(user_id=user_id, is_active=True, institution__is_active=True)
        .select_related("institution", "branch")
        .order_by("pk")[:1]
    ),
    UUID,
)


def has_post_at(*, user_id: UUID | None, institution_id: UUID) -> bool:
    """Whether this person has a post at the institution, suspended or not: then its cases are their own."""
    return (
        user_id is not None
        and Officer.objects.filter(user_id=user_id, institution_id=institution_id).exists()
    )


MANAGERS_TOLD = 20
"""Managers of one institution that get an SMS about one thing, at most."""


def managers_told(*, institution_id: UUID) -> list[Officer]:
    """业务主管 in office, with their users: who answers for the institution and is told by SMS."""
    rows = Officer.objects.filter(
        institution_id=institution_id, role__in=LEADERS, is_active=True, user__is_active=True
    )
    return list(rows.select_related("user").order_by("pk")[:MANAGERS_TOLD])


def institution_list_public() -> QuerySet[Institution]:
    """Active institutions in the order of the portal."""
    return Institution.objects.filter(is_active=True).order_by("sort_key", "id")


def institution_public(*, slug: str) -> Institution:
    """One active institution. Raises Institution.DoesNotExist."""
    return institution_list_public().get(slug=slug)


def branch_list_public(*, institution: Institution) -> list[Branch]:
    """Its branches, the head office first, then by city."""
    return list(institution.branches.order_by("-is_head_office", "region_code", "name"))


def institution_list_for_actor(*, actor: Actor) -> QuerySet[Institution]:
    """Institutions whose inside the actor may see: operators all, an officer the own one."""
    institutions = Institution.objects.order_by("sort_key", "id")
    if actor.kind in {ActorKind.OPERATOR, ActorKind.SYSTEM}:
        return institutions
    if actor.kind == ActorKind.INSTITUTION and actor.organisation_id is not None:
        return institutions.filter(pk=actor.organisation_id)
    return institutions.none()


def officer_list_for_actor(*, actor: Actor, institution: Institution) -> QuerySet[Officer]:
    """Posts of one institution, for operators and its own officers."""
    officers = Officer.objects.filter(institution__in=institution_list_for_actor(actor=actor).values("pk"))
    return officers.filter(institution=institution).select_related("branch", "user").order_by("created_at")


def institution_for_actor(*, actor: Actor, institution_id: UUID) -> Institution:
    """One of the institutions whose inside the actor may see. Raises Institution.DoesNotExist."""
    return institution_list_for_actor(actor=actor).get(pk=institution_id)


def branch_for_actor(*, actor: Actor, branch_id: UUID) -> Branch:
    """A branch of such an institution. Raises Branch.DoesNotExist."""
    own = institution_list_for_actor(actor=actor).order_by().values("pk")
    return Branch.objects.select_related("institution").get(pk=branch_id, institution__in=own)


def officer_for_actor(*, actor: Actor, officer_id: UUID) -> Officer:
    """A post there. Raises Officer.DoesNotExist."""
    own = institution_list_for_actor(actor=actor).order_by().values("pk")
    found = Officer.objects.select_related("institution", "branch", "user")
    return found.get(pk=officer_id, institution__in=own)
