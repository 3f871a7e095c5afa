"""Which rows an actor may see and touch. One rule, as a query: what is not in it does not exist for that actor."""

from __future__ import annotations

from django.db.models import QuerySet

from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.core.actors import Actor, ActorKind


def applications_visible_to(actor: Actor) -> QuerySet[Application]:
    """An enterprise sees its own; an institution what was submitted to it, a branch post what its branch has.

    Managers see the whole institution, as do posts without a branch. Operators see no single applications here.
    """
    if actor.kind == ActorKind.SYSTEM:
        return Application.objects.all()
    if actor.organisation_id is None:
        return Application.objects.none()
    if actor.kind == ActorKind.ENTERPRISE:
        return Application.objects.filter(enterprise_id=actor.organisation_id)
    if actor.kind == ActorKind.INSTITUTION:
        rows = Application.objects.filter(institution_id=actor.organisation_id).exclude(
            state=ApplicationState.DRAFT
        )
        if actor.branch_id is not None and not actor.has_role("institution:manager"):
            rows = rows.filter(branch_id=actor.branch_id)
        return rows
    return Application.objects.none()
