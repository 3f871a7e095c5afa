"""金融产品: the list with its facets, chips, orders and pages as links (P1, P2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.catalogue import Catalogue, Found
from yuzhengdai.domain.products.enums import Facet, LoanUse
from yuzhengdai.domain.products.facets import FACET_LABELS
from yuzhengdai.domain.products.search import Collateral, Search, Sort, read_search
from yuzhengdai.domain.products.selectors import catalogue
from yuzhengdai.foundation.core.paging import Page
from yuzhengdai.sites.shared.actors import current_enterprise
from yuzhengdai.sites.shared.catalogue.rows import product_rows
from yuzhengdai.sites.shared.gates import PublicView
from yuzhengdai.sites.shared.page_cache import Fragment, SharedPageView, is_personal, render_fragment

PAGE_SIZE = 20
_ROW_FACETS = (
    Facet.INSTITUTION_KIND, Facet.GUARANTEE, Facet.AMOUNT, Facet.TERM, Facet.RATE, Facet.TAG,
)  # fmt: skip
_MENU_FACETS = (Facet.INSTITUTION, Facet.REGION, Facet.INDUSTRY)
_SUGGESTIONS = 4


def search_of(request: HttpRequest) -> Search:
    """The search that this address asks for."""
    return read_search({name: request.GET.getlist(name) for name in request.GET})


class ProductListView(SharedPageView):
    """The list. Every state of it is an address."""

    _search: Search | None = None
    _catalogue: Catalogue | None = None

    @property
    def search(self) -> Search:
        """Read once a request; 「只看我可能符合条件的」 is for verified enterprises."""
        if self._search is None:
            found = search_of(self.request)
            self._search = found if self.facts is not None else replace(found, is_fitting=False)
        return self._search

    @cached_property
    def facts(self) -> Mapping[str, Any] | None:
        """What is known of the reader's verified enterprise."""
        enterprise = current_enterprise(self.request) if is_personal(self.request) else None
        return (
            enterprise_facts(enterprise=enterprise)
            if enterprise is not None and enterprise.is_verified
            else None
        )

    @property
    def catalogue(self) -> Catalogue:
        """The same catalogue for key and content."""
        if self._catalogue is None:
            self._catalogue = catalogue()
        return self._catalogue

    def canonical_query(self) -> str:
        """The search in its one form."""
        return self.search.query_string()

    def version(self) -> Hashable:
        """The catalogue's."""
        return self.catalogue.version

    def kept_fragment(self, key: tuple[Hashable, ...], *, elder: bool) -> Fragment:
        """Kept by the facts where they matter: equal facts give equal lists, whoever looks."""
        known = tuple(sorted(self.facts.items())) if self.facts and self.search.is_fitting else ()
        return super().kept_fragment((*key, self.facts is not None, known), elder=elder)

    def fragment(self) -> Fragment:
        """Facets, chips, rows, pages."""
        search, index = self.search, self.catalogue
        found = index.find(search, size=PAGE_SIZE, facts=self.facts if search.is_fitting else None)
        context = {
            "search": search,
            "action": reverse("portal:product-list"),
            "shelf_total": len(index),
            "found": found,
            "rows": product_rows(index, found.entries, compare=True),
            "groups": [facet_group(index, search, found, facet) for facet in _ROW_FACETS],
            "menus": [facet_group(index, search, found, facet) for facet in _MENU_FACETS],
            "chips": chips_of(index, search),
            "sorts": _sorts(search),
            "fit_keep": search.params(without="fit", page=1) if self.facts is not None else None,
            "page": Page(found.entries, found.page, PAGE_SIZE, found.total),
            "page_href": _page_hrefs(search),
            "keep": [(n, v) for n, v in search.params(without="q", page=1)],
            "sheet_keep": [(n, v) for n, v in search.params(page=1) if n not in Facet.values],
            "suggestions": suggestions_of(index, search) if not found.total else [],
        }
        html = render_fragment("portal/catalogue/product_list.html", context)
        title = f"{search.keyword} - 金融产品" if search.keyword else "金融产品"
        if found.page > 1:
            title = f"{title}（第 {found.page} 页）"
        return Fragment(html, title, nav="products", search_value=search.keyword)


