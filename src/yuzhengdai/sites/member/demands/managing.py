"""管理需求 and 编辑需求 (C7–C9): the list, one demand with its offers side by side, changing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.applications.services.from_offer import may_reopen
from yuzhengdai.domain.demands.enums import ENDED_STATES, DemandState, OfferState
from yuzhengdai.domain.demands.form import FORM, LABELS, raw_values, typed_of
from yuzhengdai.domain.demands.models import DemandChange, FinancingDemand
from yuzhengdai.domain.demands.selectors.mine import (
    DemandRow,
    demand_history,
    demand_list_for_enterprise,
    offers_received,
)
from yuzhengdai.domain.demands.services.publish import demand_edit
from yuzhengdai.domain.demands.words import DEMAND_ACTIONS, INTENTION, OFFER_ACTIONS
from yuzhengdai.domain.demands.workflow import DEMANDS, OFFERS
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day, moment, term, wan
from yuzhengdai.sites.member.applications.next_steps import next_context_of_demand
from yuzhengdai.sites.member.demands.base import (
    OFFER_TURNS,
    TURNS,
    MemberDemandView,
    PublisherView,
    draw,
    posted_version,
)
from yuzhengdai.sites.member.demands.comparing import offer_columns
from yuzhengdai.sites.member.demands.fields import error_items, shown_fields, typed_in
from yuzhengdai.sites.web.site import Site, redirect_to, site_of


class DemandListView(MemberDemandView):
    """管理需求: state, valid until, offers received, 「编辑」「删除」."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page, newest first."""
        page, lines = demand_list_for_enterprise(actor=self.request.actor, page=request.GET.get("page"))
        site, roles = site_of(request), self.request.actor.roles
        context = {"page": page, "rows": [list_row(site, line, roles) for line in lines]}
        return draw(request, "list.html", context)


class DemandDetailView(MemberDemandView):
    """One demand: what it says, what can be done, its offers, its history. A draft is led to its form."""

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Offers side by side: instalment, total, 年化综合融资成本（估算）, conditions, promises."""
        demand = self.demand(demand_id)
        if demand.state == DemandState.DRAFT:
            return redirect_to(request, "demand-new")
        actor, site = self.request.actor, site_of(request)
        offers = offers_received(actor=actor, demand=demand)
        allowed = DEMANDS.allowed(state=demand.state, roles=actor.roles)
        open_ones = [one for one in offers if one.state in {OfferState.SENT, OfferState.ACCEPTED}]
        may_answer = OFFERS.is_allowed(action="accept", state=OfferState.SENT, roles=actor.roles)
        context: dict[str, Any] = {
            "row": demand,
            "state_label": DemandState(demand.state).label,
            "turn": TURNS[demand.state],
            "rows": said_rows(demand),
            "allowed": allowed,
            "may_reopen": "reopen" in allowed and may_reopen(demand),
            "columns": offer_columns(site, open_ones, may_answer=may_answer, on=today()),
            "ended": [ended_row(one) for one in offers if one not in open_ones],
            "may_answer": may_answer,
            "is_over": demand.state in ENDED_STATES,
            "intention": INTENTION,
            "next": next_context_of_demand(site, actor, demand),
            "history": [history_item(change) for change in demand_history(actor=actor, demand=demand)],
            "words": DEMAND_ACTIONS,
            "until": day(demand.valid_until),
        }
        return draw(request, "detail.html", context)


class DemandEditView(PublisherView):
    """编辑需求: 「返回」 and 「确认修改」. A newer edit by somebody else is shown, not overwritten."""

    signs = True

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """The form with what the demand says; not once an offer is accepted or it has ended."""
        demand = self.demand(demand_id)
        try:
            DEMANDS.require(action="edit", state=demand.state, roles=self.request.actor.roles)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect_to(request, "demand-detail", demand.pk)
        return self.show(demand, self.as_typed(demand))

    def post(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """「确认修改」."""
        demand = self.demand(demand_id)
        typed = raw_values(typed_in(request))
        try:
            demand = demand_edit(
                actor=self.request.actor,
                demand_id=demand.pk,
                typed=typed,
                expected_version=posted_version(request),
            )
        except FieldErrors as refused:
            notice = "" if refused.fields else refused.sentence
            version = posted_version(request)
            return self.show(demand, typed, errors=refused.fields, notice=notice, version=version, status=422)
        except Conflict:
            return self.newer(demand_id, typed)
        except Refused as refused:
            return self.show(
                self.demand(demand_id), typed, notice=refused.sentence, status=refused.http_status
            )
        if demand.state == DemandState.IN_REVIEW:
            messages.success(request, "已提交，待审核。审核通过后按修改后的内容发布")
        else:
            messages.success(request, "修改已保存")
        return redirect_to(request, "demand-detail", demand.pk)

    def newer(self, demand_id: UUID, typed: Mapping[str, str]) -> HttpResponse:
        """What was typed, beside what somebody else saved meanwhile."""
        fresh = self.demand(demand_id)
        if not DEMANDS.is_allowed(action="edit", state=fresh.state, roles=self.request.actor.roles):
            label = DemandState(fresh.state).label
            return self.show(fresh, typed, notice=f"现在是「{label}」，不能再修改这条需求。", status=409)
        saved = self.as_typed(fresh)
        theirs = [
            (field.label, field.told(fresh) or "—")
            for field in FORM
            if saved[field.name] != typed.get(field.name, "") and not field.name.startswith("contact_")
        ]
        notice = "您打开这一页之后，这条需求有了新的变化。您填写的内容还在，请核对后再点「确认修改」"
        return self.show(fresh, typed, notice=notice, theirs=theirs, status=409)

    def as_typed(self, demand: FinancingDemand) -> dict[str, str]:
        """What the form says for the demand as it stands."""
        typed = typed_of(demand)
        typed["contact_phone"] = typed["contact_phone"].removeprefix("+86")
        return typed

    def show(
        self,
        demand: FinancingDemand,
        raw: Mapping[str, str],
        *,
        errors: Mapping[str, str] | None = None,
        notice: str = "",
        theirs: list[tuple[str, str]] | None = None,
        version: int | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form, with what stands against it."""
        site = site_of(self.request)
        context = {
            "row": demand,
            "version": demand.version if version is None else version,
            "parts": shown_fields(raw, errors or {}),
            "error_items": error_items(errors or {}),
            "notice": notice,
            "theirs": theirs or [],
            "action": site.url("demand-edit", demand.pk),
            "back": site.url("demand-detail", demand.pk),
            "has_offers": demand.state == DemandState.OFFERED,
        }
        return draw(self.request, "edit.html", context, status=status)


