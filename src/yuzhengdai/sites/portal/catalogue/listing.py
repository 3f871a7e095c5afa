"""金融产品: the list with its facets, chips, orders and pages as links (P1, P2)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.catalogue import Catalogue
from yuzhengdai.domain.products.enums import Facet
from yuzhengdai.domain.products.search import Search
from yuzhengdai.domain.products.selectors import catalogue
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.member.catalogue.rows import product_rows
from yuzhengdai.sites.member.catalogue.searching import (
    MENU_FACETS,
    ROW_FACETS,
    chips_of,
    facet_group,
    page_hrefs,
    search_of,
    sorts_of,
    suggestions_of,
)
from yuzhengdai.sites.member.catalogue.wanted import Wanted
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, is_personal, render_fragment

PAGE_SIZE = 20


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
            "read_as": index.keyword_read_as(search.keyword),
            "rows": product_rows(
                index, found.entries, compare=True, query=Wanted.of_search(search).product_query
            ),
            "groups": [facet_group(index, search, found, facet) for facet in ROW_FACETS],
            "menus": [facet_group(index, search, found, facet) for facet in MENU_FACETS],
            "chips": chips_of(index, search),
            "sorts": sorts_of(search),
            "fit_keep": search.params(without="fit", page=1) if self.facts is not None else None,
            "page": page_of(range(found.total), found.page, size=PAGE_SIZE),
            "page_href": page_hrefs(search),
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
        response = HttpResponse(str(catalogue().count(search_of(request))))
        response["Cache-Control"] = "no-cache"
        return response
