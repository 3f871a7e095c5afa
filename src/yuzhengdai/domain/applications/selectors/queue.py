"""待办 and 全部申请 of an institution: bounded whatever the number of applications.

待办 is ordered by deadline and served by partial indexes over the open states; counts stop at ``COUNT_CAP``. 全部申请 pages by key
(提交时间, id), so that page 1,000 costs what page 1 costs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import LOCAL_ZONE, now, today
from yuzhengdai.foundation.core.text import normalise_code, normalise_line

COUNT_CAP = 100
"""Counts up to here are exact; beyond, screens say 99+."""

PAGE_SIZE = 30
MAX_PAGE = 20
SEARCH_LIMIT = 50

TODO_STATES = (S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING, S.SIGNING)
"""States in which the institution has something to do; the partial indexes name the same list."""


class QueueFilter(StrEnum):
    """The tabs of the list pane."""

    ALL = "all"
    NEW = "new"
    MINE = "mine"
    DUE = "due"
    RETURNED = "returned"


FILTER_LABELS = {
    QueueFilter.ALL: "全部",
    QueueFilter.NEW: "待受理",
    QueueFilter.MINE: "我的",
    QueueFilter.DUE: "今日到期",
    QueueFilter.RETURNED: "待补件",
}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of 待办. ``has_next`` is False on the last page that is served (``MAX_PAGE``)."""

    rows: Sequence[Application]
    number: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of 全部申请; ``after`` is the cursor of the next page, "" on the last."""

    rows: Sequence[Application]
    after: str


def queue_filter(raw: str | None) -> QueueFilter:
    """A filter from a URL; rubbish is "all"."""
    try:
        return QueueFilter(raw or "")
    except ValueError:
        return QueueFilter.ALL


def queue_list(*, actor: Actor, filter_: QueueFilter = QueueFilter.ALL, page: int = 1) -> QueuePage:
    """Files with something to do, the nearest deadline first; for 待补件 the nearest date of the enterprise first."""
    number = max(1, min(page, MAX_PAGE))
    start = (number - 1) * PAGE_SIZE
    rows = list(
        _for_list(_queue(actor, filter_)).order_by(F("due_at").asc(nulls_last=True), "id")[
            start : start + PAGE_SIZE + 1
        ]
    )
    return QueuePage(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE and number < MAX_PAGE)


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Counts of all tabs and of what is overdue, each at most ``COUNT_CAP``."""

    by_filter: Mapping[QueueFilter, int]
    overdue: int

    @property
    def todo(self) -> int:
        """What the institution has to do."""
        return self.by_filter[QueueFilter.ALL]


def queue_counts(*, actor: Actor) -> QueueCounts:
    """All counts in one query; each part stops at the cap, however many rows there are."""
    parts = [_queue(actor, filter_) for filter_ in QueueFilter]
    parts.append(_queue(actor, QueueFilter.ALL).filter(due_at__lt=now()))
    found = _capped_counts(parts)
    return QueueCounts(dict(zip(QueueFilter, found, strict=False)), found[-1])


def queue_todo(*, actor: Actor) -> int:
    """What the institution has to do, at most ``COUNT_CAP``: the one count that the navigation shows."""
    return _queue(actor, QueueFilter.ALL).order_by()[:COUNT_CAP].count()


def _capped_counts(parts: Sequence[QuerySet[Application]]) -> list[int]:
    columns: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            sql, arguments = part.order_by().values("pk")[:COUNT_CAP].query.sql_with_params()
        except EmptyResultSet:
            columns.append("0")
            continue
        columns.append(f"(SELECT COUNT(*) FROM ({sql}) part)")  # noqa: S608 - SQL made by the ORM, values as parameters
        params += arguments
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)
        return [int(number) for number in cursor.fetchone()]


def count_text(count: int) -> str:
    """``12``, or ``99+`` from the cap on."""
    return f"{COUNT_CAP - 1}+" if count >= COUNT_CAP else str(count)


