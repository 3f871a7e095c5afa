"""An approval beside the 融资方案 that the enterprise accepted: what differs, and whether it is worse."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yuzhengdai.domain.applications.comparing import offer_costs
from yuzhengdai.domain.applications.costs import CostPayer
from yuzhengdai.domain.applications.models import Application, CostItem
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.products.enums import GuaranteeMode
from yuzhengdai.foundation.core.money import rate, term, wan, yuan

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Approved:
    """What is approved, as far as it is held against the offer. ``fees_yuan``: what the enterprise pays beside interest."""

    amount_yuan: Decimal
    annual_rate_pct: Decimal
    months: int
    guarantee_mode: str
    fees_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Beside:
    """One point: what was offered, what is approved, in words."""

    label: str
    offered: str
    approved: str
    is_worse: bool


def beside_offer(application: Application, approved: Approved) -> list[Beside]:
    """Point by point; [] for an application that was made from no offer.

    Amount: less than was applied for, which is at most what was offered. Guarantee: anything else than was offered is worse,
    unless none is asked for. Fees: what the enterprise pays over the term, by the one calculator.
    """
    offer = application.offer
    if offer is None:
        return []
    wanted = min(offer.amount_yuan, application.amount_yuan or offer.amount_yuan)
    fees = _fees(offer)
    return [
        Beside("额度", wan(wanted), wan(approved.amount_yuan), approved.amount_yuan < wanted),
        Beside(
            "年化利率（单利）",
            rate(offer.annual_rate_pct),
            rate(approved.annual_rate_pct),
            approved.annual_rate_pct > offer.annual_rate_pct,
        ),
        Beside("期限", term(offer.term_months), term(approved.months), approved.months < offer.term_months),
        Beside(
            "担保方式",
            _guarantee(offer.guarantee_mode),
            _guarantee(approved.guarantee_mode),
            approved.guarantee_mode not in {offer.guarantee_mode, GuaranteeMode.CREDIT},
        ),
        Beside("企业承担的费用", yuan(fees), yuan(approved.fees_yuan), approved.fees_yuan > fees),
    ]


def offered_terms(application: Application) -> list[tuple[str, str]]:
    """What was offered and accepted, for whoever decides; [] for an application that was made from no offer."""
    offer = application.offer
    if offer is None:
        return []
    return [
        ("额度", wan(min(offer.amount_yuan, application.amount_yuan or offer.amount_yuan))),
        ("年化利率（单利）", rate(offer.annual_rate_pct)),
        ("期限", term(offer.term_months)),
        ("担保方式", _guarantee(offer.guarantee_mode)),
        ("企业承担的费用", yuan(_fees(offer))),
        ("放款前条件", offer.conditions or "没有写明"),
    ]


def beside_on_record(application: Application) -> list[Beside]:
    """The approval on record beside the offer; [] before there is one, or without an offer."""
    if application.offer_id is None:
        return []
    approved = approved_of(application)
    return beside_offer(application, approved) if approved is not None else []


def worse_points(rows: list[Beside]) -> str:
    """The labels of what is worse; "" for nothing."""
    return "、".join(row.label for row in rows if row.is_worse)


def approved_of(application: Application) -> Approved | None:
    """What an approval on record says; None before there is one."""
    approval = getattr(application, "approval", None)
    if approval is None:
        return None
    # The first line is the price itself.
    items = CostItem.objects.filter(
        cost_list__application=application, payer=CostPayer.ENTERPRISE, position__gt=0
    )
    fees = sum((item.amount_yuan or Decimal(0) for item in items), Decimal(0))
    return Approved(
        approval.approved_amount_yuan,
        approval.annual_rate_pct,
        approval.single_term_months,
        approval.guarantee_mode,
        fees,
    )


def _fees(offer: Offer) -> Decimal:
    sheet = offer_costs(offer)
    return sheet.enterprise_fees_yuan if sheet is not None else Decimal(0)


def _guarantee(mode: str) -> str:
    return str(GuaranteeMode(mode).label) if mode in GuaranteeMode.values else mode
