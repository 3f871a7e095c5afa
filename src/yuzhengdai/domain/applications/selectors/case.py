"""One file as its institution reads it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import (
    Application,
    ApplicationDocument,
    CostItem,
    CreditApproval,
    Disbursement,
    DueDiligenceNote,
    StatusChange,
)
from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.domain.institutions.enums import WORKERS
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.audit.actions import action_is
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound

HISTORY_LIMIT = 200
COLLEAGUES_LIMIT = 300
_WITH_CREDIT = (S.APPROVED, S.SIGNING, S.DISBURSED)


def case_get(*, actor: Actor, application_id: UUID) -> Application:
    """The file with everything that hangs on it one to one. Raises NotFound for outsiders and other branches."""
    if actor.kind is not ActorKind.INSTITUTION:
        raise NotFound
    found = (
        applications_visible_to(actor)
        .select_related(
            "enterprise",
            "institution",
            "branch",
            "officer",
            "product",
            "product_version",
            "approval__approved_by",
            "approval__proposal__proposed_by",
            "approval__proposal__decided_by",
            "cost_list",
        )
        .filter(pk=application_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def case_changes(application: Application) -> list[StatusChange]:
    """The timeline, newest first; internal notes included: only for the institution's screens."""
    return list(application.changes.order_by("-created_at", "-id")[:HISTORY_LIMIT])


def changes_since(application: Application, *, version: int) -> list[StatusChange]:
    """What was done after ``version`` was shown, oldest first. Each step counts the version up by one; 督办 does not."""
    missed = max(0, min(application.version - version, 20))
    steps = application.changes.exclude(action="urge")
    return list(reversed(steps.order_by("-created_at", "-id")[:missed]))


def case_documents(application: Application) -> list[ApplicationDocument]:
    """Documents that were not removed, with their files, in the order they came."""
    return list(
        application.documents.filter(removed_at__isnull=True)
        .select_related("file")
        .order_by("created_at")[:HISTORY_LIMIT]
    )


def case_notes(application: Application) -> list[DueDiligenceNote]:
    """尽调记录, newest first."""
    return list(
        application.due_diligence_notes.select_related("officer").order_by("-created_at")[:HISTORY_LIMIT]
    )


def case_disbursements(application: Application) -> list[Disbursement]:
    """借据, oldest first."""
    return list(application.disbursements.order_by("disbursed_on", "created_at")[:HISTORY_LIMIT])


def case_cost_items(application: Application) -> list[CostItem]:
    """Lines of the issued cost list, interest first."""
    return list(CostItem.objects.filter(cost_list__application=application).order_by("position"))


def case_looks(*, actor: Actor, application: Application) -> Sequence[AuditEvent]:
    """Who of this institution opened or printed the file, its documents or what is masked in it, newest first."""
    return list(
        AuditEvent.objects.filter(
            action_is(
                ApplicationAudit.OPENED,
                ApplicationAudit.PRINTED,
                ApplicationAudit.DOCUMENT_OPENED,
                ApplicationAudit.PHONE_REVEALED,
                ApplicationAudit.IDENTITY_OPENED,
            ),
            object_kind="application",
            object_id=application.pk,
            actor_organisation_id=actor.organisation_id,
        ).order_by("-created_at")[:HISTORY_LIMIT]
    )


def existing_credit_yuan(application: Application) -> Decimal:
    """本行存量授信: approved and not ended, for the same enterprise at the same institution, without this file."""
    total = (
        CreditApproval.objects.filter(
            application__enterprise_id=application.enterprise_id,
            application__institution_id=application.institution_id,
            application__state__in=_WITH_CREDIT,
        )
        .exclude(application_id=application.pk)
        .aggregate(total=Sum("approved_amount_yuan"))["total"]
    )
    return total or Decimal(0)


def colleagues(*, application: Application) -> list[Officer]:
    """Who could take the file over: the file's branch, then the whole institution; without viewers and the present 经办."""
    rows = Officer.objects.filter(institution_id=application.institution_id, is_active=True, role__in=WORKERS)
    if application.officer_id is not None:
        rows = rows.exclude(pk=application.officer_id)
    found = list(rows.select_related("branch").order_by("name", "id")[:COLLEAGUES_LIMIT])
    return sorted(found, key=lambda officer: officer.branch_id != application.branch_id)
