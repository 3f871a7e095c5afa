"""Public demands, for portal and phone app: a list and one of them, with what everybody may read and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.demands.selectors.public import (
    COUNTED,
    PublicDemand,
    PublicFilters,
    demand_list_public,
    demand_public,
    public_demand,
)
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.money import rate, term, wan
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import Site, render_page, site_of

_HIDDEN_NAME = "未公开"


class DemandPublicListView(PublicView):
    """Live demands, newest first, by city and use."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filters and page from the address."""
        filters = PublicFilters(
            city=choice(request, "city", [code for code, _ in regions.choices()], label="地区"),
            use=choice(request, "use", LoanUse.values, label="用途"),
        )
        site = site_of(request)
        page = demand_list_public(filters=filters, page=request.GET.get("page"))
        total = page.paginator.count
        context = {
            "page": page,
            "rows": [list_row(site, public_demand(row)) for row in page],
            "filters": filters,
            "cities": [("", "全省"), *regions.choices()],
            "uses": [("", "不限用途"), *LoanUse.choices],
            "total_words": f"共 {total} 条" if total < COUNTED else f"{COUNTED} 条以上，请按地区或用途查看",
        }
        return render_page(request, "public_demands/list.html", context)


class DemandPublicView(PublicView):
    """One live demand; 404 for everything else, whoever asks."""

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        try:
            row = demand_public(demand_id=demand_id)
        except NotFound:
            raise Http404 from None
        line = list_row(site_of(request), row)
        rows = [
            ("融资金额", line["amount"]),
            ("融资期限", line["term"]),
            ("融资用途", _label(LoanUse, row.use)),
            ("担保方式", _label(GuaranteeMode, row.guarantee_mode)),
            ("期望利率", f"不高于 {rate(row.rate_max_pct)}" if row.rate_max_pct is not None else "面议"),
            ("所属地区", line["region"]),
            ("所属行业", line["industry"]),
            ("企业名称", line["enterprise"]),
            ("有效期至", line["until"]),
        ]
        context = {"row": row, "pairs": rows, "rows": [{"key": key, "value": value} for key, value in rows]}
        return render_page(request, "public_demands/detail.html", context)


def list_row(site: Site, row: PublicDemand) -> dict[str, Any]:
    """One line in words."""
    industry = industries.industry(row.industry_code) if row.industry_code else None
    return {
        "title": row.title,
        "href": site.url("demand-page", row.id),
        "amount": wan(row.amount_yuan),
        "term": term(row.term_months),
        "region": regions.place_name(row.region_code) or "—",
        "industry": industry.name if industry else "—",
        "enterprise": row.enterprise_name or _HIDDEN_NAME,
        "is_named": bool(row.enterprise_name),
        "until": row.valid_until.isoformat(),
    }


def _label(enum: type[LoanUse | GuaranteeMode], value: str) -> str:
    return str(enum(value).label) if value in enum.values else "—"
