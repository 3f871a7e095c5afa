"""After a refusal: what the reason means, and only products of which no checkable condition fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from yuzhengdai.domain.applications.enums import ENDED_STATES
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.refusals import (
    DEMAND_EXPIRED,
    DEMAND_OFFERS_OVER,
    DEMAND_WITHOUT_FIT,
    Explained,
    explained,
)
from yuzhengdai.domain.applications.selectors.enterprise import own_applications
from yuzhengdai.domain.demands.enums import CloseReason, DemandState
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.matching.next_steps import NextProduct, Refusal, next_products
from yuzhengdai.domain.matching.selectors import enterprise_facts
from yuzhengdai.domain.products.facts import Fact, Facts
from yuzhengdai.domain.products.selectors import catalogue
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local

LIMIT = 3

_STATED: Mapping[str, str] = {
    "annual_revenue_yuan": "annual_revenue_yuan",
    "assets_yuan": "total_assets_yuan",
    "loan_balance_yuan": "existing_debt_yuan",
    "staff_count": "staff_count",
    "industry_code": "industry_code",
    "size": "size",
}
"""Fact → column of the application, where the enterprise's record says nothing."""

_WANTED: Mapping[str, str] = {
    "requested_amount_yuan": "amount_yuan",
    "requested_term_months": "term_months",
    "requested_use": "use",
    "requested_guarantee": "guarantee_mode",
}


@dataclass(frozen=True, slots=True)
class NextSteps:
    """``said``: what the refusal means. ``products``: where to turn, the most promising first; [] where nothing is left."""

    said: Explained
    products: list[NextProduct]


def facts_of_application(application: Application) -> Facts:
    """What is known of the enterprise, and what this application says of it and of what it asks for."""
    at = application.submitted_at
    since = local(at).date() if at is not None else None
    number = application.number or "草稿"
    stated = _read(application, _STATED, f"申请 {number} 填写", since)
    wanted = _read(application, _WANTED, f"申请 {number}", since)
    return {**stated, **wanted, **enterprise_facts(enterprise=application.enterprise)}


def next_steps_of(*, actor: Actor, application: Application) -> NextSteps | None:
    """For an own application that was refused; None for any other. What runs already is not offered again."""
    said = explained(state=application.state, reason_code=application.reason_code)
    if said is None:
        return None
    products = next_products(
        catalogue(),
        facts=facts_of_application(application),
        refusal=Refusal(application.product_id, said.doubted),
        without=_running(actor),
        limit=LIMIT,
    )
    return NextSteps(said, products)


def next_steps_of_demand(*, actor: Actor, demand: FinancingDemand) -> NextSteps | None:
    """For an own demand that expired, was taken back for want of a fitting offer, or whose offers are all over; else None."""
    said = None
    if demand.state == DemandState.EXPIRED:
        said = DEMAND_EXPIRED
    elif demand.state == DemandState.WITHDRAWN and demand.closed_reason == CloseReason.NO_FIT:
        said = DEMAND_WITHOUT_FIT
    elif demand.state == DemandState.PUBLISHED and demand.offers.filter(sent_at__isnull=False).exists():
        said = DEMAND_OFFERS_OVER
    if said is None:
        return None
    since = local(demand.published_at).date() if demand.published_at is not None else None
    wanted = _read(demand, _WANTED, "需求写明", since)
    said_of_trade = _read(demand, {"industry_code": "industry_code"}, "需求写明", since)
    facts = {**said_of_trade, **wanted, **enterprise_facts(enterprise=demand.enterprise)}
    return NextSteps(said, next_products(catalogue(), facts=facts, without=_running(actor), limit=LIMIT))


def _running(actor: Actor) -> set[UUID]:
    """Products that the enterprise has asked for and that are not decided yet."""
    rows = own_applications(actor).exclude(state__in=[*ENDED_STATES, S.DRAFT])
    return set(rows.values_list("product_id", flat=True))


def _read(
    row: Application | FinancingDemand, columns: Mapping[str, str], source: str, since: date | None
) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for code, column in columns.items():
        value: str | int | Decimal | None = getattr(row, column)
        if value is not None and value != "":
            found[code] = Fact(value, source, since)
    return found
