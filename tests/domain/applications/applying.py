"""What several tests of applying share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests import factories
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install, consent_record
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.draft import application_draft_open
from yuzhengdai.domain.applications.services.submit import Submission, application_submit
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.products.models import Product
from yuzhengdai.foundation.core.actors import Actor

ITEMS = [
    {"code": "identity", "is_required": True},
    {"code": "tax", "is_required": True},
    {"code": "credit_report", "is_required": False},
]

TYPED: dict[str, str] = {
    "amount_wan": "100",
    "term_months": "12",
    "use": "raw_materials",
    "use_note": "",
    "repayment_method": "equal_instalment",
    "guarantee_mode": "credit",
    "repayment_source": "年度供货合同回款",
    "industry_code": "13",
    "size": "small",
    "annual_revenue_wan": "2600",
    "total_assets_wan": "1800.5",
    "staff_count": "46",
    "existing_debt_wan": "0",
    "contact_name": "李示例",
}


def product(**values: Any) -> Product:
    """A product that asks for grants."""
    version = {"data_items": ITEMS, **values.pop("version", {})}
    return factories.product(version=version, **values)


def applicant(*, consented: bool = True, **values: Any) -> EnterpriseMember:
    """A member whose enterprise has agreed to the 平台协议."""
    who = factories.member(**values)
    agreements_install()
    if consented:
        consent_record(
            actor=factories.enterprise_actor(who),
            agreement=agreement_current(kind="platform"),
            user=who.user,
            enterprise=who.enterprise,
        )
    return who


def opened(who: EnterpriseMember, sold: Product | None = None) -> Application:
    """A fresh draft."""
    return application_draft_open(
        actor=factories.enterprise_actor(who), enterprise=who.enterprise, product=sold or product()
    )


def submission(draft: Application, **values: Any) -> Submission:
    """A right form for a draft; ``typed`` overrides single fields."""
    typed = {**TYPED, **values.pop("typed", {})}
    base = Submission(
        typed=typed,
        grants=["identity", "tax"],
        key="form-1",
        product_id=draft.product_id,
        version_id=draft.product_version_id,
        tab="tab-1",
        base_version=draft.version,
    )
    return replace(base, **values)


def submit(
    who: EnterpriseMember, draft: Application, actor: Actor | None = None, **values: Any
) -> Application:
    """Submit a draft with a right form."""
    made_id, _ = application_submit(
        actor=actor or factories.enterprise_actor(who),
        enterprise=who.enterprise,
        application_id=draft.pk,
        submission=submission(draft, **values),
    )
    return Application.objects.get(pk=made_id)
