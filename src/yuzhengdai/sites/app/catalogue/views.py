"""金融产品 on the phone: one list with a sheet of filters, one page a product (P1–P3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.catalogue import Catalogue
from yuzhengdai.domain.products.enums import Facet
from yuzhengdai.domain.products.facts import Facts, values_of
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.search import Search, Sort
from yuzhengdai.domain.products.selectors import catalogue, is_on_shelf, product_once_published
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.catalogue import calculator, conditions
from yuzhengdai.sites.member.catalogue.detail_text import page_context
from yuzhengdai.sites.member.catalogue.rows import row_of
from yuzhengdai.sites.member.catalogue.searching import (
    MENU_FACETS,
    ROW_FACETS,
    chips_of,
    facet_group,
    left_out_of,
    page_hrefs,
    search_of,
    suggestions_of,
)
from yuzhengdai.sites.member.catalogue.wanted import USE, Wanted, with_query
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.site import APP

PAGE_SIZE = 20
_SIMILAR = 4
PARAMETERS = (*calculator.PARAMETERS, USE)


class ProductListView(AppPublicView):
    """The list. Every state of it is an address; nothing of the reader is in it but 「只看我可能符合条件的」."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Rows, chips, the sheet, pages."""
        index = catalogue()
        enterprise, search, facts = verified_enterprise(request), search_of(request, index), None
        if enterprise is None:
            search = replace(search, is_fitting=False)
        elif search.is_fitting:
            facts = values_of(enterprise_facts(enterprise=enterprise))
        wanted = Wanted.of_search(search)
        found = index.find(search, size=PAGE_SIZE, facts=facts)
        groups = [facet_group(index, search, found, facet) for facet in (*ROW_FACETS, *MENU_FACETS)]
        context = {
            "search": search,
            "left_out": left_out_of(request, index),
            "understood_href": f"{reverse('app:product-list')}?{search.query_string()}".rstrip("?"),
            "action": reverse("app:product-list"),
            "total": found.total,
            "read_as": index.keyword_read_as(search.keyword),
            "rows": [
                {**row, "href": with_query(row["href"], wanted.product_query)}
                for row in (row_of(entry, APP) for entry in found.entries)
            ],
            "groups": groups,
            "chips": chips_of(index, search),
            "sort_options": sort_options(search),
            "fit_keep": search.params(without="fit", page=1) if enterprise is not None else None,
            "page": page_of(range(found.total), found.page, size=PAGE_SIZE),
            "page_href": page_hrefs(search),
            "keep": search.params(without="q", page=1),
            "sheet_keep": [(n, v) for n, v in search.params(page=1) if n not in Facet.values],
            "suggestions": suggestions_of(index, search) if not found.total else [],
        }
        return render(request, "app/catalogue/list.html", context)


class ProductView(AppPublicView):
    """A product's page: figures, conditions, materials, fees, the calculator, 「立即申请」."""

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """The page; 410 with similar products for one that is off the shelf."""
        try:
            product = product_once_published(product_id=product_id)
        except Product.DoesNotExist:
            raise Http404 from None
        version = product.published_version
        if version is None:
            raise Http404
        index = catalogue()
        if not is_on_shelf(product):
            return self.off_shelf(request, product, version, index)
        params = {
            name: value
            for name, value in request.GET.dict().items()
            if name in PARAMETERS or (value and name.startswith(conditions.PREFIX))
        }
        context = page_context(APP, product, version)
        question = calculator.read_question(version, params) if calculator.has_calculator(version) else None
        wanted = Wanted.of_question(question, params)
        context |= self.compare(request, version, params, wanted)
        context |= {
            "calculator": self.calculate(product_id, version, question, params),
            "here": request.path,
            "apply_href": with_query(context["apply_href"], wanted.apply_query),
        }
        return render(request, "app/catalogue/product.html", context)

    def compare(
        self, request: HttpRequest, version: ProductVersion, params: Mapping[str, str], wanted: Wanted
    ) -> dict[str, Any]:
        """申请条件 one by one, by what is known and what the reader answers; answers are not kept."""
        return conditions.compare(version, reader_facts(request), params, wanted.facts()) | {
            "action": request.path,
            "keep": [(n, v) for n, v in params.items() if n in PARAMETERS],
        }

    def calculate(
        self,
        product_id: UUID,
        version: ProductVersion,
        question: calculator.Question | None,
        params: Mapping[str, str],
    ) -> dict[str, Any] | None:
        """还款试算; None for what repays nothing."""
        if question is None:
            return None
        return calculator.component(
            version,
            question,
            action=reverse("app:product-detail", args=[product_id]),
            live=reverse("portal:product-calculation", args=[product_id]),
            plan_path=reverse("portal:product-plan", args=[product_id]),
            keep=[(n, v) for n, v in params.items() if n not in calculator.PARAMETERS],
        )

    def off_shelf(
        self, request: HttpRequest, product: Product, version: ProductVersion, index: Catalogue
    ) -> HttpResponse:
        """It is off the shelf; similar ones."""
        similar = index.similar(
            kind=product.kind,
            institution_slug=product.institution.slug,
            tags=version.tags,
            limit=_SIMILAR,
        )
        context = {"product": product, "rows": [row_of(entry, APP) for entry in similar]}
        return render(request, "app/catalogue/off_shelf.html", context, status=410)


def sort_options(search: Search) -> list[dict[str, Any]]:
    """The orders as choices of a list."""
    return [{"value": sort.value, "label": sort.label, "current": search.sort == sort} for sort in Sort]


def reader_enterprise(request: HttpRequest) -> Enterprise | None:
    """The reader's enterprise; a visitor without a session cookie costs no look at the session."""
    return current_enterprise(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None


def reader_facts(request: HttpRequest) -> Facts | None:
    """What is known of the reader's enterprise; None for a visitor."""
    enterprise = reader_enterprise(request)
    return enterprise_facts(enterprise=enterprise) if enterprise is not None else None


def verified_enterprise(request: HttpRequest) -> Enterprise | None:
    """The same for a verified one only: 「只看我可能符合条件的」."""
    enterprise = reader_enterprise(request)
    return enterprise if enterprise is not None and enterprise.is_verified else None
