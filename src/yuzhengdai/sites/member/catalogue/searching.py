"""Searching for products by the address: what is asked for, facets as links and boxes, chips, orders, pages (P1, P2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from yuzhengdai.domain.products.catalogue import Catalogue, Found
from yuzhengdai.domain.products.enums import Facet, LoanUse
from yuzhengdai.domain.products.facets import FACET_LABELS
from yuzhengdai.domain.products.search import Collateral, Search, Sort, not_understood, read_search
from yuzhengdai.foundation.core.text import has_control_characters, normalise_line

ROW_FACETS = (
    Facet.INSTITUTION_KIND, Facet.GUARANTEE, Facet.AMOUNT, Facet.TERM, Facet.RATE, Facet.TAG,
)  # fmt: skip
MENU_FACETS = (Facet.INSTITUTION, Facet.REGION, Facet.INDUSTRY)
_SUGGESTIONS = 4


def search_of(request: HttpRequest, index: Catalogue) -> Search:
    """The search that this address asks for; institutions that are not in the catalogue are left out (``left_out_of``)."""
    search = read_search({name: request.GET.getlist(name) for name in request.GET})
    for slug in search.facets.get(Facet.INSTITUTION, ()):
        if slug not in index.institution_names:
            search = replace(search.without(Facet.INSTITUTION, slug), page=search.page)
    return search


def left_out_of(request: HttpRequest, index: Catalogue) -> list[str]:
    """What the address asks for and the list does not understand, in words: 「担保方式：abc」, 「abc」."""
    params = {name: request.GET.getlist(name) for name in request.GET}
    found = not_understood(params, institutions=index.institution_names)
    shown = [
        (name, "" if has_control_characters(value) else normalise_line(value)[:20]) for name, value in found
    ]
    return [
        f"「{name}：{value}」" if name and value else f"「{name or value or '…'}」" for name, value in shown
    ]


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


def sorts_of(search: Search) -> list[dict[str, Any]]:
    rest = urlencode(search.params(without="sort", page=1))
    return [
        {
            "label": sort.label,
            "href": f"?{rest}" if sort == Sort.OVERALL else f"?{rest}{'&' if rest else ''}sort={sort.value}",
            "current": search.sort == sort,
        }
        for sort in Sort
    ]


def page_hrefs(search: Search) -> Any:
    rest = urlencode(search.params(page=1))

    def href(number: int) -> str:
        return f"?{rest}" if number == 1 else f"?{rest}{'&' if rest else ''}page={number}"

    return href
