"""How products are written in lists; each row is rendered once per catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.template import engines
from markupsafe import Markup, escape

from yuzhengdai.domain.products.catalogue import Catalogue, Entry
from yuzhengdai.domain.products.enums import ProductKind, ProductTag
from yuzhengdai.foundation.core import money
from yuzhengdai.sites.web.site import PORTAL, Site

_SEAL_KINDS = ("", "", "bronze", "haitang", "ink", "pine", "lake")
_TAGS_SHOWN = 3
_TERM_LABELS = {
    ProductKind.LOAN: "贷款期限",
    ProductKind.GUARANTEE: "担保期限",
    ProductKind.LEASING: "租赁期限",
}
_TAG_LABELS = {tag.value: str(tag.label) for tag in ProductTag}


def seal_kind(tone: int) -> str:
    """The CSS modifier of an institution's colour (1–6)."""
    return _SEAL_KINDS[tone] if 0 < tone < len(_SEAL_KINDS) else ""


def tag_pairs(tags: Iterable[str]) -> list[tuple[str, str]]:
    """(label, kind of tag) as the design writes them: subsidies in bronze."""
    known = [tag for tag in tags if tag in _TAG_LABELS]
    return [(_TAG_LABELS[tag], "bronze" if tag == ProductTag.SUBSIDISED else "line") for tag in known]


def rate_label(kind: str) -> str:
    """年化利率（单利）, 年化担保费率 or 租赁综合年化成本 (P2)."""
    return ProductKind(kind).rate_label


def term_label(kind: str) -> str:
    """贷款期限, 担保期限 or 租赁期限."""
    return _TERM_LABELS[ProductKind(kind)]


def row_of(entry: Entry, site: Site = PORTAL) -> dict[str, Any]:
    """What the row shows, in words."""
    amount, amount_unit = money.wan(entry.amount_max_yuan).split(" ")
    term, term_unit = money.term_range(entry.term_min_months, entry.term_max_months).split(" ", 1)
    return {
        "name": entry.name,
        "href": site.url("product-detail", entry.id),
        "institution": entry.institution_name,
        "seal": entry.seal,
        "seal_kind": seal_kind(entry.tone),
        "tags": tag_pairs(entry.tags)[:_TAGS_SHOWN],
        "rate": money.rate_range(entry.rate_min_pct, entry.rate_max_pct),
        "rate_label": rate_label(entry.kind),
        "amount": amount,
        "amount_unit": amount_unit,
        "term": term,
        "term_unit": term_unit,
        "term_label": term_label(entry.kind),
        "days": entry.decision_days,
        "compare": {"value": str(entry.id), "checked": False},
    }


_QUERY = "\ue000query\ue000"
_rendered: WeakKeyDictionary[Catalogue, dict[tuple[UUID, bool], Markup]] = WeakKeyDictionary()


def product_rows(
    catalogue: Catalogue, entries: Iterable[Entry], *, compare: bool = False, query: str = ""
) -> Markup:
    """The rows of some products; with ``compare`` each has its tick. ``query`` goes along to the products' pages."""
    rows = _rendered.setdefault(catalogue, {})
    out = []
    for entry in entries:
        found = rows.get((entry.id, compare))
        if found is None:
            row = row_of(entry)
            row |= {"href": f"{row['href']}{_QUERY}", "compare": row["compare"] if compare else None}
            found = Markup(_template().render({"row": row}))  # noqa: S704 - an autoescaped template
            rows[entry.id, compare] = found
        out.append(found)
    asked = escape(f"?{query}") if query else Markup("")
    return Markup(str(Markup("").join(out)).replace(_QUERY, asked))  # noqa: S704 - of rendered rows


def _template() -> Any:
    return engines["jinja2"].get_template("portal/catalogue/_row.html")
