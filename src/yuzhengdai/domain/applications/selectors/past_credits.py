"""授信 that were corrected or revoked before the enterprise confirmed them: what stood there, and what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yuzhengdai.domain.applications import words
from yuzhengdai.domain.applications.models import Application, CostItem, CreditTerms, PastCredit
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.money import day, rate, term, wan, yuan


@dataclass(frozen=True, slots=True)
class PastShown:
    """One credit of before: how and when it ended and why, and its points as (label, then, afterwards), with what changed first."""

    title: str
    at: datetime
    reason: str
    rows: list[tuple[str, str, str]]


def past_credits(application: Application) -> list[PastShown]:
    """Newest first, each beside what followed it; [] for nearly every file. Two queries, none where there is no such row."""
    found = list(PastCredit.objects.filter(application=application).order_by("number"))
    if not found:
        return []
    approval = getattr(application, "approval", None)
    cost_list = getattr(application, "cost_list", None)
    last = None
    if approval is not None and cost_list is not None:
        last = _points(approval, cost_list.all_in_rate_pct, lines_on_record(application))
    shown = []
    following = [*(_of_past(row) for row in found[1:]), last]
    for row, after in zip(found, following, strict=True):
        before = _of_past(row)
        labels = dict.fromkeys([*before, *(after or {})])
        rows = [(label, before.get(label, "—"), (after or {}).get(label, "—")) for label in labels]
        shown.append(PastShown(str(row.get_end_display()), row.created_at, row.reason, _changed_first(rows)))
    return shown[::-1]


def lines_on_record(application: Application) -> list[dict[str, str]]:
    """The cost list as issued, line by line, the price itself first; amounts as text, in yuan over the term."""
    items = CostItem.objects.filter(cost_list__application=application).order_by("position")
    names = ("name", "payee", "payer", "standard", "method", "cycle")
    return [
        {**{name: getattr(item, name) for name in names}, "amount_yuan": f"{item.amount_yuan or 0:.2f}"}
        for item in items
    ]


def fees_on_record(application: Application) -> dict[str, Decimal]:
    """Name of a fee → yuan over the term, without the price itself."""
    return {line["name"]: Decimal(line["amount_yuan"]) for line in lines_on_record(application)[1:]}


def _of_past(row: PastCredit) -> dict[str, str]:
    return _points(row, row.all_in_rate_pct, row.costs)


def _points(
    terms: CreditTerms, all_in_rate_pct: Decimal, lines: list[Mapping[str, str]] | list[dict[str, str]]
) -> dict[str, str]:
    fees = {line["name"]: f"{yuan(Decimal(line['amount_yuan']))}，{line['payer']}承担" for line in lines[1:]}
    return {
        words.APPROVED_AMOUNT: wan(terms.approved_amount_yuan),
        "循环额度": "循环" if terms.is_revolving else "不循环",
        words.VALID_UNTIL: f"至 {day(terms.valid_until)}",
        words.SINGLE_TERM: term(terms.single_term_months),
        words.ANNUAL_RATE: rate(terms.annual_rate_pct),
        "还款方式": _label(RepaymentMethod, terms.repayment_method),
        "担保方式": _label(GuaranteeMode, terms.guarantee_mode),
        words.CONDITIONS: terms.conditions or "没有",
        **fees,
        "年化综合融资成本": rate(all_in_rate_pct),
    }


def _label(enum: type[RepaymentMethod | GuaranteeMode], value: str) -> str:
    return str(enum(value).label) if value in enum.values else value


def _changed_first(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(rows, key=lambda row: row[1] == row[2])
