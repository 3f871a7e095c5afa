"""What all pages around one file share: finding it, the list pane, the head with its tabs, the decision bar."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from yuzhengdai.domain.applications import words
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, StatusChange
from yuzhengdai.domain.applications.selectors.case import (
    case_changes,
    case_documents,
    case_get,
    existing_credit_yuan,
)
from yuzhengdai.domain.applications.selectors.entries import check_problem, entries_of, entry_actions
from yuzhengdai.domain.applications.selectors.proposals import Proposals, actions_open, proposals_of
from yuzhengdai.domain.applications.selectors.queue import (
    FILTER_LABELS,
    MAX_PAGE,
    QueueFilter,
    count_text,
    queue_filter,
    queue_list,
)
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import live_authorisations_for_institution
from yuzhengdai.domain.institutions.enums import ACTING_ROLES
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse, RepaymentMethod
from yuzhengdai.foundation.core.money import moment, wan
from yuzhengdai.foundation.core.paging import page_number
from yuzhengdai.sites.bank.cases import present
from yuzhengdai.sites.bank.shell import counts_of
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import OfficerView

SUBJECT_KIND = "application"

# action → kind of button; the order is that of the bar. What is shown is decided by the workflow.
_BAR = {
    "decline": "danger",
    "reject": "danger",
    "refuse": "danger",
    "return": "line",
    "send_back": "line",
    "note": "line",
    "accept": "primary",
    "start_due_diligence": "primary",
    "start_approval": "primary",
    "propose": "primary",
    "approve": "primary",
    "revoke": "danger",
    "correct": "line",
    "send_entry_back": "line",
    "disburse": "primary",
    "release": "primary",
    "settle": "line",
}
_WITH_NOTE = frozenset({"accept", "decline", "reject", "refuse", "return", "send_back"})
_PROPOSING = frozenset({"start_approval", "propose"})
_WAITING_SHORT = {
    S.APPROVING.value: "授信建议待审批人决定。",
    S.SIGNING.value: "企业已确认成本清单，签约后登记放款，由放款审核复核。",
    S.DISBURSED.value: "可以继续登记借据；全部还清后登记结清。",
}


class ListPaneMixin:
    """The list pane beside the page; the tab travels in ``?f=``."""

    def list_pane(self, current: UUID | None = None) -> dict[str, Any]:
        view: OfficerView = self  # type: ignore[assignment]
        request = view.request
        choice(request, "f", [key.value for key in QueueFilter], label="待办")
        filter_, number = _pane(request)
        page = queue_list(actor=request.actor, filter_=filter_, page=number)
        counts = counts_of(request)
        query = pane_query(request)
        here = reverse("bank:queue")
        tabs = [
            {
                "label": f"{label} {count_text(counts.by_filter[key])}",
                "href": here if key is QueueFilter.ALL else f"{here}?f={key.value}",
                "current": key is filter_,
            }
            for key, label in FILTER_LABELS.items()
        ]
        return {
            "queue_tabs": tabs,
            "queue_items": present.queue_items(page.rows, query=query, current=current),
            "queue_page": page,
            "queue_filter": filter_.value,
            "pane_query": query,
            "queue_counts": counts,
            "nav": "queue",
            "has_list_pane": True,
        }


def pane_query(request: HttpRequest) -> str:
    """「?f=mine&p=2」 of the list pane that the page or the sent form names, "" for the first page of all.

    Forms beside the pane send what it shows at that moment: without scripts as with them.
    """
    filter_, number = _pane(request)
    parts = {} if filter_ is QueueFilter.ALL else {"f": filter_.value}
    if number > 1:
        parts["p"] = str(number)
    return f"?{urlencode(parts)}" if parts else ""


def _pane(request: HttpRequest) -> tuple[QueueFilter, int]:
    sent = request.POST if request.method == "POST" and "f" in request.POST else request.GET
    return queue_filter(sent.get("f")), min(page_number(sent.get("p")), MAX_PAGE)


class CaseView(ListPaneMixin, OfficerView):
    """A page about one file of the institution; outsiders and other branches get 404."""

    entry_why = ""
    """What is said of a 放款 that waits; set with the actions."""

    def find(self, application_id: UUID) -> Application:
        """The file. Raises NotFound."""
        return case_get(actor=self.request.actor, application_id=application_id)

    def frame(self, application: Application, *, tab: str) -> dict[str, Any]:
        """List pane, head, stages, tabs and bar; with the rows the tabs count (documents, timeline, grants)."""
        changes = case_changes(application)
        documents = case_documents(application)
        grants = list(
            live_authorisations_for_institution(
                actor=self.request.actor, subject_kind=SUBJECT_KIND, subject_id=application.pk
            ).order_by("created_at")
        )
        deadline = present.deadline_of(application)
        found = self.proposals(application)
        actions = self.actions(application, found)
        return {
            **self.list_pane(application.pk),
            "a": application,
            "page_title": f"申请 {application.number}",
            "status": str(S(application.state).label),
            "turn": present.turn_of(application),
            "deadline": deadline,
            "meta": self._meta(application),
            "kpis": self._kpis(application),
            "tab": tab,
            "tabs": self._tabs(application, actions, tab, (documents, grants, changes)),
            "stages": present.stages_of(application, changes),
            "changes": changes,
            "proposals": [present.proposal_of(row) for row in found.rows],
            "documents": documents,
            "grants": grants,
            "actions": actions,
            "bar": bar_buttons(application, actions, on_approval_tab=tab == "approval"),
            "bar_takes_note": bool(_WITH_NOTE & set(actions)),
            "waiting": self.entry_why or _waiting(application, self.request.actor.roles),
            "waiting_short": self.entry_why or _WAITING_SHORT.get(application.state, ""),
        }

    def proposals(self, application: Application) -> Proposals:
        """授信建议 of a file that is 审批中 or 已授信; in every other state nothing hangs on them."""
        decided = {S.APPROVING.value, S.APPROVED.value}
        return proposals_of(application) if application.state in decided else Proposals(())

    def actions(self, application: Application, found: Proposals) -> tuple[str, ...]:
        """What this officer may do now, by the workflow and by the part they had in the proposals."""
        allowed = WORKFLOW.allowed(state=application.state, roles=self.request.actor.roles)
        left, self.entry_why = entry_actions(allowed, application=application, officer=self.officer)
        return actions_open(left, application=application, officer=self.officer, found=found)

    def entry_problem(self, application: Application) -> str:
        """Why this person checks no 放款 of this file now; "" where they may."""
        return check_problem(entries_of(application), self.officer)

    @staticmethod
    def _meta(application: Application) -> list[tuple[str, str]]:
        rows = [
            ("申请编号", application.number or ""),
            ("产品", application.product_version.name),
            ("提交时间", moment(application.submitted_at) if application.submitted_at else "—"),
        ]
        if application.branch is not None:
            rows.append(("网点", application.branch.name))
        rows.append(("经办", application.officer.name if application.officer is not None else "待领取"))
        return rows

    @staticmethod
    def _kpis(application: Application) -> list[dict[str, str]]:
        revenue = application.annual_revenue_yuan
        return [
            _figure("申请金额", wan(application.amount_yuan or 0)),
            {"key": "期限", "value": str(application.term_months or "—"), "unit": "个月"},
            {"key": "还款方式", "value": label(RepaymentMethod, application.repayment_method)},
            {"key": "担保方式", "value": label(GuaranteeMode, application.guarantee_mode)},
            {"key": "用途", "value": label(LoanUse, application.use)},
            _figure("上年营业收入", wan(revenue))
            if revenue is not None
            else {"key": "上年营业收入", "value": "未填"},
            _figure("本行存量授信", wan(existing_credit_yuan(application))),
        ]

    def _tabs(
        self,
        application: Application,
        actions: tuple[str, ...],
        tab: str,
        counted: tuple[list[ApplicationDocument], list[DataAuthorisation], list[StatusChange]],
    ) -> list[dict[str, Any]]:
        documents, grants, changes = counted
        query = pane_query(self.request)
        talks = sum(1 for change in changes if change.note)
        rows: list[tuple[str, str, int | None]] = [
            ("overview", "概览", None),
            ("enterprise", "企业信息", None),
            ("documents", "材料", len(documents)),
            ("grants", "数据授权", len(grants)),
            ("due-diligence", "尽调记录", None),
            ("talks", "沟通", talks),
            ("history", "操作记录", None),
        ]
        if "approve" in actions or tab == "approval":
            rows.insert(0, ("approval", "审批", None))
        elif _PROPOSING & set(actions) or tab == "proposal":
            rows.insert(1, ("proposal", "授信建议", None))
        elif hasattr(application, "approval"):
            rows.insert(1, ("credit", "授信与放款", None))
            if tab == "correction":
                rows.insert(2, ("correction", "更正授信", None))
        return [
            {"label": text, "href": tab_url(application, key) + query, "count": count, "current": key == tab}
            for key, text, count in rows
        ]


def tab_url(application: Application, tab: str) -> str:
    """The address of one tab; 概览 is the file itself."""
    if tab == "overview":
        return reverse("bank:case", args=[application.pk])
    return reverse("bank:case-tab", args=[application.pk, tab])


def action_url(application: Application, action: str) -> str:
    """The address of one action's form; proposing and approving have tabs of their own."""
    if action == "approve":
        return tab_url(application, "approval")
    if action == "correct":
        return tab_url(application, "correction")
    if action in _PROPOSING:
        return tab_url(application, "proposal")
    return reverse("bank:case-action", args=[application.pk, action])


def bar_buttons(
    application: Application, actions: tuple[str, ...], *, on_approval_tab: bool = False
) -> list[dict[str, str]]:
    """Buttons of the decision bar; the last stands out."""
    rows = []
    for action, kind in _BAR.items():
        if action in actions:
            called = words.ACTIONS[action]
            shown = called.title if action == "approve" and not on_approval_tab else called.label
            rows.append(
                {"label": shown, "value": action, "kind": kind, "formaction": action_url(application, action)}
            )
    return rows


def label(enum: Any, value: str) -> str:
    """The label of a stored choice; what is unknown is shown as it is, nothing as a dash."""
    return str(enum(value).label) if value in enum.values else (value or "—")


def _figure(key: str, text: str) -> dict[str, str]:
    number, _, unit = text.partition(" ")
    return {"key": key, "value": number, "unit": unit}


def _waiting(application: Application, roles: frozenset[str]) -> str:
    """Shown in place of the bar when there is nothing to do, or nothing for this role."""
    if not roles & ACTING_ROLES:
        return words.MAY_ONLY_LOOK
    until = moment(application.due_at) if application.due_at else ""
    return words.waiting(state=application.state, until=until)
