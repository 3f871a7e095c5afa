"""What an enterprise reads of its own applications. Everything is bounded and goes through indexes of the enterprise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, SmallIntegerField, TextField, Value, When
from django.db.models.functions import Concat

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import Holder
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, StatusChange
from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.core.prepared import PreparedValues
from yuzhengdai.foundation.core.text import normalise_code, normalise_line

PAGE_SIZE = 10
EXPORT_LIMIT = 5000
_YEAR = timedelta(days=365)
_NUMBER = re.compile(r"(YZ[0-9]{8})([0-9]{0,6})")
"""A number without its hyphen: YZ20260319-000186."""


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: a state's value or ""; ``period``: "year" or "all"; ``search``: product, institution or number."""

    state: str = ""
    period: str = "all"
    search: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of all applications of an enterprise: how many, drafts among them, and how many wait for the enterprise."""

    total: int
    drafts: int
    waiting: int


def own_applications(actor: Actor) -> QuerySet[Application]:
    """The applications of the actor's enterprise; nothing for other sides."""
    if actor.kind != ActorKind.ENTERPRISE:
        return Application.objects.none()
    return applications_visible_to(actor)


def listed_applications(actor: Actor) -> QuerySet[Application]:
    """What 「我的申请」 lists: a draft that was only looked at and never saved (version 0) is not among it."""
    return own_applications(actor).exclude(state=S.DRAFT, version=0)


def application_list_for_enterprise(
    *, actor: Actor, filters: Filters, page: str | None = None
) -> Page[Application]:
    """One page: what waits for the enterprise, then drafts, then the newest; two queries."""
    rows = _filtered(actor, filters)
    return page_of(_ordered(rows), page, size=PAGE_SIZE, total=rows.count())


def application_rows_for_export(*, actor: Actor, filters: Filters) -> Iterator[Application]:
    """The same rows without pages, at most EXPORT_LIMIT."""
    return _ordered(_filtered(actor, filters))[:EXPORT_LIMIT].iterator(chunk_size=500)


def _counts(enterprise_id: UUID) -> QuerySet[Application, tuple[int, int, int]]:
    """One row, or none where the enterprise has no applications."""
    waits = Q(held_by=Holder.ENTERPRISE) & ~Q(state=S.DRAFT)
    rows = listed_applications(Actor(kind=ActorKind.ENTERPRISE, organisation_id=enterprise_id)).order_by()
    counted = rows.values("enterprise_id").annotate(
        total=Count("pk"), drafts=Count("pk", filter=Q(state=S.DRAFT)), waiting=Count("pk", filter=waits)
    )
    return counted.values_list("total", "drafts", "waiting")


_COUNTS = PreparedValues(_counts, UUID)
"""Asked by every home page of a member."""


def application_counts(*, actor: Actor) -> Counts:
    """One aggregate over the enterprise's rows."""
    if actor.kind != ActorKind.ENTERPRISE or actor.organisation_id is None:
        return Counts(0, 0, 0)
    return Counts(*(_COUNTS.first(actor.organisation_id) or (0, 0, 0)))


def application_most_urgent(*, actor: Actor) -> Application | None:
    """What waits for the enterprise and is due first."""
    return next(iter(applications_waiting(actor=actor, limit=1)), None)


def applications_waiting(*, actor: Actor, limit: int) -> list[Application]:
    """What waits for the enterprise, the first due first; drafts wait for nobody."""
    rows = own_applications(actor).filter(held_by=Holder.ENTERPRISE, state__in=[S.RETURNED, S.APPROVED])
    rows = rows.select_related("institution", "product_version")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:limit])


def application_head(*, actor: Actor, limit: int) -> list[Application]:
    """The first few that a small screen shows: what waits for the enterprise, what runs, drafts, what is over."""
    turn = Case(
        When(state=S.DRAFT, then=2),
        When(held_by=Holder.ENTERPRISE, then=0),
        When(held_by=Holder.INSTITUTION, then=1),
        default=3,
        output_field=SmallIntegerField(),
    )
    rows = _ordered(listed_applications(actor)).annotate(turn=turn)
    return list(rows.order_by("turn", F("due_at").asc(nulls_last=True), "-id")[:limit])


