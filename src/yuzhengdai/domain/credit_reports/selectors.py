"""Reading reports: an enterprise its own, nobody else's."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.errors import NotFound


def own_reports(*, actor: Actor) -> QuerySet[CreditReport]:
    """Reports of the actor's enterprise, newest first, without their contents; nothing for anybody else."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        return CreditReport.objects.none()
    rows = CreditReport.objects.filter(enterprise_id=actor.organisation_id)
    return rows.defer("content").order_by("-created_at", "-id")


def own_report(*, actor: Actor, report_id: UUID) -> CreditReport:
    """One report of the actor's enterprise, with its contents. Raises NotFound."""
    row = own_reports(actor=actor).defer(None).filter(pk=report_id).first()
    if row is None:
        raise NotFound
    return row


def newest_report(*, actor: Actor) -> CreditReport | None:
    """The one that is being made, else the newest that can be read."""
    return own_reports(actor=actor).defer(None).exclude(state=ReportState.WIPED).first()
