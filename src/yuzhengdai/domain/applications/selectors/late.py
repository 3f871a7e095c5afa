"""超时未办的申请, as an operator reads them: whose promise ran out, since when, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound

OPERATOR = "operator:operator"
STAGES: tuple[S, ...] = (S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING)
"""The states in which an institution owes an answer."""
URGES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class LateFilter:
    """``days``: overdue for more than so many days; ``is_urged`` False: only what no operator urged since it is late."""

    institution_id: UUID | None = None
    state: str = ""
    days: int = 0
    is_urged: bool | None = None


def late_files(actor: Actor) -> QuerySet[Application]:
    """Files flagged as late, which an operator sees to urge their institutions; nothing for anybody else.

    Nothing encrypted, no amounts and no people of the enterprise are fetched: urging needs none of them.
    """
    if not actor.has_role(OPERATOR):
        return Application.objects.none()
    rows = Application.objects.filter(is_late=True).select_related(
        "enterprise", "institution", "product", "branch", "officer"
    )
    return rows.only(
        "number",
        "state",
        "due_at",
        "is_late",
        "escalated_at",
        "urged_at",
        "version",
        "submitted_at",
        "enterprise__name",
        "enterprise__state",
        "institution__name",
        "institution__short_name",
        "product__name",
        "branch__name",
        "officer__name",
    )


def late_list(*, actor: Actor, wanted: LateFilter) -> QuerySet[Application]:
    """Those that fit, the longest overdue first."""
    rows = late_files(actor)
    if wanted.institution_id is not None:
        rows = rows.filter(institution_id=wanted.institution_id)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.days:
        rows = rows.filter(due_at__lt=now() - timedelta(days=wanted.days))
    if wanted.is_urged is not None:
        rows = rows.filter(urged_at__isnull=not wanted.is_urged)
    return rows.order_by("due_at", "id")


def late_count(*, actor: Actor) -> int:
    """How many files no operator has urged since they are late: what waits on the operator's first page."""
    return late_list(actor=actor, wanted=LateFilter(is_urged=False)).order_by().count()


def late_institutions(*, actor: Actor) -> list[Institution]:
    """Institutions that are late with something, by name."""
    late = late_files(actor).order_by().values("institution_id")
    return list(Institution.objects.filter(pk__in=late).only("name", "short_name").order_by("name"))


def late_file(*, actor: Actor, application_id: UUID) -> Application:
    """One of them. Raises NotFound for files that are not late (any more) and for everybody but operators."""
    row = late_files(actor).filter(pk=application_id).first()
    if row is None:
        raise NotFound
    return row


def urges_of(application: Application) -> list[StatusChange]:
    """What operators wrote to the institution about this file, newest first."""
    rows = application.changes.filter(action="urge").order_by("-created_at", "-id")
    return list(rows[:URGES_SHOWN])
