"""The queue of 认证审核: what waits, by way and by name; and what one line of it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.desk import (
    COUNT_CAP,
    desk_count,
    desk_way_counts,
    review_due_at,
    urgency,
)
from yuzhengdai.domain.verification.enums import VerificationState, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_desk
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.near import near_moment
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.web.filters import choice

PAGE_SIZE = 30

TABS: tuple[tuple[str, str, list[str]], ...] = (
    ("in_review", "待审核", [VerificationState.IN_REVIEW.value]),
    ("returned", "需补充", [VerificationState.RETURNED.value]),
    (
        "done",
        "已处理",
        [VerificationState.PASSED.value, VerificationState.REFUSED.value, VerificationState.EXPIRED.value],
    ),
)
TURNS = {"in_review": "you", "returned": "them", "passed": "ok", "refused": "no", "expired": "end"}


class VerificationListView(DeskView):
    """By waiting time; the ones done, newest first."""

    nav = "verifications"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One tab, one page."""
        actor = self.request.actor
        of_tab = {key: states for key, _, states in TABS}
        tab = choice(request, "tab", of_tab, label="状态", default=TABS[0][0]) or TABS[0][0]
        states = of_tab[tab]
        way = choice(request, "way", VerificationWay.values, label="认证方式")
        keyword = request.GET.get("q", "").strip()[:60]
        found = verification_desk(actor=actor, states=states, way=way, keyword=keyword)
        if tab == "done":
            found = found.order_by("-decided_at", "-pk")
        counts = {
            key: desk_count(actor=actor, states=of_tab, way=way, keyword=keyword) for key, _, of_tab in TABS
        }
        total = counts[tab]
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE, total=total)
        return self.page(
            "verifications/list",
            rows=[row_of(row) for row in page],
            tabs=[
                {"key": key, "label": label, "count": _shown(counts[key]), "current": key == tab}
                for key, label, _ in TABS
            ],
            tab=tab,
            way=way,
            keyword=keyword,
            ways=_ways(desk_way_counts(actor=actor)),
            page=page,
            is_capped=total >= COUNT_CAP,
        )


def row_of(row: Verification) -> dict[str, Any]:
    """One line, in the table and in the pane beside a case."""
    due_at = review_due_at(row) if row.state == VerificationState.IN_REVIEW else None
    head = EntityType(row.enterprise.entity_type).head_title
    return {
        "id": row.pk,
        "name": row.enterprise.name,
        "uscc": row.enterprise.uscc,
        "entity_type": row.enterprise.get_entity_type_display(),
        "way": row.get_way_display(),
        "role": "经办人" if row.role == "agent" else head,
        "status": row.get_state_display(),
        "turn": TURNS.get(row.state, "end"),
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "deadline": _deadline(due_at),
        "urgency": urgency(due_at),
        "href": reverse("ops:verification-detail", kwargs={"verification_id": row.pk}),
    }


def _deadline(due_at: datetime | None) -> str:
    if due_at is None:
        return "等企业补充"
    return "已超时" if urgency(due_at) == "late" else near_moment(due_at, today()).within("{} 前")


def _ways(waiting: dict[str, int]) -> list[tuple[str, str]]:
    """Choices of the filter, with how many wait."""
    ways = [(way.value, f"{way.label}（待审核 {waiting.get(way.value, 0)}）") for way in VerificationWay]
    return [("", "全部方式"), *ways]


def _shown(count: int) -> str:
    return f"{COUNT_CAP - 1}+" if count >= COUNT_CAP else str(count)
