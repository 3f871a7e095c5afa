"""What offers cost by the one calculator, and how often institutions kept their promises, from real figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q

from yuzhengdai.domain.applications.costs import Cost, CostSheet, Terms, cost_sheet, cycle_of, payer_of
from yuzhengdai.domain.applications.enums import PromiseStage
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.demands.services.offer_check import OfferFee, fees_from_json
from yuzhengdai.foundation.core.clock import now, today

PERIOD = timedelta(days=365)
LEAST_COUNTED = 5
"""Fewer promises that fell due say nothing of an institution."""


@dataclass(frozen=True, slots=True)
class KeptPromises:
    """Of the promises that fell due within a year: how many, and how many were met in time."""

    due: int
    met: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down; None where too few fell due."""
        return self.met * 100 // self.due if self.due >= LEAST_COUNTED else None


def offer_costs(offer: Offer) -> CostSheet | None:
    """Instalments, totals and 年化综合融资成本 of an offer drawn today; None where its figures make no loan."""
    terms = Terms(
        amount_yuan=offer.amount_yuan,
        annual_rate_pct=offer.annual_rate_pct,
        months=offer.term_months,
        method=offer.repayment_method,
        institution=offer.institution.short_name,
        kind=offer.product_version.kind,
    )
    try:
        return cost_sheet(
            terms=terms, costs=[_cost(fee) for fee in fees_from_json(offer.fees)], start_on=today()
        )
    except ValueError:
        return None


def promises_kept(institutions: Iterable[UUID]) -> dict[UUID, KeptPromises]:
    """Institution → its promises that fell due within a year; one query."""
    at = now()
    counts: dict[str, Count] = {}
    for stage in PromiseStage:
        due = Q(**{f"{stage}_due_at__lt": at})
        counts[f"{stage}_due"] = Count("pk", filter=due)
        in_time = Q(**{f"{stage}_met_at__lte": F(f"{stage}_due_at")})
        counts[f"{stage}_met"] = Count("pk", filter=due & in_time)
    rows = Application.objects.filter(institution_id__in=list(institutions), submitted_at__gt=at - PERIOD)
    found: dict[UUID, KeptPromises] = {}
    for institution_id, *numbers in (
        rows.values("institution_id").annotate(**counts).values_list("institution_id", *counts)
    ):
        # Due and met in turn, as counted above.
        found[institution_id] = KeptPromises(sum(numbers[::2]), sum(numbers[1::2]))
    return found


def _cost(fee: OfferFee) -> Cost:
    return Cost(
        name=fee.name,
        payee=fee.payee,
        payer=payer_of(fee.payer),
        standard=fee.standard,
        method=fee.method,
        cycle=cycle_of(fee.cycle),
        amount_yuan=fee.amount_yuan or Decimal(0),
    )
