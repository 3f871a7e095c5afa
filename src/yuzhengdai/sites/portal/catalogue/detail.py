"""A product's page (P3): every field, the conditions one by one, all fees, the calculator; and its plan as a file."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from markupsafe import Markup, escape

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.facts import Facts
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.repayment import csv_file
from yuzhengdai.domain.products.selectors import (
    catalogue,
    catalogue_version,
    is_on_shelf,
    product_once_published,
)
from yuzhengdai.sites.member.catalogue import calculator, conditions
from yuzhengdai.sites.member.catalogue.detail_text import page_context
from yuzhengdai.sites.member.catalogue.rows import product_rows
from yuzhengdai.sites.member.catalogue.wanted import USE, Wanted, with_query
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, is_personal, kept, render_fragment
from yuzhengdai.sites.web.site import PORTAL

_CONDITIONS = Markup("\ue000conditions\ue000")
_CALCULATOR = Markup("\ue000calculator\ue000")
_APPLY = "\ue000apply\ue000"
_SIMILAR = 4
PARAMETERS = (*calculator.PARAMETERS, USE)


class ProductDetailView(SharedPageView):
    """The page of a product. Without answers and figures of the reader it is the same for every visitor."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page; 410 with similar products for one that is off the shelf."""
        self.product_id: UUID = kwargs["product_id"]
        if catalogue().entry(self.product_id) is None and not is_on_shelf(self.product):
            return self._off_shelf()
        return super().get(request, **kwargs)

    @cached_property
    def product(self) -> Product:
        """Read only when something of it is rendered."""
        try:
            return product_once_published(product_id=self.product_id)
        except Product.DoesNotExist:
            raise Http404 from None

    @cached_property
    def params(self) -> Mapping[str, str]:
        """What the reader gave: figures of the calculator and answers, nothing else."""
        return {
            name: value
            for name, value in sorted(self.request.GET.dict().items())
            if name in PARAMETERS or (value and name.startswith(conditions.PREFIX))
        }

    @cached_property
    def enterprise(self) -> Enterprise | None:
        """Whose known facts are filled in."""
        return current_enterprise(self.request) if is_personal(self.request) else None

    def canonical_query(self) -> str:
        """Only what is used; answers are nobody else's business and never kept."""
        known = self.request.GET.copy()
        for name in list(known):
            if name not in self.params:
                del known[name]
        return known.urlencode()

    def version(self) -> Hashable:
        return catalogue_version()

    def is_shared(self) -> bool:
        """Not with a reader's figures and answers in it."""
        return not self.params

    def kept_fragment(self, key: tuple[Hashable, ...], *, elder: bool) -> Fragment:
        """The text of the page is kept, conditions and calculator are put in."""
        text_key = ("product-text", self.product_id, self.version())
        text = kept(text_key, self._text, seconds=self.keep_s)
        conditions_html = self._conditions(text_key)
        calculator_html = (
            self._calculator()
            if self.params
            else kept((*text_key, "calculator"), self._calculator, seconds=self.keep_s)
        )
        html = str(text.html).replace(_CONDITIONS, conditions_html).replace(_CALCULATOR, calculator_html)
        html = html.replace(_APPLY, escape(self._apply_href()))
        return replace(text, html=Markup(html))  # noqa: S704 - of rendered parts

    def _text(self) -> Fragment:
        context = page_context(PORTAL, self.product, self._version)
        context |= {"conditions": _CONDITIONS, "calculator": _CALCULATOR, "apply_bar_href": _APPLY}
        html = render_fragment("portal/catalogue/product_detail.html", context)
        about = f"{self.product.name}，{self.product.institution.name}。{self._version.summary}"[:150]
        return Fragment(html, self.product.name, nav="products", description=about)

    @property
    def _version(self) -> ProductVersion:
        version = self.product.published_version
        if version is None:
            raise Http404
        return version

    def _conditions(self, text_key: tuple[Hashable, ...]) -> Markup:
        """Kept by the facts themselves: equal facts give equal conditions, whoever looks."""
        known = self._facts(text_key)
        if self.params:
            return self._compare(known)
        key = (*text_key, "conditions", None if known is None else tuple(sorted(known.items())))
        return kept(key, lambda: self._compare(known), seconds=self.keep_s)

    def _facts(self, text_key: tuple[Hashable, ...]) -> Facts | None:
        """What is known of the reader's enterprise, as far as this product asks."""
        if self.enterprise is None:
            return None
        wanted = kept((*text_key, "asked"), self._asked, seconds=self.keep_s)
        return enterprise_facts(enterprise=self.enterprise, wanted=wanted)

    def _asked(self) -> frozenset[str]:
        return frozenset(str(rule.get("field")) for rule in self._version.rules)

    def _compare(self, facts: Facts | None) -> Markup:
        context = conditions.compare(self._version, facts, self.params, self._wanted().facts())
        context |= {
            "action": reverse("portal:product-detail", kwargs={"product_id": self.product_id}),
            "keep": [(n, v) for n, v in self.params.items() if n in PARAMETERS],
        }
        return render_fragment("portal/catalogue/_conditions.html", context)

    def _calculator(self) -> Markup:
        version, path = self._version, {"product_id": self.product_id}
        data = question = None
        if calculator.has_calculator(version):
            question = calculator.read_question(version, self.params)
            data = calculator.component(
                version,
                question,
                action=reverse("portal:product-detail", kwargs=path),
                live=reverse("portal:product-calculation", kwargs=path),
                plan_path=reverse("portal:product-plan", kwargs=path),
                keep=[(n, v) for n, v in self.params.items() if n not in calculator.PARAMETERS],
            )
        context = {"calculator": data, "apply_href": self._apply_href()}
        return render_fragment("portal/catalogue/_calculator.html", context)

    def _apply_href(self) -> str:
        """「立即申请」 with the figures in the address."""
        path = reverse("portal:apply", kwargs={"product_id": self.product_id})
        return with_query(path, self._wanted().apply_query)

    def _wanted(self) -> Wanted:
        """What the address asks for; nothing where it says nothing."""
        has_any = bool(self.params) and calculator.has_calculator(self._version)
        question = calculator.read_question(self._version, self.params) if has_any else None
        return Wanted.of_question(question, self.params)

    def _off_shelf(self) -> HttpResponse:
        product, index = self.product, catalogue()
        similar = index.similar(
            kind=product.kind,
            institution_slug=product.institution.slug,
            tags=self._version.tags,
            limit=_SIMILAR,
        )
        context = {
            "name": product.name,
            "institution": product.institution.name,
            "rows": product_rows(index, similar),
        }
        html = render_fragment("portal/catalogue/product_off_shelf.html", context)
        self.request.META["QUERY_STRING"] = ""
        response = self._response(
            self._frame(Fragment(html, f"{product.name}已下架", nav="products"), is_shared=False)
        )
        response.status_code = 410
        return response