class ProductCountView(PublicView):
    """How many products fit the sentence of the home page; a scrap of HTML for htmx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The number."""
        response = HttpResponse(str(catalogue().count(search_of(request))))
        response["Cache-Control"] = "no-cache"
        return response


def facet_group(index: Catalogue, search: Search, found: Found, facet: Facet) -> dict[str, Any]:
    """One facet with its options as links that toggle, their counts, and as boxes for the sheet."""
    labels = labels_of(index, facet)
    chosen = search.facets.get(facet, ())
    rest = urlencode(search.params(without=facet.value, page=1))
    counts = found.counts[facet]
    values: Iterable[str] = labels
    if facet == Facet.INSTITUTION:
        # Dozens of institutions: those with something to offer here, and what is chosen.
        values = [v for v in labels if counts.get(v) or v in chosen]
    options = [
        {
            "value": value,
            "label": labels[value],
            "count": counts.get(value, 0),
            "href": _href(rest, facet, [v for v in labels if (v in chosen) != (v == value)]),
            "current": value in chosen,
            "checked": value in chosen,
        }
        for value in values
    ]
    return {
        "name": str(facet.label),
        "param": facet.value,
        "any_href": f"?{rest}",
        "any_current": not chosen,
        "picked": "、".join(labels.get(v, v) for v in chosen) or "不限",
        "options": options,
    }


def labels_of(index: Catalogue, facet: Facet) -> Mapping[str, str]:
    """Value → label; names of institutions are the catalogue's."""
    return FACET_LABELS.get(facet) or index.institution_names


def chips_of(index: Catalogue, search: Search) -> list[dict[str, Any]]:
    """What is chosen, each with the search without it."""
    chips: list[tuple[str, Search]] = []
    if search.keyword:
        chips.append((f"关键字：{search.keyword}", search.without("q")))
    if search.amount_wan is not None:
        chips.append((f"想借：{search.amount_wan.normalize():f} 万元", search.without("amount_wan")))
    if search.term_months is not None:
        chips.append((f"期限：{search.term_months} 个月", search.without("term_months")))
    if search.use:
        chips.append((f"用于：{LoanUse(search.use).label}", search.without("use")))
    if search.collateral:
        chips.append((Collateral(search.collateral).label, search.without("collateral")))
    for facet, values in search.facets.items():
        labels = labels_of(index, facet)
        chips += [(f"{facet.label}：{labels.get(v, v)}", search.without(facet.value, v)) for v in values]
    return [
        {"label": label, "href": f"?{without.query_string()}", "search": without} for label, without in chips
    ]


def suggestions_of(index: Catalogue, search: Search) -> list[dict[str, Any]]:
    """Which single condition, taken away, finds how many products; the most first."""
    found = [{**chip, "count": index.count(chip["search"])} for chip in chips_of(index, search)]
    helpful = sorted((s for s in found if s["count"]), key=lambda s: -s["count"])
    return helpful[:_SUGGESTIONS]


def _href(rest: str, facet: Facet, values: list[str]) -> str:
    # Values are codes and slugs: nothing in them needs escaping in an address.
    own = "&".join(f"{facet.value}={value}" for value in values)
    return "?" + "&".join(part for part in (rest, own) if part)


def _sorts(search: Search) -> list[dict[str, Any]]:
    rest = urlencode(search.params(without="sort", page=1))
    return [
        {
            "label": sort.label,
            "href": f"?{rest}" if sort == Sort.OVERALL else f"?{rest}{'&' if rest else ''}sort={sort.value}",
            "current": search.sort == sort,
        }
        for sort in Sort
    ]


def _page_hrefs(search: Search) -> Any:
    rest = urlencode(search.params(page=1))

    def href(number: int) -> str:
        return f"?{rest}" if number == 1 else f"?{rest}{'&' if rest else ''}page={number}"

    return href
