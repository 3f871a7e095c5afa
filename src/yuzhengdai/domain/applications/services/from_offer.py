"""An accepted 融资方案 becomes an application: the pre-filled draft, and what handing it in does to the offer and its demand."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.applications.enums import ENDED_STATES
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.form import LABELS
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import require_applicant
from yuzhengdai.domain.applications.services.draft import draft_beginning
from yuzhengdai.domain.applications.validation import ApplicationData, raw_values
from yuzhengdai.domain.demands.enums import OfferState
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.selectors.mine import demand_get_own, offer_received
from yuzhengdai.domain.demands.services import answer
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.figures import MONTHS, WAN, write_figure
from yuzhengdai.foundation.core.money import term, wan
from yuzhengdai.foundation.core.text import normalise_line

WITHOUT_CREDIT = ENDED_STATES - {S.SETTLED}
"""Ends of an application after which its demand may be opened again."""


def application_create_from_offer(*, actor: Actor, enterprise: Enterprise, offer_id: UUID) -> Application:
    """The draft made from an offer: the kept one, or a new one filled with the offer's terms. Accepts nothing yet.

    Raises NotFound for offers to others, Refused with the reason where the offer cannot be accepted now, Forbidden for
    members who may not apply. Handing the draft in (``application_submit``) accepts the offer in the same transaction.
    """
    require_not_frozen(actor=actor, enterprise=enterprise)
    require_applicant(actor, enterprise)
    offer = offer_received(actor=actor, offer_id=offer_id)
    if actor.user_id is None:
        raise NotFound
    answer.offer_require_acceptable(actor=actor, offer=offer)
    draft = Application.objects.filter(offer=offer, enterprise=enterprise).first()
    if draft is None:
        try:
            with transaction.atomic():
                draft = _make(actor, actor.user_id, enterprise, offer)
        except IntegrityError:
            draft = Application.objects.filter(offer=offer, enterprise=enterprise).first()
            if draft is None:
                raise
    return draft


def offer_term_errors(row: Application, clean: ApplicationData) -> dict[str, str]:
    """What differs from the offer that the application is made from; less may be asked for, other terms not."""
    offer = row.offer
    if offer is None:
        return {}
    errors = {}
    if clean["amount_yuan"] > offer.amount_yuan:
        errors["amount_wan"] = f"{LABELS['amount_wan']}不能超过方案的额度 {wan(offer.amount_yuan)}"
    if clean["term_months"] != offer.term_months:
        errors["term_months"] = f"方案的期限是 {term(offer.term_months)}，请选择相同的期限"
    if clean["repayment_method"] != offer.repayment_method:
        errors["repayment_method"] = f"方案的还款方式是{RepaymentMethod(offer.repayment_method).label}"
    if clean["guarantee_mode"] != offer.guarantee_mode:
        errors["guarantee_mode"] = f"方案的担保方式是{GuaranteeMode(offer.guarantee_mode).label}"
    return errors


def take_offer(actor: Actor, row: Application) -> None:
    """Within 立即申请: accept the offer, decline the others, close the demand; the officer who offered has the file."""
    if row.offer_id is None:
        return
    offer = answer.offer_accept(actor=actor, offer_id=row.offer_id)
    officer = offer.officer
    if officer.is_active:
        row.officer_id = officer.pk
        row.branch_id = officer.branch_id or row.branch_id


def demand_reopen(*, actor: Actor, demand_id: UUID, expected_version: int) -> FinancingDemand:
    """重新开放需求, once the application made from its accepted offer ended without credit.

    Raises NotFound, Refused while that application is under way or has led to credit, Conflict.
    """
    demand = demand_get_own(actor=actor, demand_id=demand_id)
    if not may_reopen(demand):
        raise Refused(
            "applications.demand_in_use", "由这条需求提交的申请还在办理或已获得授信，不能重新开放需求。"
        )
    return answer.demand_reopen(actor=actor, demand_id=demand_id, expected_version=expected_version)


def may_reopen(demand: FinancingDemand) -> bool:
    """Whether the application made from the accepted offer has ended without credit."""
    made = Application.objects.filter(offer__demand=demand, offer__state=OfferState.ACCEPTED)
    states = list(made.values_list("state", flat=True))
    return bool(states) and all(state in WITHOUT_CREDIT for state in states)


def _make(actor: Actor, user_id: UUID, enterprise: Enterprise, offer: Offer) -> Application:
    version, demand = offer.product_version, offer.demand
    typed = draft_beginning(actor, enterprise, version)
    typed |= {
        "amount_wan": write_figure(offer.amount_yuan, WAN),
        "term_months": write_figure(offer.term_months, MONTHS),
        "use": demand.use,
        "repayment_method": offer.repayment_method,
        "guarantee_mode": offer.guarantee_mode,
        "contact_name": normalise_line(demand.contact_name) or typed["contact_name"],
    }
    if demand.industry_code and not typed.get("industry_code"):
        typed["industry_code"] = demand.industry_code
    return Application.objects.create(
        enterprise=enterprise,
        institution_id=offer.institution_id,
        product=version.product,
        product_version=version,
        created_by_id=user_id,
        offer=offer,
        contact_phone=demand.contact_phone,
        # Opened by the owner's decision, so never a form that was only looked at.
        version=1,
        draft_data=raw_values(typed),
    )
