"""金融产品: the list with its facets, chips, orders and pages as links (P1, P2)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.catalogue import Catalogue
from yuzhengdai.domain.products.enums import Facet
from yuzhengdai.domain.products.facts import values_of
from yuzhengdai.domain.products.search import Search
from yuzhengdai.domain.products.selectors import catalogue
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.member.catalogue.rows import product_rows
from yuzhengdai.sites.member.catalogue.searching import (
    MENU_FACETS,
    ROW_FACETS,
    chips_of,
    facet_group,
    left_out_of,
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
            found = search_of(self.request, self.catalogue)
            self._search = found if self.enterprise is not None else replace(found, is_fitting=False)
        return self._search

    @cached_property
    def enterprise(self) -> Enterprise | None:
        """The reader's, where it is verified."""
        found = current_enterprise(self.request) if is_personal(self.request) else None
        return found if found is not None and found.is_verified else None

    @cached_property
    def facts(self) -> dict[str, object] | None:
        """What is known of it, read only where the list is narrowed by it."""
        if self.enterprise is None or not self.search.is_fitting:
            return None
        return values_of(enterprise_facts(enterprise=self.enterprise))

    @property
    def catalogue(self) -> Catalogue:
        """The same catalogue for key and content."""
        if self._catalogue is None:
            self._catalogue = catalogue()
        return self._catalogue

    def canonical_query(self) -> str:
        """The search in its one form."""
        _ = self.left_out
        return self.search.query_string()

    def is_shared(self) -> bool:
        """What was not understood is told to who asked, and kept for nobody."""
        return not self.left_out

    @cached_property
    def left_out(self) -> list[str]:
        """Read before the address is brought into its one form."""
        return left_out_of(self.request, self.catalogue)

    def version(self) -> Hashable:
        return self.catalogue.version

    def kept_fragment(self, key: tuple[Hashable, ...], *, elder: bool) -> Fragment:
        """Kept by the facts where they matter: equal facts give equal lists, whoever looks."""
        known = tuple(sorted(self.facts.items())) if self.facts else ()
        return super().kept_fragment((*key, self.enterprise is not None, known), elder=elder)

    def fragment(self) -> Fragment:
        """Facets, chips, rows, pages."""
        search, index = self.search, self.catalogue
        found = index.find(search, size=PAGE_SIZE, facts=self.facts)
        context = {
            "search": search,
            "left_out": self.left_out,
            "understood_href": f"{reverse('portal:product-list')}?{search.query_string()}".rstrip("?"),
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
            "fit_keep": search.params(without="fit", page=1) if self.enterprise is not None else None,
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
        index = catalogue()
        response = HttpResponse(str(index.count(search_of(request, index))))
        response["Cache-Control"] = "no-cache"
        return response