def application_list_for_institution(*, actor: Actor, state: str = "", after: str = "") -> ListPage:
    """Every submitted application, newest first; ``state`` narrows, ``after`` is the cursor of the page before."""
    rows = applications_visible_to(actor)
    if state in S.values and state != S.DRAFT:
        rows = rows.filter(state=state)
    cursor = _cursor(after)
    if cursor is not None:
        at, last_id = cursor
        rows = rows.filter(submitted_at__lte=at).exclude(submitted_at=at, id__gte=last_id)
    shown = list(
        _for_list(rows.filter(submitted_at__isnull=False)).order_by("-submitted_at", "-id")[: PAGE_SIZE + 1]
    )
    has_next = len(shown) > PAGE_SIZE
    shown = shown[:PAGE_SIZE]
    last = shown[-1] if shown and has_next else None
    after = f"{last.submitted_at.isoformat()}~{last.pk}" if last is not None and last.submitted_at else ""
    return ListPage(shown, after)


def application_search(*, actor: Actor, query: str, state: str = "") -> list[Application]:
    """By 申请编号 (prefix), 统一社会信用代码 (prefix from 6 characters) or 企业名称 (prefix, else anywhere); at most 50.

    ``state`` narrows what is found, as it narrows the list.
    """
    line, code = normalise_line(query)[:60], normalise_code(query)[:60]
    if not line:
        return []
    visible = applications_visible_to(actor)
    if state:
        visible = visible.filter(state=state)
    if re.fullmatch(r"YZ[0-9]{2,}", code):
        return _found(visible.filter(number__startswith=_as_number(line)))
    if re.fullmatch(r"[0-9A-Z]{6,18}", code) and any(char.isdigit() for char in code):
        return _found(visible.filter(Q(enterprise__uscc__startswith=code) | Q(number__contains=line.upper())))
    return _found(visible.filter(enterprise__name__startswith=line)) or _found(
        visible.filter(enterprise__name__contains=line)
    )


def _queue(actor: Actor, filter_: QueueFilter) -> QuerySet[Application]:
    rows = applications_visible_to(actor)
    if filter_ is QueueFilter.RETURNED:
        return rows.filter(state=S.RETURNED)
    if filter_ is QueueFilter.NEW:
        return rows.filter(state=S.SUBMITTED)
    rows = rows.filter(state__in=TODO_STATES)
    if filter_ is QueueFilter.MINE:
        return rows.filter(officer_id=actor.member_id) if actor.member_id is not None else rows.none()
    if filter_ is QueueFilter.DUE:
        tomorrow = datetime.combine(today() + timedelta(days=1), time.min, LOCAL_ZONE)
        return rows.filter(due_at__lt=tomorrow)
    return rows


def _for_list(rows: QuerySet[Application]) -> QuerySet[Application]:
    # Only what a row of the list shows; nothing encrypted is fetched.
    return rows.select_related("enterprise", "product", "officer").only(
        "enterprise",
        "product",
        "officer",
        "number",
        "state",
        "held_by",
        "due_at",
        "is_late",
        "amount_yuan",
        "term_months",
        "submitted_at",
        "returned_from",
        "version",
        "enterprise__name",
        "product__name",
        "officer__name",
    )


def _found(rows: QuerySet[Application]) -> list[Application]:
    return list(_for_list(rows).order_by("-submitted_at", "-id")[:SEARCH_LIMIT])


def _as_number(line: str) -> str:
    # Numbers are written YZ20260319-000186; the hyphen may be missing or full-width.
    bare = normalise_code(line)
    return f"{bare[:10]}-{bare[10:]}" if len(bare) > 10 else bare


def _cursor(after: str) -> tuple[datetime, UUID] | None:
    at, _, last_id = after.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        return (instant, UUID(last_id)) if instant.tzinfo is not None else None
    except ValueError:
        return None
