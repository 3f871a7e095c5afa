"""「我的申请」: the list and one application."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.applications.asked import asked_kind
from yuzhengdai.domain.applications.beside_offer import beside_on_record
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import DocumentKind
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.enterprise import (
    Filters,
    application_counts,
    application_for_enterprise,
    application_list_for_enterprise,
    application_most_urgent,
)
from yuzhengdai.domain.applications.selectors.past_credits import past_credits
from yuzhengdai.domain.applications.selectors.phone_looks import phone_looks
from yuzhengdai.domain.applications.words import ACTIONS, CLOCK_STOPPED
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.credit.enums import AuthorisationState, DataItem
from yuzhengdai.domain.credit.selectors import authorisations_of_subject
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.money import day, wan
from yuzhengdai.sites.member.applications import detail
from yuzhengdai.sites.member.applications.calls import call_context
from yuzhengdai.sites.member.applications.next_steps import next_context
from yuzhengdai.sites.member.applications.presenting import (
    amount_parts,
    list_row,
    now_text,
    state_label,
    when,
)
from yuzhengdai.sites.member.applying.page import apply_url
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.shown import seal_kind, turn_for_enterprise
from yuzhengdai.sites.web.site import Site, render_page, site_of

PERIODS = [("all", "全部时间"), ("year", "近一年")]


def filters_of(request: HttpRequest) -> Filters:
    """The list's filters from the address."""
    return Filters(
        state=choice(request, "state", S.values, label="状态"),
        period=choice(request, "period", [key for key, _ in PERIODS], label="时间", default="all"),
        search=request.GET.get("q", "").replace("\x00", "")[:60],
    )


class ApplicationListView(EnterpriseView):
    """All applications of the enterprise."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filter, search, pages, all in the address."""
        actor, filters = self.request.actor, filters_of(request)
        page = application_list_for_enterprise(actor=actor, filters=filters, page=request.GET.get("page"))
        counts = application_counts(actor=actor)
        submitted = counts.total - counts.drafts
        lead = f"共 {submitted} 笔" + (f"，{counts.waiting} 笔等您处理" if counts.waiting else "")
        lead += f"，草稿 {counts.drafts} 份" if counts.drafts else ""
        context = {
            "page": page,
            "rows": [list_row(site_of(request), row) for row in page],
            "lead": lead,
            "has_any": counts.total > 0,
            "filters": filters,
            "states": [("", "全部状态"), *S.choices],
            "periods": PERIODS,
            "todo": todo(site_of(request), actor) if counts.waiting else None,
        }
        return render_page(request, "applications/list.html", context)


def todo(site: Site, actor: Actor) -> dict[str, str] | None:
    """The card on top: what waits for the enterprise and is due first."""
    row = application_most_urgent(actor=actor)
    return todo_of(site, row) if row is not None else None


def todo_of(site: Site, row: Application) -> dict[str, str]:
    """What an application that waits for the enterprise asks, until when, and where it is done."""
    name = f"{row.product_version.name}，{wan(row.amount_yuan or 0)}。"
    due = when(row.due_at).within("{} 前") if row.due_at else ""
    url = site.url("application-detail", row.pk)
    if row.state == S.RETURNED:
        title = f"{row.institution.short_name}请您补充材料"
        text = f"{name}补件期间{CLOCK_STOPPED}。提交期限 "
        return {"title": title, "text": text, "due": due, "label": "补充材料", "href": url}
    title = f"{row.institution.short_name}已授信，请核对成本清单"
    costs = site.url("application-costs", row.pk)
    return {
        "title": title,
        "text": f"{name}确认后进入签约。",
        "due": due,
        "label": "核对成本清单",
        "href": costs,
    }


class ApplicationDetailView(EnterpriseView):
    """One application; a draft is led to its form."""

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Stages, what is to be done, history, promises, grants."""
        row = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        if row.state == S.DRAFT:
            return HttpResponseRedirect(apply_url(site_of(request), row))
        return show_detail(request, self.request.actor, row)


def show_detail(
    request: HttpRequest,
    actor: Actor,
    row: Application,
    *,
    note: str = "",
    errors: dict[str, str] | None = None,
    file_problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what was typed into the supplement and what stands against it."""
    amount, unit = amount_parts(row.amount_yuan)
    returned = next((change for change in detail.history_of(row) if change.action == "return"), None)
    documents = detail.document_rows(site_of(request), row)
    slots = detail.asked_slots(row, documents)
    context: dict[str, Any] = {
        "row": row,
        "state_label": state_label(row),
        "turn": turn_for_enterprise(row),
        "seal_kind": seal_kind(row.institution.tone),
        "amount": amount,
        "amount_unit": unit,
        "now_text": now_text(row),
        "stages": detail.stage_items(row),
        "timeline": detail.timeline_items(row),
        "promises": detail.promise_rows(row),
        "data": detail.data_rows(row),
        "approval": detail.approval_rows(row),
        "beside": beside_on_record(row),
        "disbursements": detail.disbursement_rows(row),
        "documents": documents,
        "slots": slots,
        "new_documents": detail.without_place(documents, slots),
        "document_kinds": DocumentKind.choices,
        "document_kind": request.POST.get("document_kind") or asked_kind(returned.note if returned else ""),
        "words": ACTIONS,
        "allowed": WORKFLOW.allowed(state=row.state, roles=actor.roles),
        "returned": returned,
        "returned_at": when(returned.created_at) if returned else "",
        "due": when(row.due_at) if row.due_at else "",
        "grants": grant_rows(actor, row),
        **parts_of_state(site_of(request), actor, row),
        "note": note,
        "errors": errors or {},
        "error_items": [
            *({"text": problem, "href": "#id_file"} for problem in file_problems or ()),
            *({"text": sentence, "href": f"#id_{name}"} for name, sentence in (errors or {}).items()),
        ],
        "file_problems": file_problems or [],
    }
    return render_page(request, "applications/detail.html", context, status=status)


def parts_of_state(site: Site, actor: Actor, row: Application) -> dict[str, Any]:
    """What only some files have: 来电核验 while open, 下一步 after a refusal, corrected and revoked credits, looks at the phone."""
    return {
        **call_context(row),
        "next": next_context(site, actor, row),
        "past": past_credits(row),
        "phone_looks": phone_looks(row),
    }


def grant_rows(actor: Actor, row: Application) -> dict[str, Any]:
    """数据授权: item → how often read, and until when."""
    grants = authorisations_of_subject(actor=actor, subject_kind="application", subject_id=row.pk)
    shown = []
    for grant in grants:
        state = AuthorisationState(grant.state)
        read = f"查看 {getattr(grant, 'access_count', 0)} 次"
        shown.append(
            (
                DataItem(grant.item).label,
                read if state == AuthorisationState.ACTIVE else f"{state.label}，{read}",
            )
        )
    until = max((grant.valid_until for grant in grants), default=None)
    return {"rows": shown, "until": day(until) if until else ""}
