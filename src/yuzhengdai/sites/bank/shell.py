"""The frame of the bank's workbench: who is at work, the navigation, and how much waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from yuzhengdai.domain.applications.selectors.queue import QueueCounts, count_text, queue_counts, queue_todo
from yuzhengdai.domain.institutions.enums import LEADERS, WORKERS
from yuzhengdai.sites.web.actors import ActingRequest
from yuzhengdai.sites.web.shell import NavItem, StaffShell
from yuzhengdai.sites.web.site import BANK, site_of

TITLE = "银行工作台"

NAV = (
    ("queue", "待办", "bank:queue", "list", False),
    ("applications", "全部申请", "bank:application-list", "file", False),
    ("demands", "需求大厅", "bank:demand-list", "search", False),
    ("counter", "窗口协办", "bank:counter", "person", True),
    ("authority", "审批权限表", "bank:authority", "shield", False),
)
_WORK = frozenset({"counter"})
"""Entries that a post which only looks does not have."""
_LEAD = frozenset({"authority"})
"""Entries of those who answer for the institution."""


class BankShellMiddleware:
    """Sets ``request.staff_shell`` (lazy) on /bank/, error pages included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if site_of(request) is BANK:
            lazy = SimpleLazyObject(lambda: _shell(cast(ActingRequest, request)))
            request.staff_shell = lazy  # type: ignore[attr-defined]
        return self.get_response(request)


def counts_of(request: ActingRequest) -> QueueCounts:
    """The counts of the actor's queue, asked once a request; the navigation then takes its own from them."""
    found: QueueCounts | None = getattr(request, "queue_counts", None)
    if found is None:
        found = queue_counts(actor=request.actor)
        request.queue_counts = found  # type: ignore[attr-defined]
    return found


def _shell(request: ActingRequest) -> StaffShell:
    officer = request.officer
    if not officer:
        return StaffShell(title=TITLE, home_url=reverse("bank:queue"))
    organisation = officer.institution.short_name
    if officer.branch is not None:
        organisation = f"{organisation}　{officer.branch.name}"
    counts: QueueCounts | None = getattr(request, "queue_counts", None)
    waiting = count_text(counts.todo if counts is not None else queue_todo(actor=request.actor))
    return StaffShell(
        title=TITLE,
        home_url=reverse("bank:queue"),
        organisation=organisation,
        person=officer.name,
        role=officer.post_words,
        nav=[
            NavItem(key, label, reverse(name), icon, waiting if key == "queue" else None, starts_group=group)
            for key, label, name, icon, group in NAV
            if (key not in _WORK or officer.role in WORKERS) and (key not in _LEAD or officer.role in LEADERS)
        ],
        search_url=reverse("bank:application-list"),
        messages_url=reverse("bank:messages"),
        logout_url=reverse("bank:logout"),
    )
