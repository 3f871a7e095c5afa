"""What several tests of demands share."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests import factories
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.services.draft import demand_draft_open
from yuzhengdai.domain.demands.services.offers import OfferData, offer_make
from yuzhengdai.domain.demands.services.publish import Publication, demand_publish
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.clock import today


def typed(**values: str) -> dict[str, str]:
    """A right form; single fields overridden."""
    return {
        "title": "小麦收购季采购原料周转",
        "amount_wan": "150",
        "term_months": "12",
        "use": "raw_materials",
        "guarantee_mode": "credit",
        "rate_max_pct": "4.5",
        "region_code": "410102",
        "contact_name": "李示例",
        "contact_phone": "138 1234 6021",
        "description": "六月上旬起收购小麦约 600 吨，九月回款。",
        "valid_until": (today() + timedelta(days=60)).isoformat(),
        "shows_name": "no",
        "shown_facts": "established,revenue_band",
        "revenue_band": "5000000-20000000",
        "max_offers": "5",
        "shows_offer_limit": "no",
        **values,
    }


def published(who: EnterpriseMember | None = None, **values: str) -> FinancingDemand:
    """A demand that went through 立即提交."""
    who = who or factories.member()
    actor = factories.enterprise_actor(who)
    draft = demand_draft_open(actor=actor, enterprise=who.enterprise)
    form = Publication(typed(**values), key=uuid4().hex, tab="t", base_version=draft.version)
    demand_publish(actor=actor, enterprise=who.enterprise, demand_id=draft.pk, publication=form)
    draft.refresh_from_db()
    return draft


def offer_data(**values: Any) -> OfferData:
    """A right offer for the factory's product."""
    defaults: dict[str, Any] = {
        "amount_yuan": Decimal(1_000_000),
        "annual_rate_pct": Decimal("4.1"),
        "term_months": 12,
        "repayment_method": "equal_instalment",
        "guarantee_mode": "credit",
        "valid_until": today() + timedelta(days=20),
    }
    return OfferData(**{**defaults, **values})


def offered(demand: FinancingDemand, officer: Officer | None = None, **values: Any) -> Offer:
    """An offer made by an officer through the service."""
    officer = officer or factories.officer()
    version = factories.product(institution=officer.institution).published_version
    assert version is not None
    made = offer_make(
        actor=factories.officer_actor(officer),
        demand_id=demand.pk,
        version_id=version.pk,
        data=offer_data(**values),
        demand_version=demand.revision,
        key=uuid4().hex,
    )
    return Offer.objects.get(pk=made.offer_id)
