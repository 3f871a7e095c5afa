"""需求审核: pass, return with what to change, remove. The operator reads the words, never the offers nor the contact's number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.demands.enums import DemandState
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.selectors.desk import (
    demand_for_desk,
    demand_history_for_desk,
    demands_held,
)
from yuzhengdai.domain.demands.services.desk import demand_pass, demand_remove, demand_return
from yuzhengdai.domain.demands.text_check import Found
from yuzhengdai.domain.demands.words import DEMAND_ACTIONS
from yuzhengdai.domain.demands.workflow import DEMANDS
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse
from yuzhengdai.foundation.core.clock import iso
from yuzhengdai.foundation.core.money import day, moment, rate, term, wan
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.ops.form_page import StopPage
from yuzhengdai.sites.ops.shell import DeskView

PAGE_SIZE = 30


class DemandListView(DeskView):
    """待审核, the longest waiting first."""

    nav = "demands"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = demands_held(self.request.actor)
        page = page_of(found, request.GET.get("page"), size=PAGE_SIZE)
        rows = [(row, found_words(row)) for row in page]
        return self.page("demands/list", rows=rows, page=page)


class DemandDetailView(DeskView):
    """One demand with the words that were found, and the three acts as the workflow allows them."""

    nav = "demands"

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        row = demand_for_desk(actor=self.request.actor, demand_id=demand_id)
        return self.page(
            "demands/detail",
            row=row,
            facts=fact_rows(row),
            found=found_words(row),
            state=str(DemandState(row.state).label),
            allowed=DEMANDS.allowed(state=row.state, roles=self.request.actor.roles),
            words=DEMAND_ACTIONS,
            timeline=timeline(row),
        )


class DemandPassView(DeskView):
    """「通过」: publishes the words as they stand."""

    nav = "demands"

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Somebody came back to the address of the button."""
        return redirect("ops:demand-detail", demand_id)

    def post(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """The next one waits in the list; what was changed meanwhile is said on the page of this one."""
        row = demand_for_desk(actor=self.request.actor, demand_id=demand_id)
        return self.act(
            lambda: demand_pass(
                actor=self.request.actor, demand_id=demand_id, expected_version=posted_version(request)
            ),
            done=DEMAND_ACTIONS["pass"].done,
            back="ops:demand-detail",
            demand_id=row.pk,
        )


class _ReasonedView(StopPage):
    """An act that tells the owner why."""

    nav = "demands"
    reason_label = "给企业的说明"
    action: ClassVar[str]
    service: ClassVar[Callable[..., FinancingDemand]]

    def load(self, **kwargs: Any) -> None:
        self.row = demand_for_desk(actor=self.request.actor, demand_id=kwargs["demand_id"])

    def crumbs(self) -> list[tuple[str, str | None]]:
        return [
            ("需求审核", reverse("ops:demand-list")),
            (self.row.title, reverse("ops:demand-detail", args=[self.row.pk])),
        ]

    def initial(self) -> dict[str, Any]:
        return {"version": self.row.version}

    def save(self, data: dict[str, Any]) -> str:
        version = data["version"]
        type(self).service(
            actor=self.request.actor,
            demand_id=self.row.pk,
            expected_version=-1 if version is None else version,
            reason=data["reason"],
        )
        return reverse("ops:demand-list")


class DemandReturnView(_ReasonedView):
    """「退回修改」: the owner changes the words and hands the demand in again."""

    action, service = "return", staticmethod(demand_return)
    title = submit_label = DEMAND_ACTIONS["return"].label
    done = DEMAND_ACTIONS["return"].done
    reason_help = "企业看到这段说明，修改后可以重新提交。"
    submit_kind = "primary"


class DemandRemoveView(_ReasonedView):
    """「下架」: for good; open offers end."""

    action, service = "remove", staticmethod(demand_remove)
    title = submit_label = DEMAND_ACTIONS["remove"].label
    done = DEMAND_ACTIONS["remove"].done
    reason_help = "企业看到这段说明。下架后不能恢复，未接受的方案同时失效。"


def fact_rows(row: FinancingDemand) -> list[tuple[str, str]]:
    """What the demand says; the contact by name and number stays with the enterprise."""
    hoped = f"不高于 {rate(row.rate_max_pct)}" if row.rate_max_pct is not None else "未写明"
    return [
        ("企业", row.enterprise.name),
        ("公开企业名称", "公开" if row.shows_name else "不公开"),
        ("融资金额", wan(row.amount_yuan)),
        ("融资期限", term(row.term_months)),
        ("融资用途", _label(LoanUse, row.use)),
        ("担保方式", _label(GuaranteeMode, row.guarantee_mode)),
        ("期望利率", hoped),
        ("所属地区", regions.place_name(row.region_code)),
        ("有效期至", day(row.valid_until)),
    ]


def found_words(row: FinancingDemand) -> str:
    """What the text check found, by kind."""
    kinds = [str(Found(kind).label) for kind in row.held_for if kind in Found.values]
    return "、".join(kinds) or "—"


def timeline(row: FinancingDemand) -> list[dict[str, Any]]:
    """The demand's own steps, newest first."""
    items: list[dict[str, Any]] = []
    for change in demand_history_for_desk(row):
        words = DEMAND_ACTIONS.get(change.action)
        if words is None or not words.operator:
            continue
        items.append(
            {
                "time": moment(change.created_at),
                "datetime": iso(change.created_at),
                "title": words.operator,
                "who": change.by_name,
                "text": change.note,
                "now": not items,
            }
        )
    return items


def posted_version(request: HttpRequest) -> int:
    """The version that the page was made from; -1 for rubbish, which never fits."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def _label(enum: Any, value: str) -> str:
    return str(enum(value).label) if value in enum.values else "未写明"