def list_row(site: Site, line: DemandRow, roles: frozenset[str]) -> dict[str, Any]:
    """One line of 「管理需求」."""
    demand = line.demand
    is_draft = demand.state == DemandState.DRAFT
    title = (demand.draft_data.get("title") if is_draft else demand.title) or "未命名的草稿"
    offers = f"{line.offers} 份" if line.offers else "暂无"
    if line.outdated:
        offers += f"，{line.outdated} 份等机构确认"
    return {
        "id": demand.pk,
        "title": title,
        "href": site.url("demand-new") if is_draft else site.url("demand-detail", demand.pk),
        "amount": "—" if is_draft else wan(demand.amount_yuan),
        "term": "" if is_draft else term(demand.term_months),
        "state": str(DemandState(demand.state).label),
        "turn": TURNS[demand.state],
        "until": "—" if is_draft else demand.valid_until.isoformat(),
        "offers": "—" if is_draft else offers,
        "edit": site.url("demand-edit", demand.pk)
        if DEMANDS.is_allowed(action="edit", state=demand.state, roles=roles)
        else "",
        "delete": site.url("demand-delete", demand.pk)
        if DEMANDS.is_allowed(action="delete", state=demand.state, roles=roles)
        else "",
    }


def said_rows(demand: FinancingDemand) -> list[tuple[str, str]]:
    """Everything the demand says, for its owner; the contact's phone masked."""
    rows = []
    for field in FORM:
        said = field.told(demand)
        if field.name == "contact_phone":
            said = mask_phone(demand.contact_phone) if demand.contact_phone else ""
        if field.name != "title":
            rows.append((field.label, said or "—"))
    return rows


def ended_row(offer: Any) -> dict[str, str]:
    """One offer that is over."""
    return {
        "institution": offer.institution.short_name,
        "product": offer.product_version.name,
        "state": str(OfferState(offer.state).label),
        "turn": OFFER_TURNS[offer.state],
        "at": moment(offer.ended_at) if offer.ended_at else "",
    }


def history_item(change: DemandChange) -> dict[str, Any]:
    """One step as the enterprise reads it."""
    words = OFFER_ACTIONS if change.offer_id else DEMAND_ACTIONS
    found = words.get(change.action)
    what = (found.enterprise if found else "") or change.action
    if change.offer is not None:
        what = f"{change.offer.institution.short_name}：{what}"
    edits = [
        f"{LABELS.get(one['field'], '')}：{one['before'] or '—'} → {one['after'] or '—'}"
        if one["before"] != one["after"]
        else f"{LABELS.get(one['field'], '')}已修改"
        for one in change.fields
    ]
    note = change.note if change.side in {"enterprise", "operator"} else ""
    return {
        "what": what,
        "who": _who(change),
        "at": moment(change.created_at),
        "lines": [*edits, *([note] if note else [])],
    }


def _who(change: DemandChange) -> str:
    if change.side == "enterprise":
        return change.by_name
    return {"operator": "平台", "system": "系统"}.get(change.side, "机构")
