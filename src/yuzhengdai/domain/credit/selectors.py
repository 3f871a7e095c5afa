"""Reading grants: the enterprise all of its own, an institution only the live ones given to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Max, QuerySet

from yuzhengdai.domain.credit.enums import AuthorisationState
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.paging import page_of

GROUPS_A_PAGE = 10
LIVE = frozenset({AuthorisationState.PENDING.value, AuthorisationState.ACTIVE.value})
"""Not yet ended: revoking takes these back."""


def authorisations_of_enterprise(*, actor: Actor) -> QuerySet[DataAuthorisation]:
    """All grants of the actor's enterprise; nothing for anybody else."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        return DataAuthorisation.objects.none()
    return DataAuthorisation.objects.filter(enterprise_id=actor.organisation_id)


@dataclass(frozen=True, slots=True)
class GrantGroup:
    """What was granted to one institution for one thing, say an application; ``rows`` as they were given."""

    subject_kind: str
    subject_id: UUID
    institution: Institution
    purpose: str
    rows: list[DataAuthorisation]

    @property
    def live(self) -> list[DataAuthorisation]:
        """What may be read now, or waits for the legal representative."""
        return [row for row in self.rows if row.state in LIVE]


def authorisation_list(*, actor: Actor, state: str = "", page: str | None = None) -> Page[GrantGroup]:
    """One page of the enterprise's grants, by what they were given for, newest first; each row with ``access_count`` and
    ``last_read_at``. With ``state`` only rows in it.
    """
    rows = authorisations_of_enterprise(actor=actor)
    if state in AuthorisationState.values:
        rows = rows.filter(state=state)
    subjects = rows.values("subject_kind", "subject_id").annotate(newest=Max("created_at"))
    ordered: Any = subjects.order_by("-newest", "-subject_id")
    shown = page_of(ordered, page, size=GROUPS_A_PAGE)
    found: dict[UUID, list[DataAuthorisation]] = {subject["subject_id"]: [] for subject in shown}
    counted = (
        rows.filter(subject_id__in=found)
        .select_related("institution")
        .annotate(access_count=Count("accesses"), last_read_at=Max("accesses__created_at"))
        .order_by("created_at", "id")
    )
    for row in counted:
        found[row.subject_id].append(row)
    groups = [_group(group) for group in found.values() if group]
    return Page(groups, shown.number, shown.paginator)


def authorisation_group(*, actor: Actor, subject_id: UUID) -> GrantGroup:
    """Everything that the actor's enterprise granted for one thing. Raises NotFound."""
    rows = list(
        authorisations_of_enterprise(actor=actor)
        .filter(subject_id=subject_id)
        .select_related("institution")
        .order_by("created_at", "id")
    )
    if not rows:
        raise NotFound
    return _group(rows)


def _group(rows: list[DataAuthorisation]) -> GrantGroup:
    first = rows[0]
    return GrantGroup(first.subject_kind, first.subject_id, first.institution, first.purpose, rows)


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


def accesses_of_enterprise(*, actor: Actor) -> QuerySet[DataAccess]:
    """Every reading of data of the actor's enterprise, newest first, also under grants that ended; nothing for anybody else."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        return DataAccess.objects.none()
    return (
        DataAccess.objects.filter(authorisation__enterprise_id=actor.organisation_id)
        .select_related("authorisation__institution")
        .order_by("-created_at", "-id")
    )


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