class CalculatorPart(PublicView):
    """What answers about the figures of the calculator in an address; nothing of it is anybody's own."""

    def question(self, product_id: UUID) -> tuple[Product, calculator.Question]:
        """What is asked of which product. Raises Http404 without a calculator or off the shelf."""
        try:
            product = product_once_published(product_id=product_id)
        except Product.DoesNotExist:
            raise Http404 from None
        version = product.published_version
        if version is None or not is_on_shelf(product) or not calculator.has_calculator(version):
            raise Http404
        return product, calculator.read_question(version, self.request.GET.dict())


class CalculationView(CalculatorPart):
    """The result alone, for the form that asks while somebody types."""

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """Result and sentences at the fields."""
        _, question = self.question(product_id)
        plan_path = reverse("portal:product-plan", kwargs={"product_id": product_id})
        wanted = Wanted.of_question(question, self.request.GET.dict())
        context = {
            "c": calculator.result(question, plan_path=plan_path),
            "apply_query": wanted.apply_query,
        }
        response = HttpResponse(render_fragment("portal/catalogue/_calculation.html", context))
        response["Cache-Control"] = "private, no-store"
        return response


class PlanFileView(CalculatorPart):
    """The whole plan as a CSV file that spreadsheet programs open."""

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """The file for the figures in the address; 422 with the sentences for figures that cannot be taken."""
        product, question = self.question(product_id)
        if question.figures is None:
            said = "；".join(question.errors.values())
            response = HttpResponse(
                f"没有还款计划：{said}", content_type="text/plain; charset=utf-8", status=422
            )
        else:
            content = csv_file(question.figures.plan())
            response = HttpResponse(content, content_type="text/csv; charset=utf-8")
            name = quote(f"还款计划-{product.name}.csv")
            response["Content-Disposition"] = f"attachment; filename=\"plan.csv\"; filename*=UTF-8''{name}"
        response["Cache-Control"] = "private, no-store"
        return response
