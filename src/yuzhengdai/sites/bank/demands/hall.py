"""需求大厅: what suits first, everything else behind a tab; 不感兴趣 and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yuzhengdai.domain.demands.services.marks import demand_set_interest
from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.institutions.lending import areas_of
from yuzhengdai.domain.matching.hall_list import HallFilters, HallRow, areas_within, hall_export, hall_list
from yuzhengdai.domain.products.enums import GuaranteeMode
from yuzhengdai.domain.products.facets import AMOUNT_BANDS
from yuzhengdai.foundation.core.money import rate, term, wan
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import OfficerView
from yuzhengdai.sites.web.spreadsheet import Cell, workbook_response

TABS = (("fit", "适合本机构"), ("all", "全部"), ("hidden", "不感兴趣"))
SORTS = (("fit", "待核实少的在前"), ("newest", "最新发布"), ("amount", "金额从大到小"))
RATES = tuple((str(pct), f"{rate(pct)} 及以上") for pct in (4, 5, 6, 8))
"""With those that name no rate: they are open to talk."""
EXPORTED = (
    ("需求", 30), ("行业", 24), ("地区", 20), ("金额（万元）", 14), ("期限（月）", 12), ("担保方式", 12), ("期望利率不高于（%）", 20),
    ("有效期至", 14), ("对照", 36),
)  # fmt: skip
_OWN = "own"
"""Value of the area filter: where the officer's branch lends."""


class HallView(OfficerView):
    """The list; every state of it is an address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Rows, filters, pages; where a branch has areas of its own they are the filter to begin with."""
        own = self.own_areas()
        filters, area = self.filters(request, own)
        page, lines, is_more = hall_list(
            actor=self.request.actor, filters=filters, page=request.GET.get("page")
        )
        total = page.paginator.count
        context: dict[str, Any] = {
            "page_title": "需求大厅",
            "nav": "demands",
            "page": page,
            "rows": [row_of(line) for line in lines],
            "total": f"{total} 条以上" if is_more else f"{total} 条",
            "filters": filters,
            "area": area,
            "tabs": self.tabs(filters),
            "area_choices": [(_OWN, "本网点可贷区域")] if own else [],
            "city_choices": regions.choices(),
            "sections": [(section.code, section.name) for section in industries.sections()],
            "guarantees": GuaranteeMode.choices,
            "bands": [(band.value, band.label) for band in AMOUNT_BANDS],
            "band": request.GET.get("amount", ""),
            "rates": RATES,
            "rate": request.GET.get("rate", ""),
            "sorts": SORTS,
            "lending": [regions.place_name(code) for code in areas_of(self.officer.institution)],
            "is_manager": self.request.actor.has_role(*LEADING_ROLES),
        }
        return render(request, "bank/demands/list.html", context)

    def own_areas(self) -> list[str]:
        """Where the officer's branch lends, [] without areas of its own."""
        branch = self.officer.branch
        return list(branch.lending_areas) if branch is not None else []

    def filters(self, request: HttpRequest, own: list[str]) -> tuple[HallFilters, str]:
        """(the filters of the address, the chosen area)."""
        cities = [code for code, _ in regions.choices()]
        area = choice(request, "area", [_OWN, "any", *cities], label="地区", default=_OWN if own else "")
        wanted = own if area == _OWN else [area] if area in cities else []
        bands = {band.value: band for band in AMOUNT_BANDS}
        band = bands.get(choice(request, "amount", bands, label="金额"))
        least = choice(request, "rate", [value for value, _ in RATES], label="期望利率")
        filters = HallFilters(
            tab=choice(request, "tab", [tab for tab, _ in TABS], label="范围", default="fit") or "fit",
            search=_word(request.GET.get("q", "")),
            areas=areas_within(wanted) if wanted else (),
            section=choice(request, "industry", [s.code for s in industries.sections()], label="行业"),
            guarantee=choice(request, "guarantee", GuaranteeMode.values, label="担保方式"),
            amount_min=band.low if band else None,
            amount_max=band.high if band else None,
            rate_pct=Decimal(least) if least else None,
            is_unseen=request.GET.get("unseen") == "1",
            sort=choice(request, "sort", [sort for sort, _ in SORTS], label="排序", default="fit") or "fit",
        )
        return filters, area

    def tabs(self, filters: HallFilters) -> list[dict[str, Any]]:
        """Tabs, and the own offers beside them."""
        here = reverse("bank:demand-list")
        items: list[dict[str, Any]] = [
            {"label": label, "href": f"{here}?tab={tab}", "current": tab == filters.tab}
            for tab, label in TABS
        ]
        return [*items, {"label": "本机构的方案", "href": reverse("bank:offer-list"), "current": False}]


class HallExportView(HallView):
    """「导出」: what the hall lists under these filters, at most 400 lines, without contact data and without who is behind."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The workbook as a download, noted in the audit."""
        filters, _ = self.filters(request, self.own_areas())
        rows = [cells_of(line) for line in hall_export(actor=self.request.actor, filters=filters)]
        heads, widths = zip(*EXPORTED, strict=True)
        return workbook_response("需求大厅", heads, widths, rows)


class InterestView(OfficerView):
    """「不感兴趣」 and 「恢复关注」: the institution's own note."""

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Somebody came back to the address of the button."""
        return redirect("bank:demand", demand_id)

    def post(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Note it and go on."""
        is_interested = request.POST.get("interested") == "1"
        demand_set_interest(actor=self.request.actor, demand_id=demand_id, is_interested=is_interested)
        if is_interested:
            messages.success(request, "已恢复关注，这条需求回到大厅。")
            return redirect("bank:demand", demand_id)
        messages.success(request, "已标为不感兴趣，本机构的大厅不再列出，可在「不感兴趣」里找回。")
        return redirect("bank:demand-list")


def row_of(line: HallRow) -> dict[str, Any]:
    """One line in words."""
    industry = industries.industry(line.industry_code) if line.industry_code else None
    if line.open_count is None:
        fit = "没有产品的条件都不冲突"
    elif line.open_count:
        fit = f"{line.product_name}，待核实 {line.open_count} 项"
    else:
        fit = f"{line.product_name}，已知条件都符合"
    return {
        "href": reverse("bank:demand", args=[line.id]),
        "title": line.title,
        "industry": industry.name if industry else "行业未写明",
        "region": regions.place_name(line.region_code),
        "amount": wan(line.amount_yuan),
        "term": term(line.term_months),
        "guarantee": label_of(GuaranteeMode, line.guarantee_mode),
        "rate": f"不高于 {rate(line.rate_max_pct)}" if line.rate_max_pct is not None else "未写明",
        "until": line.valid_until.isoformat(),
        "fit": fit,
        "is_new": not line.is_seen,
    }


def cells_of(line: HallRow) -> list[Cell]:
    """One line of the export."""
    said = row_of(line)
    percent = float(line.rate_max_pct) if line.rate_max_pct is not None else None
    return [
        said["title"], said["industry"], said["region"], float(line.amount_yuan / 10_000), line.term_months,
        said["guarantee"], percent, line.valid_until, said["fit"],
    ]  # fmt: skip


def label_of(enum: Any, value: str) -> str:
    """The label of a stored choice; 「未写明」 for none."""
    return str(enum(value).label) if value in enum.values else "未写明"


def _word(typed: str) -> str:
    try:
        return normalise_line(typed.replace("\x00", ""))[:60].strip()
    except ValidationError:
        return ""
