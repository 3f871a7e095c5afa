"""What somebody confirms before terms are proposed or issued: every point, marked where it is not what was asked for.

Held against the application, the product, the accepted 融资方案 and, for an approval, the 授信建议. The confirmation names the terms
by their hash: whoever changes a figure afterwards is asked anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yuzhengdai.domain.applications import words
from yuzhengdai.domain.applications.costs import PRICE_NAMES, CostSheet
from yuzhengdai.domain.applications.models import Application, CreditTerms
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind, RepaymentMethod
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.money import day, rate, rate_range, term, wan, yuan


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the terms: what it says ``now``, and what it is not, in words; ``beside`` is "" where nothing differs."""

    label: str
    now: str
    beside: str = ""


class NotConfirmed(Refused):
    """These very terms have not been confirmed yet; ``points`` and ``sha256`` are what to show and to send back."""

    def __init__(self, points: list[Point], sha256: str) -> None:
        super().__init__("application.not_confirmed", "还没有提交：请核对标出的各项，无误后确认。")
        self.points, self.sha256 = points, sha256


def require_confirmed(
    points: list[Point], *, columns: Mapping[str, Any], costs: Iterable[Mapping[str, str]], confirmed: str
) -> None:
    """Raise NotConfirmed unless ``confirmed`` is the hash of exactly these terms and costs."""
    sha256 = terms_sha256(columns, costs)
    if confirmed != sha256:
        raise NotConfirmed(points, sha256)


def terms_sha256(columns: Mapping[str, Any], costs: Iterable[Mapping[str, str]]) -> str:
    """One hash of terms as columns and rows of costs, whatever the order of their keys."""
    plain = {name: _plain(value) for name, value in columns.items()}
    body = json.dumps([plain, [dict(row) for row in costs]], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def marked_points(
    application: Application,
    terms: Mapping[str, Any],
    sheet: CostSheet,
    *,
    before: CreditTerms | None = None,
    before_name: str = "",
    before_fees: Mapping[str, Decimal] | None = None,
) -> list[Point]:
    """Every point of ``terms`` (columns of CreditTerms), in the order of the form.

    ``before``: terms on record that these may differ from (the 授信建议, or the approval that is corrected), called ``before_name``;
    ``before_fees``: name of a fee → yuan over the term there.
    """
    offer = application.offer
    version = application.product_version
    marks = _Marks(application, terms, before, before_name)
    return [
        marks.point(
            "approved_amount_yuan", words.APPROVED_AMOUNT, wan, ask="amount_yuan", offered="amount_yuan"
        ),
        marks.point("is_revolving", "循环额度", _revolving, product=version.is_revolving),
        marks.point("valid_until", words.VALID_UNTIL, day),
        marks.point("single_term_months", words.SINGLE_TERM, term, ask="term_months", offered="term_months"),
        marks.point(
            "annual_rate_pct",
            words.ANNUAL_RATE,
            rate,
            offered="annual_rate_pct",
            # Nothing was asked for and nothing accepted: the range published is all there is to read it against.
            note="" if offer else f"产品 {rate_range(version.rate_min_pct, version.rate_max_pct)}",
        ),
        marks.point(
            "repayment_method", "还款方式", _repayment, ask="repayment_method", offered="repayment_method"
        ),
        marks.point("guarantee_mode", "担保方式", _guarantee, ask="guarantee_mode", offered="guarantee_mode"),
        marks.point("conditions", words.CONDITIONS, lambda value: value or "没有"),
        marks.point("off_platform_yuan", words.OFF_PLATFORM, wan),
        marks.point("related_yuan", words.RELATED, lambda value: wan(value or 0)),
        *_fee_points(application, sheet, before_fees, before_name),
        Point("企业另付费用合计", yuan(sheet.enterprise_fees_yuan)),
        Point("年化综合融资成本", rate(sheet.all_in_rate_pct)),
    ]


@dataclass(frozen=True, slots=True)
class _Marks:
    application: Application
    terms: Mapping[str, Any]
    before: CreditTerms | None
    before_name: str

    def point(
        self,
        name: str,
        label: str,
        say: Any,
        *,
        ask: str = "",
        offered: str = "",
        product: Any = None,
        note: str = "",
    ) -> Point:
        value = self.terms[name]
        others = [
            ("申请", getattr(self.application, ask) if ask else None),
            ("方案", getattr(self.application.offer, offered, None) if offered else None),
            ("产品", product),
            (self.before_name, getattr(self.before, name, None)),
        ]
        beside = [
            f"{who} {say(other)}" for who, other in others if other not in (None, "") and other != value
        ]
        return Point(
            label, f"{say(value)}（{note}）" if note else str(say(value)), "，".join(dict.fromkeys(beside))
        )


def _fee_points(
    application: Application, sheet: CostSheet, before: Mapping[str, Decimal] | None, before_name: str
) -> list[Point]:
    """Each fee of the list, marked where the product names none of that name or where it was another amount before; and what the
    product or the terms before name and the list leaves out."""
    version = application.product_version
    price = PRICE_NAMES[ProductKind(version.kind)]
    published = [str(fee.get("name", "")) for fee in version.fees]
    points = []
    for line in sheet.lines[1:]:
        beside = [] if line.name in published else ["产品没有列出这项费用"]
        if before is not None and before.get(line.name) != line.amount_yuan:
            was = before.get(line.name)
            beside.append(f"{before_name}没有这一项" if was is None else f"{before_name} {yuan(was)}")
        points.append(Point(line.name, f"{yuan(line.amount_yuan)}，{line.payer}承担", "，".join(beside)))
    named = {line.name for line in sheet.lines[1:]}
    left_out = {name: "产品列出了这项费用" for name in published if name and price not in name}
    left_out |= {name: f"{before_name} {yuan(amount)}" for name, amount in (before or {}).items()}
    return points + [
        Point(name, "清单没有这一项", why) for name, why in left_out.items() if name not in named
    ]


def _revolving(value: bool) -> str:
    return "循环" if value else "不循环"


def _repayment(value: str) -> str:
    return str(RepaymentMethod(value).label) if value in RepaymentMethod.values else value


def _guarantee(value: str) -> str:
    return str(GuaranteeMode(value).label) if value in GuaranteeMode.values else value


def _plain(value: Any) -> str:
    # 4.2 and 4.20 are one rate.
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
