"""金融机构: the list by kind and each institution's page with its products."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.institutions.enums import InstitutionKind
from yuzhengdai.domain.institutions.models import Branch, Institution
from yuzhengdai.domain.institutions.selectors import (
    branch_list_public,
    institution_list_public,
    institution_public,
)
from yuzhengdai.domain.products.enums import Facet
from yuzhengdai.domain.products.selectors import catalogue, catalogue_version
from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.member.catalogue.rows import product_rows, seal_kind
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment


class InstitutionListView(SharedPageView):
    """All active institutions by kind; one kind with ``?kind=``."""

    def kind(self) -> str:
        """The kind asked for, or nothing."""
        return choice(self.request, "kind", InstitutionKind.values, label="机构类型")

    def canonical_query(self) -> str:
        kind = self.kind()
        return f"kind={kind}" if kind else ""

    def version(self) -> Hashable:
        """The catalogue's: it counts changes of institutions too."""
        return catalogue_version()

    def fragment(self) -> Fragment:
        """Groups in the order of the kinds."""
        chosen, counts = self.kind(), catalogue().value_counts(Facet.INSTITUTION)
        groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in InstitutionKind.values}
        for row in institution_list_public():
            groups[row.kind].append(_card(row, counts.get(row.slug, 0)))
        tabs = [
            {"label": "全部", "href": "?", "count": sum(map(len, groups.values())), "current": not chosen}
        ]
        tabs += [
            {
                "label": InstitutionKind(kind).label,
                "href": f"?kind={kind}",
                "count": len(cards),
                "current": kind == chosen,
            }
            for kind, cards in groups.items()
            if cards
        ]
        shown = [
            (InstitutionKind(k).label, cards) for k, cards in groups.items() if cards and chosen in ("", k)
        ]
        context = {"tabs": tabs, "groups": shown}
        return Fragment(
            render_fragment("portal/catalogue/institution_list.html", context), "金融机构", nav="institutions"
        )


class InstitutionDetailView(SharedPageView):
    """One institution: about, branches, products."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, or 404 for an unknown or closed one."""
        self.slug: str = kwargs["slug"]
        return super().get(request, **kwargs)

    def version(self) -> Hashable:
        return catalogue_version()

    def fragment(self) -> Fragment:
        """Everything that is public of it."""
        try:
            row = institution_public(slug=self.slug)
        except Institution.DoesNotExist:
            raise Http404 from None
        index = catalogue()
        products = index.of_institution(row.slug)
        context = {
            "institution": row,
            "kind": InstitutionKind(row.kind).label,
            "seal_kind": seal_kind(row.tone),
            "about": markup_html(row.about, level=3),
            "contact": [
                {"key": k, "value": v} for k, v in (("客服电话", row.phone), ("地址", row.address)) if v
            ],
            "branches": [_branch(branch) for branch in branch_list_public(institution=row)],
            "rows": product_rows(index, products),
            "product_total": len(products),
        }
        html = render_fragment("portal/catalogue/institution_detail.html", context)
        return Fragment(html, row.name, nav="institutions")


def _card(row: Institution, products: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "slug": row.slug,
        "seal": row.seal,
        "seal_kind": seal_kind(row.tone),
        "products": products,
    }


def _branch(branch: Branch) -> list[str]:
    city = regions.city_of(branch.region_code)
    name = f"{branch.name}（总部）" if branch.is_head_office else branch.name
    return [name, city.name if city else "河南省", branch.address or "—", branch.phone or "—"]
