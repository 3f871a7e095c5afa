"""Queue, list of all applications, and the tabs of one file (B1)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.domain.applications.beside_offer import beside_on_record
from yuzhengdai.domain.applications.calls import OFFICER_ADVICE, call_check_for_officer
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import fields_of
from yuzhengdai.domain.applications.form_field import Desk, Part
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.case import (
    case_cost_items,
    case_disbursements,
    case_looks,
    case_notes,
)
from yuzhengdai.domain.applications.selectors.entries import entry_open
from yuzhengdai.domain.applications.selectors.past_credits import past_credits
from yuzhengdai.domain.applications.selectors.queue import (
    QueueFilter,
    application_list_for_institution,
    application_search,
    count_text,
    queue_list,
)
from yuzhengdai.domain.applications.services.sensitive import case_opened, case_printed, document_open
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit_reports.services import is_handed_out
from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.institutions.enums import WORKING_ROLES
from yuzhengdai.domain.matching.match import match_product
from yuzhengdai.domain.matching.selectors import enterprise_facts, whole_months
from yuzhengdai.domain.products.conditions import conditions_of_version
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.money import months_long, wan
from yuzhengdai.foundation.reference.regions import full_name
from yuzhengdai.sites.bank.cases import present
from yuzhengdai.sites.bank.cases.base import CaseView, ListPaneMixin, label
from yuzhengdai.sites.web.file_response import file_response
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import OfficerView

TABS = frozenset({"enterprise", "documents", "grants", "due-diligence", "talks", "history", "credit"})
DUE_SHOWN = 10


class QueueView(ListPaneMixin, OfficerView):
    """待办: the list pane, and beside it what is due or late."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; the pane is also asked for alone by htmx, which picks it out of the page."""
        context = self.list_pane()
        due = queue_list(actor=self.request.actor, filter_=QueueFilter.DUE).rows[:DUE_SHOWN]
        context |= {
            "page_title": "待办",
            "due_items": present.queue_items(due, query="?f=due", current=None),
            "queue_text": count_text,
        }
        return render(request, "bank/cases/queue.html", context)


class ApplicationListView(OfficerView):
    """全部申请: newest first, by state, or what a search finds."""

    def get(self, request: HttpRequest) -> HttpResponse:
        actor, query = self.request.actor, request.GET.get("q", "").strip()
        state = choice(request, "state", [value for value in S.values if value != S.DRAFT], label="状态")
        context: dict[str, Any] = {
            "page_title": "全部申请",
            "nav": "applications",
            "search_value": query,
            "state": state,
        }
        if query:
            rows, after = application_search(actor=actor, query=query, state=state), ""
        else:
            page = application_list_for_institution(
                actor=actor, state=state, after=request.GET.get("after", "")
            )
            rows, after = list(page.rows), page.after
        context |= {
            "items": present.queue_items(rows, query="", current=None),
            "after": after,
            "is_first_page": "after" not in request.GET,
            "states": [(value, text) for value, text in S.choices if value != S.DRAFT],
        }
        return render(request, "bank/cases/list.html", context)


class CaseTabView(CaseView):
    """One tab of a file."""

    templates: ClassVar[dict[str, str]] = {
        tab: f"bank/cases/tab_{tab.replace('-', '_')}.html" for tab in TABS
    }

    def get(self, request: HttpRequest, application_id: UUID, tab: str = "overview") -> HttpResponse:
        """The tab; unknown ones are 404."""
        application = self.find(application_id)
        if tab != "overview" and tab not in TABS:
            raise Http404
        if tab == "credit" and not hasattr(application, "approval"):
            raise Http404
        case_opened(actor=self.request.actor, application=application)
        context = self.frame(application, tab=tab)
        context |= self.content(application, tab, context)
        return render(request, self.templates.get(tab, "bank/cases/tab_overview.html"), context)

    def content(self, application: Application, tab: str, context: dict[str, Any]) -> dict[str, Any]:
        """What only this tab needs."""
        institution = application.institution.short_name
        timeline = present.timeline_of(context["changes"], application, institution=institution)
        if tab in {"overview", "history"}:
            context["timeline"] = timeline
        if tab == "overview":
            return {
                "call": call_check_for_officer(actor=self.request.actor, application=application),
                "call_advice": OFFICER_ADVICE,
                "facts": enterprise_rows(application),
                "conditions": condition_items(application),
                "notes": case_notes(application)[:3],
                "grant_lines": grant_lines(application, context["grants"]),
            }
        if tab == "enterprise":
            return {"facts": enterprise_rows(application), "figures": figure_rows(application)}
        if tab == "grants":
            lines = grant_lines(application, context["grants"])
            may_read = bool(self.request.actor.roles & WORKING_ROLES) and is_handed_out()
            return {
                "grant_lines": lines,
                "may_read_data": may_read and any(one["is_covered"] for one in lines),
            }
        if tab == "due-diligence":
            return {"notes": case_notes(application)}
        if tab == "history":
            return {"looks": case_looks(actor=self.request.actor, application=application)}
        if tab == "credit":
            return {
                "costs": case_cost_items(application),
                "receipts": case_disbursements(application),
                "entry": entry_open(application),
                "credit_labels": credit_labels(application),
                "beside": beside_on_record(application),
                "past": past_credits(application),
                "proposal": proposal_decided(application),
            }
        return {}


