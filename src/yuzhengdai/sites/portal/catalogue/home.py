"""首页: the sentence that finds products, figures, products, news, demands, institutions (R1)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from yuzhengdai.domain.content.selectors import news_latest
from yuzhengdai.domain.demands.selectors.public import PublicDemand, demand_list_recent
from yuzhengdai.domain.insights.selectors import DECISION_DAYS_DEFINITION, HomeFigures, home_figures
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.institutions.selectors import institution_list_public
from yuzhengdai.domain.products.catalogue import Catalogue, Entry
from yuzhengdai.domain.products.enums import Facet, LoanUse
from yuzhengdai.domain.products.search import Collateral, Search
from yuzhengdai.domain.products.selectors import catalogue
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.member.catalogue.rows import product_rows, row_of, seal_kind
from yuzhengdai.sites.member.today import today_of
from yuzhengdai.sites.portal.content.articles import news_items
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.elder import is_elder
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment

_AMOUNTS_WAN = (30, 50, 100, 200, 300, 500, 1000)
_TERMS_MONTHS = (6, 12, 24, 36)
_PRODUCTS, _INSTITUTIONS, _ELDER_PRODUCTS = 4, 12, 3
_YI, _WAN = Decimal(100_000_000), Decimal(10_000)

_OWN_BEGINS, _OWN_ENDS = Markup("<!--own-->"), Markup("<!--/own-->")
"""Around the part of the page that a member reads otherwise than a visitor."""

START = Search(
    facets=MappingProxyType({Facet.REGION: ("410100",)}),
    amount_wan=Decimal(100),
    term_months=12,
    use=LoanUse.RAW_MATERIALS.value,
    collateral=Collateral.NONE.value,
)
"""What the sentence says before anything is chosen."""


class HomeView(SharedPageView):
    """The home page; 长辈版 has its own."""

    keep_s = 60.0
    elder_differs = True

    def version(self) -> Hashable:
        """The catalogue's; news, demands and figures come with time."""
        return catalogue().version

    def fragment(self) -> Fragment:
        index = catalogue()
        if is_elder(self.request):
            rows = [row_of(entry) for entry in _credit(index)[:_ELDER_PRODUCTS]]
            html = render_fragment("portal/catalogue/home_elder.html", {"products": rows})
            return Fragment(html, "首页", nav="home", main_class="wrap elder")
        return Fragment(
            render_fragment("portal/catalogue/home.html", _context(index)), "首页", nav="home", main_class=""
        )

    def for_reader(self, fragment: Fragment) -> Fragment:
        """A member reads what waits for them where visitors read how to begin."""
        if current_user(self.request) is None or current_enterprise(self.request) is None:
            return fragment
        template = "portal/catalogue/home_today.html"
        before, _, rest = fragment.html.partition(_OWN_BEGINS)
        _, _, after = rest.partition(_OWN_ENDS)
        context = {"today": today_of(self.request), "is_elder": is_elder(self.request)}
        return replace(fragment, html=before + render_fragment(template, context) + after)


def _context(index: Catalogue) -> dict[str, Any]:
    institutions = list(institution_list_public()[:_INSTITUTIONS])
    return {
        "finder": _finder(),
        "count": index.count(START),
        "figures": _figures(home_figures()),
        "is_demo": settings.IS_DEMO,
        "as_of": _as_of(home_figures()),
        "decision_days": DECISION_DAYS_DEFINITION,
        "rows": product_rows(index, _credit(index)[:_PRODUCTS]),
        "shelf_total": len(index),
        "news": news_items(news_latest(limit=5)),
        "demands": [_demand(demand) for demand in demand_list_recent(limit=5)],
        "institutions": [_institution(row) for row in institutions],
        "institution_total": len(index.institution_names),
    }


def _credit(index: Catalogue) -> list[Entry]:
    """Loans without collateral, at most one of each institution, in the overall order."""
    found = index.find(Search(facets=MappingProxyType({Facet.TAG: ("credit_loan",)})), size=60).entries
    entries = found or index.find(Search(), size=60).entries
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.institution_slug, entry)
    rest = [entry for entry in entries if entry not in first.values()]
    return [*first.values(), *rest]


def _finder() -> list[dict[str, Any]]:
    """The parts of the sentence: words before, a select, punctuation after."""
    chosen = dict(START.params())
    parts: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("企业在", "region", "所在地区", [(city.code, city.name) for city in regions.cities()]),
        ("想借", "amount_wan", "融资金额", [(str(n), f"{n} 万元") for n in _AMOUNTS_WAN]),
        ("用", "term_months", "融资期限", [(str(n), f"{n} 个月") for n in _TERMS_MONTHS]),
        ("主要用于", "use", "融资用途", [(use.value, str(use.label)) for use in LoanUse]),
        ("", "collateral", "担保方式", [(c.value, c.label) for c in (Collateral.NONE, Collateral.SOME)]),
    ]
    return [
        {
            "before": before,
            "name": name,
            "label": label,
            "options": options,
            "chosen": chosen[name],
            "after": "。" if name == "collateral" else "，",
        }
        for before, name, label, options in parts
    ]


def _figures(figures: HomeFigures) -> list[dict[str, str]]:
    amount, unit = (_YI, "亿元") if figures.approved_yuan >= _YI else (_WAN, "万元")
    days = figures.decision_working_days
    return [
        {"key": "认证企业", "value": f"{figures.verified_enterprises:,}", "unit": "家"},
        {"key": "入驻金融机构", "value": f"{figures.institutions:,}", "unit": "家"},
        {
            "key": "累计授信",
            "value": f"{figures.approved_yuan / amount:,.1f}".removesuffix(".0"),
            "unit": unit,
        },
        {
            "key": "授信意见用时（中位数）",
            "value": "—" if days is None else f"{days}",
            "unit": "" if days is None else "个工作日",
        },
    ]


def _as_of(figures: HomeFigures) -> str:
    return f"统计至 {money.day(figures.as_of)} {local(figures.as_of):%H:%M}"


def _demand(demand: PublicDemand) -> dict[str, str]:
    city = regions.city_of(demand.region_code)
    industry = industries.industry(demand.industry_code) if demand.industry_code else None
    parts = [
        demand.enterprise_name,
        city.short_name if city else "",
        industry.name if industry else "",
        money.term(demand.term_months),
    ]
    return {
        "amount": money.wan(demand.amount_yuan),
        "meta": "　".join(part for part in parts if part),
        "href": reverse("portal:demand-page", args=[demand.id]),
    }


def _institution(row: Institution) -> dict[str, str]:
    return {"name": row.short_name, "slug": row.slug, "seal": row.seal, "seal_kind": seal_kind(row.tone)}
