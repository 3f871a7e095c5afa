"""可贷区域 and the amount above which offers need a 业务主管: an institution's own parameters, and one's branches' areas."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.institutions.audit_actions import InstitutionAudit
from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.institutions.models import Branch, Institution
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.reference import regions

_KEEPERS = LEADING_ROLES | {"operator:operator", "operator:system_administrator", "system"}
_LARGEST = Decimal(10) ** 12


def areas_of(institution: Institution, branch: Branch | None = None) -> list[str]:
    """Where a branch lends: its own areas, else its institution's; [] for the whole province."""
    own = list(branch.lending_areas) if branch is not None else []
    return own or list(institution.lending_areas)


@transaction.atomic
def institution_lending_set(
    *,
    actor: Actor,
    institution_id: UUID,
    areas: Iterable[str],
    release_above_yuan: Decimal | None,
    expected_version: int | None = None,
) -> Institution:
    """Set both parameters. Raises FieldErrors ("areas", "release_above_yuan"), Forbidden, NotFound, Conflict."""
    try:
        institution = lock(Institution.objects.all(), pk=institution_id, expected_version=expected_version)
    except Institution.DoesNotExist:
        raise NotFound from None
    _require_keeper(actor, institution.pk)
    wanted = _clean(areas)
    if release_above_yuan is not None and not 0 <= release_above_yuan < _LARGEST:
        raise FieldErrors({"release_above_yuan": "放行金额应为不超过一万亿元的非负数"})
    institution.lending_areas, institution.offer_release_above_yuan = wanted, release_above_yuan
    institution.version += 1
    institution.save(update_fields=["lending_areas", "offer_release_above_yuan", "version"])
    limit = "" if release_above_yuan is None else f"{release_above_yuan:.2f}"
    audit_record(
        actor=actor,
        action=InstitutionAudit.LENDING,
        object_kind="institution",
        object_id=institution.pk,
        detail={"areas": ",".join(wanted), "release_above_yuan": limit},
    )
    return institution


@transaction.atomic
def branch_lending_set(*, actor: Actor, branch_id: UUID, areas: Iterable[str]) -> Branch:
    """Set a branch's areas. Raises FieldErrors ("areas"), Forbidden, NotFound."""
    try:
        branch = lock(Branch.objects.all(), pk=branch_id)
    except Branch.DoesNotExist:
        raise NotFound from None
    _require_keeper(actor, branch.institution_id)
    branch.lending_areas = _clean(areas)
    branch.save(update_fields=["lending_areas"])
    audit_record(
        actor=actor,
        action=InstitutionAudit.BRANCH_LENDING,
        object_kind="branch",
        object_id=branch.pk,
        detail={"areas": ",".join(branch.lending_areas)},
    )
    return branch


def _require_keeper(actor: Actor, institution_id: UUID) -> None:
    if actor.kind == ActorKind.INSTITUTION and actor.organisation_id != institution_id:
        raise NotFound
    if not actor.roles & _KEEPERS:
        raise Forbidden


def _clean(areas: Iterable[str]) -> list[str]:
    """Known codes, each once, in the order of the province; an area within another one is left out."""
    wanted = {area for area in areas if area}
    if any(regions.region(area) is None for area in wanted):
        raise FieldErrors({"areas": "可贷区域里有不认识的地区，请重新选择"})
    if regions.PROVINCE_CODE in wanted:
        return []
    return [area for area in sorted(wanted) if not wanted & set(regions.ancestors(area)[1:])]