class CasePrintView(CaseView):
    """打印: everything of a file on one page, without frame."""

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        application = self.find(application_id)
        case_printed(actor=self.request.actor, application=application)
        context = self.frame(application, tab="overview")
        context |= {
            "facts": enterprise_rows(application),
            "figures": figure_rows(application),
            "timeline": present.timeline_of(
                context["changes"], application, institution=application.institution.short_name
            ),
            "notes": case_notes(application),
            "grant_lines": grant_lines(application, context["grants"]),
            "costs": case_cost_items(application),
            "receipts": case_disbursements(application),
            "kpi_pairs": [
                (item["key"], f"{item['value']} {item.get('unit', '')}") for item in context["kpis"]
            ],
            "person": self.officer.name,
        }
        return render(request, "bank/cases/print.html", context)


class DocumentView(CaseView):
    """One document; the first look is stamped, every look recorded."""

    def get(self, request: HttpRequest, application_id: UUID, document_id: UUID) -> HttpResponse:
        """The file: our own pictures inline, everything else as a download."""
        document = document_open(
            actor=self.request.actor, application_id=application_id, document_id=document_id
        )
        return file_response(document.file, inline=True)


def enterprise_rows(application: Application) -> list[tuple[str, str]]:
    """What 企业认证 has shown and the form says, without identity data."""
    enterprise = application.enterprise
    started = enterprise.established_on
    since = f"{started.isoformat()}（{months_long(whole_months(started, today()))}）" if started else "—"
    return [
        ("信用代码", enterprise.uscc),
        ("主体类型", label(EntityType, enterprise.entity_type)),
        ("成立日期", since),
        *stated_rows(application, Part.BUSINESS, Desk.FACTS, nothing="—"),
        ("所在地区", full_name(enterprise.region_code) if enterprise.region_code else "—"),
        ("注册地址", enterprise.registered_address or "—"),
        *stated_rows(application, Part.NEED, Desk.FACTS, nothing="—"),
    ]


def figure_rows(application: Application) -> list[tuple[str, str]]:
    """The figures the applicant states."""
    capital = application.enterprise.registered_capital_yuan
    return [
        *stated_rows(application, Part.BUSINESS, Desk.FIGURES, nothing="未填"),
        ("注册资本", wan(capital) if capital is not None else "未填"),
    ]


def stated_rows(application: Application, part: Part, desk: Desk, *, nothing: str) -> list[tuple[str, str]]:
    """What the form says in one block; what it leaves open as the enterprise's record has it."""
    rows = {}
    for field in fields_of(part):
        told = field.told(application)
        if not told and field.known is not None:
            told = field.told(application.enterprise)
        called = field.desk_label or field.label
        if not field.desk_beside and field.desk is desk:
            rows[field.name] = (called, told or nothing)
        elif field.desk_beside in rows and told:
            name, before = rows[field.desk_beside]
            rows[field.desk_beside] = (name, f"{before}，{called} {told}")
    return list(rows.values())


def proposal_decided(application: Application) -> dict[str, Any] | None:
    """What the approval on record decided on; None for one of before there were proposals."""
    proposal = application.approval.proposal
    return present.proposal_of(proposal) if proposal is not None else None


def credit_labels(application: Application) -> dict[str, str]:
    """Words for the stored choices of an approval."""
    approval = application.approval
    return {
        "repayment": label(RepaymentMethod, approval.repayment_method),
        "guarantee": label(GuaranteeMode, approval.guarantee_mode),
    }


def condition_items(application: Application) -> list[dict[str, str]]:
    """The product's conditions beside what is known: hints, never a decision."""
    kinds = {"meets": "ok", "fails": "warn", "unknown": "info"}
    version = application.product_version
    asked = {rule.field for rule in conditions_of_version(version)}
    found = match_product(version, enterprise_facts(enterprise=application.enterprise, wanted=asked))
    return [
        {"text": f"{answer.words}：{answer.verdict.label}", "kind": kinds[answer.verdict.value]}
        for answer in found.answers
    ]


def grant_lines(application: Application, grants: list[Any]) -> list[dict[str, Any]]:
    """Every data item the product asks for, and those granted beyond it."""
    live = {grant.item: grant for grant in grants}
    asked = [str(entry.get("code", "")) for entry in application.product_version.data_items]
    codes = [code for code in [*asked, *live] if code in DataItem.values]
    return [
        {
            "item": DataItem(code),
            "label": str(DataItem(code).label),
            "grant": live.get(code),
            "is_covered": code in live and bool(live[code].covers),
        }
        for code in dict.fromkeys(codes)
    ]
