"""Reading grants: the enterprise all of its own, an institution only the live ones given to it."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Max, QuerySet

from yuzhengdai.domain.credit.enums import AuthorisationState
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.paging import page_of

PAGE_SIZE = 20


def authorisations_of_enterprise(*, actor: Actor) -> QuerySet[DataAuthorisation]:
    """All grants of the actor's enterprise; nothing for anybody else."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        return DataAuthorisation.objects.none()
    return DataAuthorisation.objects.filter(enterprise_id=actor.organisation_id)


def authorisation_list(
    *, actor: Actor, state: str = "", institution_id: UUID | None = None, page: str | None = None
) -> Page[DataAuthorisation]:
    """One page of the enterprise's grants, newest first, each with ``access_count`` and ``last_read_at``."""
    rows = authorisations_of_enterprise(actor=actor)
    if state in AuthorisationState.values:
        rows = rows.filter(state=state)
    if institution_id is not None:
        rows = rows.filter(institution_id=institution_id)
    shown = (
        rows.select_related("institution")
        .annotate(access_count=Count("accesses"), last_read_at=Max("accesses__created_at"))
        .order_by("-created_at", "-id")
    )
    return page_of(shown, page, size=PAGE_SIZE, total=rows.count())


def authorisation_for_enterprise(*, actor: Actor, authorisation_id: UUID) -> DataAuthorisation:
    """One grant of the actor's enterprise. Raises NotFound."""
    row = (
        authorisations_of_enterprise(actor=actor)
        .select_related("institution", "enterprise")
        .filter(pk=authorisation_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def authorisations_of_subject(
    *, actor: Actor, subject_kind: str, subject_id: UUID
) -> list[DataAuthorisation]:
    """The enterprise's grants for one thing, with ``access_count``, in the order given."""
    return list(
        authorisations_of_enterprise(actor=actor)
        .filter(subject_kind=subject_kind, subject_id=subject_id)
        .annotate(access_count=Count("accesses"))
        .order_by("created_at", "id")
    )


def accesses_of(*, actor: Actor, authorisation: DataAuthorisation, limit: int = 100) -> list[DataAccess]:
    """Who read what under a grant, newest first."""
    if authorisation.enterprise_id != actor.organisation_id:
        return []
    return list(authorisation.accesses.order_by("-created_at")[:limit])


def live_authorisations_for_institution(
    *, actor: Actor, subject_kind: str, subject_id: UUID
) -> QuerySet[DataAuthorisation]:
    """The live grants that the actor's institution holds for one thing. Live: active and within its period."""
    if actor.kind != ActorKind.INSTITUTION or actor.organisation_id is None:
        return DataAuthorisation.objects.none()
    return DataAuthorisation.objects.filter(
        institution_id=actor.organisation_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        state=AuthorisationState.ACTIVE,
        valid_until__gte=now(),
    )
