"""产品比较: up to four products side by side."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from yuzhengdai.domain.products.catalogue import Entry
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod, purposes_said
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.domain.products.selectors import catalogue, catalogue_version
from yuzhengdai.foundation.core import money
from yuzhengdai.sites.member.catalogue.detail_text import industries_said, regions_said
from yuzhengdai.sites.member.catalogue.rows import rate_label, row_of
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment

LIMIT = 4


class CompareView(SharedPageView):
    """The table; what is not on the shelf is left out and said."""

    def ids(self) -> list[UUID]:
        """The products asked for, each once, in the order given."""
        found = []
        for raw in self.request.GET.getlist("id")[:50]:
            try:
                found.append(UUID(raw))
            except ValueError:
                continue
        return list(dict.fromkeys(found))

    def canonical_query(self) -> str:
        """The ids that are used and one more, which says that there were too many."""
        return urlencode([("id", str(found)) for found in self.ids()[: LIMIT + 1]])

    def version(self) -> Hashable:
        return catalogue_version()

    def fragment(self) -> Fragment:
        """Two to four columns."""
        asked, index = self.ids(), catalogue()
        entries = [entry for entry in map(index.entry, asked[:LIMIT]) if entry is not None]
        versions = {
            product.pk: product.published_version
            for product in Product.objects.filter(pk__in=[e.id for e in entries]).select_related(
                "published_version"
            )
        }
        context = {
            "heads": [_head(entry, [e for e in entries if e is not entry]) for entry in entries],
            "table": _table(entries, [versions[entry.id] for entry in entries if entry.id in versions]),
            "too_many": len(asked) > LIMIT,
            "missing": len(asked[:LIMIT]) - len(entries),
            "limit": LIMIT,
        }
        return Fragment(render_fragment("portal/catalogue/compare.html", context), "产品比较", nav="products")


def _head(entry: Entry, others: list[Entry]) -> dict[str, Any]:
    without = urlencode([("id", str(other.id)) for other in others])
    return {
        **row_of(entry),
        "apply_href": reverse("portal:apply", kwargs={"product_id": entry.id}),
        "without_href": f"?{without}" if others else reverse("portal:product-list"),
    }


def _table(entries: list[Entry], versions: list[ProductVersion | None]) -> list[tuple[str, list[str]]]:
    texts = [version for version in versions if version is not None]
    if len(texts) != len(entries):
        return []
    rows: list[tuple[str, list[str]]] = [
        ("价格", [f"{rate_label(v.kind)} {money.rate_range(v.rate_min_pct, v.rate_max_pct)}" for v in texts]),
        ("额度", [money.wan_range(v.amount_min_yuan, v.amount_max_yuan) for v in texts]),
        ("期限", [money.term_range(v.term_min_months, v.term_max_months) for v in texts]),
        ("授信意见", [f"{v.decision_days} 个工作日内" for v in texts]),
        ("担保方式", [_labels(v.guarantee_modes, dict(GuaranteeMode.choices)) for v in texts]),
        ("还款方式", [_labels(v.repayment_methods, dict(RepaymentMethod.choices)) for v in texts]),
        ("用途", [purposes_said(v.purposes) for v in texts]),
        ("适用对象", [v.audience for v in texts]),
        ("适用地区", [regions_said(v.regions) for v in texts]),
        ("适用行业", [industries_said(v.industries) for v in texts]),
        ("申请条件", ["；".join(_words(rule) for rule in v.rules) or "—" for v in texts]),
        (
            "费用",
            [
                "；".join(f"{fee.get('name', '')}：{fee.get('standard', '')}" for fee in v.fees) or "—"
                for v in texts
            ],
        ),
        ("所需材料", ["、".join(str(item.get("name", "")) for item in v.materials) or "—" for v in texts]),
    ]
    return rows


def _words(rule: dict[str, Any]) -> str:
    return str(rule.get("label") or rule.get("code", ""))


def _labels(values: list[str], known: dict[str, Any]) -> str:
    return "、".join(str(known[value]) for value in values if value in known) or "—"
