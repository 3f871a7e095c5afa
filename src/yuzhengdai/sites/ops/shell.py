"""The frame of the operator's workbench, and the base of its views. Each role sees only its own entries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.applications.selectors.late import late_count
from yuzhengdai.domain.feedback.models import Feedback, FeedbackState
from yuzhengdai.domain.products.selectors import version_list_in_review
from yuzhengdai.domain.verification.desk import desk_count
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.foundation.core.actors import ActorKind
from yuzhengdai.foundation.core.errors import AppError, Forbidden, NotFound
from yuzhengdai.sites.web.actors import ActingRequest
from yuzhengdai.sites.web.gates import OperatorView
from yuzhengdai.sites.web.shell import NavItem, StaffShell

TITLE = "运营工作台"
OPERATOR = "operator:operator"
REGULATOR = "operator:regulator"
SYSTEM_ADMINISTRATOR = "operator:system_administrator"
SECURITY_ADMINISTRATOR = "operator:security_administrator"
AUDITOR = "operator:auditor"
EVERYBODY = frozenset({OPERATOR, REGULATOR, SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDITOR})
ADMINISTRATORS = frozenset({SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR})
"""One proposes a post, the other confirms it."""
KEEPERS = frozenset({OPERATOR, SYSTEM_ADMINISTRATOR})
"""Who keeps institutions and their officers."""

NAV: tuple[tuple[str, str, str, str, frozenset[str], bool], ...] = (
    ("home", "工作台", "ops:home", "home", EVERYBODY, False),
    ("verifications", "认证审核", "ops:verification-list", "shield", frozenset({OPERATOR}), False),
    ("counter", "窗口协办", "ops:counter", "person", frozenset({OPERATOR}) | ADMINISTRATORS, False),
    ("products", "产品审核", "ops:product-list", "grid", frozenset({OPERATOR}), False),
    ("demands", "需求审核", "ops:demand-list", "list", frozenset({OPERATOR}), False),
    ("late", "超时督办", "ops:late-list", "warn", frozenset({OPERATOR}), False),
    ("feedback", "意见反馈", "ops:feedback-list", "feedback", frozenset({OPERATOR}), False),
    ("enterprises", "企业管理", "ops:enterprise-list", "person", frozenset({OPERATOR}), True),
    ("institutions", "机构管理", "ops:institution-list", "bank", KEEPERS, False),
    ("agreements", "协议版本", "ops:agreement-list", "agreement", frozenset({OPERATOR}), True),
    ("articles", "公告与政策", "ops:article-list", "file", frozenset({OPERATOR}), False),
    ("state", "运行状态", "ops:state", "flash", frozenset({OPERATOR, SYSTEM_ADMINISTRATOR}), True),
    ("outbox", "消息发送", "ops:outbox", "bell", frozenset({OPERATOR, SYSTEM_ADMINISTRATOR}), False),
    ("calendar", "工作日历", "ops:calendar", "clock", frozenset({OPERATOR, SYSTEM_ADMINISTRATOR}), False),
    ("staff", "运营人员", "ops:staff-list", "people", ADMINISTRATORS, True),
    ("second-factors", "动态口令", "ops:second-factors", "key", frozenset({SECURITY_ADMINISTRATOR}), True),
    ("trusted-cas", "CA 机构", "ops:trusted-ca-list", "lock", ADMINISTRATORS, False),
    ("audit", "审计日志", "ops:audit-list", "eye", frozenset({AUDITOR}), True),
)
"""key, label, route, icon, roles, starts a group."""


class DeskView(OperatorView):
    """A page of the workbench. ``nav`` is its entry."""

    nav: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As every operator view, inside the frame."""
        acting = cast(ActingRequest, request)
        request.staff_shell = SimpleLazyObject(lambda: ops_shell(acting))  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page by its template under templates/ops/."""
        return render(self.request, f"ops/{template}.html", {"nav": self.nav, **context}, status=status)

    def act(self, do: Callable[[], object], *, done: str, back: str, **kwargs: Any) -> HttpResponse:
        """Run a service, say what came of it, and go back: for acts without a form to show again."""
        try:
            do()
        except (NotFound, Forbidden):
            raise
        except AppError as error:
            messages.error(self.request, error.first_sentence)
        else:
            messages.success(self.request, done)
        return HttpResponseRedirect(resolve_url(back, **kwargs))


def ops_shell(request: ActingRequest) -> StaffShell:
    """Title alone for visitors; the entries of the role, with what waits, for staff."""
    actor = request.actor
    if actor.kind != ActorKind.OPERATOR:
        return StaffShell(title=TITLE, home_url=reverse("ops:home"))
    counts: dict[str, int] = {}
    if actor.has_role(OPERATOR):
        counts = waiting_counts(request)
    role = next(iter(actor.roles)).removeprefix("operator:")
    entries = [entry for entry in NAV if entry[4] & actor.roles]
    return StaffShell(
        title=TITLE,
        home_url=reverse("ops:home"),
        organisation="河南省金融服务共享平台",
        person=actor.name,
        role=str(StaffRoleKind(role).label),
        nav=[
            NavItem(key, label, reverse(route), icon, count=counts.get(key) or None, starts_group=group)
            for key, label, route, icon, _, group in entries
        ],
        search_url=reverse("ops:enterprise-list") if actor.has_role(OPERATOR) else "",
        search_label="企业名称、统一社会信用代码",
        logout_url=reverse("ops:logout"),
    )


def waiting_counts(request: ActingRequest) -> dict[str, int]:
    """Entry → how many wait for an operator."""
    open_states = [FeedbackState.OPEN, FeedbackState.REOPENED]
    return {
        "verifications": desk_count(actor=request.actor, states=[VerificationState.IN_REVIEW.value]),
        "products": version_list_in_review(actor=request.actor).order_by().count(),
        "late": late_count(actor=request.actor),
        "feedback": Feedback.objects.filter(state__in=open_states).count(),
    }