def application_for_enterprise(*, actor: Actor, application_id: UUID) -> Application:
    """One application of the actor's enterprise with everything its page shows. Raises NotFound."""
    row = (
        own_applications(actor)
        .select_related(
            "enterprise",
            "institution",
            "branch",
            "officer",
            "product",
            "product_version",
            "approval",
            "cost_list",
        )
        .prefetch_related(
            Prefetch(
                "documents",
                ApplicationDocument.objects.filter(removed_at__isnull=True)
                .select_related("file")
                .order_by("created_at"),
                to_attr="live_documents",
            ),
            Prefetch("changes", StatusChange.objects.order_by("-created_at", "-id"), to_attr="history"),
            "disbursements",
            "cost_list__items",
        )
        .filter(pk=application_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def application_mark(*, actor: Actor, application_id: UUID) -> Application:
    """Only key, state and product of one application: for deciding where a form belongs. Raises NotFound."""
    row = (
        own_applications(actor).only("pk", "state", "product_id", "version").filter(pk=application_id).first()
    )
    if row is None:
        raise NotFound
    return row


def application_document_for_enterprise(
    *, actor: Actor, application_id: UUID, document_id: UUID
) -> ApplicationDocument:
    """One document, through its application. Raises NotFound."""
    document = (
        ApplicationDocument.objects.filter(
            pk=document_id,
            removed_at__isnull=True,
            application__in=own_applications(actor).filter(pk=application_id),
        )
        .select_related("file")
        .first()
    )
    if document is None:
        raise NotFound
    return document


def running_for_product(*, actor: Actor, product_id: UUID) -> Application | None:
    """A submitted, not yet ended application of the enterprise for a product, to warn before a second one."""
    return (
        own_applications(actor)
        .filter(product_id=product_id, submitted_at__isnull=False, ended_at__isnull=True)
        .exclude(state__in=[S.DISBURSED])
        .order_by("-submitted_at")
        .first()
    )


def _filtered(actor: Actor, filters: Filters) -> QuerySet[Application]:
    rows = listed_applications(actor)
    if filters.state in S.values:
        rows = rows.filter(state=filters.state)
    if filters.period == "year":
        since: datetime = now() - _YEAR
        rows = rows.filter(Q(submitted_at__gte=since) | Q(submitted_at__isnull=True))
    return _searched(rows, normalise_line(filters.search)[:60])


def _searched(rows: QuerySet[Application], line: str) -> QuerySet[Application]:
    """By number, or by product and institution in any order, with or without a space between or inside of them."""
    words = line.split()
    if not words:
        return rows
    if number := _NUMBER.search(normalise_code(line)):
        return rows.filter(number__contains="-".join(part for part in number.groups() if part))
    short, name, product = F("institution__short_name"), F("institution__name"), F("product_version__name")
    between = Value(" ")
    rows = rows.annotate(
        said=Concat(
            short, product, between, name, product, between, product, short, between, product, name,
            output_field=TextField(),
        )
    )  # fmt: skip
    each = Q()
    for word in words:
        each &= Q(said__icontains=word)
    return rows.filter(each | Q(said__icontains="".join(words)) | Q(number__icontains=line))


def _ordered(rows: QuerySet[Application]) -> QuerySet[Application]:
    place = Case(
        When(state=S.DRAFT, then=1),
        When(held_by=Holder.ENTERPRISE, then=0),
        default=2,
        output_field=SmallIntegerField(),
    )
    return (
        rows.select_related("product_version", "institution", "approval")
        .prefetch_related("disbursements")
        .defer("draft_data", "institution__about")
        .order_by(place, F("submitted_at").desc(nulls_first=True), "-id")
    )
