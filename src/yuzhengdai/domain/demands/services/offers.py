"""An institution's offer: made, changed, confirmed, released, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from yuzhengdai.domain.demands.enums import OPEN_OFFERS, DemandState, OfferState
from yuzhengdai.domain.demands.messages import tell_institutions, tell_owner_of_offer
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.permissions import acting_officer
from yuzhengdai.domain.demands.services.end import demand_is_live
from yuzhengdai.domain.demands.services.offer_check import OfferData, fees_to_json, offer_check
from yuzhengdai.domain.demands.step import DemandStep, demand_step, offer_step
from yuzhengdai.domain.demands.words import OFFERS_FULL
from yuzhengdai.domain.institutions.enums import LEADERS
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.products.enums import ProductState
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import Conflict, NotFound, Refused
from yuzhengdai.foundation.core.idempotency import once
from yuzhengdai.foundation.core.tries import thing_mark, tries_require

IDEMPOTENCY = "demand.offer"
_DAY = timedelta(days=1)
_NOTE_LENGTH = 200
_LONGEST = timedelta(days=183)
_NOT_LIVE = "这条需求已经结束或暂不可见，方案没有提交。"


@dataclass(frozen=True, slots=True)
class Made:
    """``is_new``: made by this call; False for the same form sent again."""

    offer_id: UUID
    is_new: bool


def offer_make(
    *, actor: Actor, demand_id: UUID, version_id: UUID, data: OfferData, demand_version: int, key: str
) -> Made:
    """Offer on a demand. Above the institution's amount it waits for a manager unless one makes it.

    ``version_id`` is a published version of one of the own products on the shelf, ``demand_version`` the demand's revision
    that the page showed. Raises FieldErrors (fields of OfferData), Refused ("demands.offers_full", "demands.offer_twice",
    "demands.not_live", "demands.off_shelf"), Conflict ("demands.edited"), RateLimited beyond OFFERS_A_DAY, NotFound.
    """
    officer = acting_officer(actor)
    version = _own_version(officer, version_id)

    def create() -> UUID:
        with demand_step(actor=actor, demand_id=demand_id, action="offer") as step:
            offer = _make(step, officer, version, data, demand_version)
        _tell_made(offer)
        return offer.pk

    try:
        made, is_new = once(purpose=IDEMPOTENCY, owner_id=officer.pk, key=key[:64], create=create)
    except IntegrityError:
        raise _twice() from None
    return Made(made, is_new)


@transaction.atomic
def offer_edit(*, actor: Actor, offer_id: UUID, expected_version: int, data: OfferData) -> Offer:
    """Change an open offer; it then stands on the demand as it is now. A larger one may wait for a manager again.

    Raises FieldErrors and the step's errors.
    """
    officer = acting_officer(actor)
    with offer_step(actor=actor, offer_id=offer_id, action="edit", expected_version=expected_version) as step:
        offer, was_sent = step.offer, step.source == OfferState.SENT
        _write(offer, step.demand, offer.product_version, data)
        offer.officer = officer
        step.target = _first_state(offer, officer)
        if step.target == OfferState.PENDING:
            offer.sent_at, offer.released_by = None, None
    if offer.state == OfferState.PENDING:
        tell_institutions([offer], "pending")
        if was_sent:
            tell_owner_of_offer(offer, "withdraw")
    else:
        tell_owner_of_offer(offer, "edit" if was_sent else "sent")
    return offer


@transaction.atomic
def offer_confirm(*, actor: Actor, offer_id: UUID, expected_version: int) -> Offer:
    """Say that an offer stands on the demand as changed since."""
    with offer_step(
        actor=actor, offer_id=offer_id, action="confirm", expected_version=expected_version
    ) as step:
        if step.offer.demand_revision == step.demand.revision:
            raise Refused("demands.offer_current", "方案已经按最新的需求有效，不用再确认。")
        step.offer.demand_revision = step.demand.revision
    if step.offer.state == OfferState.SENT:
        tell_owner_of_offer(step.offer, "confirm")
    return step.offer


@transaction.atomic
def offer_release(*, actor: Actor, offer_id: UUID, expected_version: int) -> Offer:
    """A manager lets an offer go out. Raises the step's errors, Conflict where the demand was changed meanwhile."""
    officer = acting_officer(actor)
    with offer_step(
        actor=actor, offer_id=offer_id, action="release", expected_version=expected_version
    ) as step:
        if step.offer.demand_revision != step.demand.revision:
            raise Refused("demands.offer_outdated", "企业修改过需求，请先修改或确认这份方案，再放行。")
        step.offer.released_by = officer
    tell_institutions([step.offer], "release")
    tell_owner_of_offer(step.offer, "sent")
    return step.offer


@transaction.atomic
def offer_withdraw(*, actor: Actor, offer_id: UUID, expected_version: int, note: str = "") -> Offer:
    """Take an open offer back; the enterprise is told where it had seen it. The note is the institution's own."""
    errors = Errors()
    said = errors.text("note", note, "撤回原因", _NOTE_LENGTH, required=False)
    errors.raise_if_any()
    with offer_step(
        actor=actor,
        offer_id=offer_id,
        action="withdraw",
        expected_version=expected_version,
        note=said,
        needs_live=False,
    ) as step:
        was_seen = step.offer.sent_at is not None
    if was_seen:
        tell_owner_of_offer(step.offer, "withdraw")
    return step.offer


def _make(
    step: DemandStep, officer: Officer, version: ProductVersion, data: OfferData, demand_version: int
) -> Offer:
    """Under the demand's lock: it must stand, be as shown, and have a place left."""
    demand = step.demand
    if not demand_is_live(demand):
        raise Refused("demands.not_live", _NOT_LIVE)
    if demand.revision != demand_version:
        raise Conflict(
            "demands.edited", "企业刚刚修改过这条需求。您填写的内容还在，请核对最新的需求后再提交。"
        )
    offers = list(demand.offers.filter(state__in=OPEN_OFFERS).values_list("institution_id", flat=True))
    if officer.institution_id in offers:
        raise _twice()
    if len(offers) >= demand.max_offers:
        raise Refused("demands.offers_full", OFFERS_FULL)
    offer = Offer(demand=demand, institution=officer.institution, officer=officer, product_version=version)
    _write(offer, demand, version, data)
    offer.state = _first_state(offer, officer)
    offer.sent_at = step.at if offer.state == OfferState.SENT else None
    _count(officer)
    with transaction.atomic():
        offer.save(force_insert=True)
    step.target = DemandState.OFFERED.value if offer.state == OfferState.SENT else demand.state
    return offer


def _write(offer: Offer, demand: FinancingDemand, version: ProductVersion, data: OfferData) -> None:
    last = min(demand.valid_until + timedelta(days=30), today() + _LONGEST)
    clean = offer_check(version=version, data=data, last=last)
    offer.amount_yuan = clean.amount_yuan or Decimal(0)
    offer.annual_rate_pct = clean.annual_rate_pct or Decimal(0)
    offer.term_months = clean.term_months or 0
    offer.repayment_method, offer.guarantee_mode = clean.repayment_method, clean.guarantee_mode
    offer.fees, offer.conditions, offer.message = (
        fees_to_json(clean.fees),
        clean.conditions,
        clean.message,
    )
    offer.valid_until = clean.valid_until or date.max
    offer.demand_revision = demand.revision


def _first_state(offer: Offer, officer: Officer) -> str:
    above = offer.institution.offer_release_above_yuan
    needs_manager = above is not None and offer.amount_yuan > above
    return (OfferState.PENDING if needs_manager and officer.role not in LEADERS else OfferState.SENT).value


def _own_version(officer: Officer, version_id: UUID) -> ProductVersion:
    version = ProductVersion.objects.select_related("product").filter(pk=version_id).first()
    if version is None or version.product.institution_id != officer.institution_id:
        raise NotFound
    if version.product.state != ProductState.ON_SHELF or version.product.published_version_id != version.pk:
        raise Refused("demands.off_shelf", "所选产品已下架或已更新，请重新选择产品。您填写的内容还在。")
    return version


def _tell_made(offer: Offer) -> None:
    if offer.state == OfferState.PENDING:
        tell_institutions([offer], "pending")
    else:
        tell_owner_of_offer(offer, "sent")


def _twice() -> Refused:
    return Refused("demands.offer_twice", "本机构对这条需求已有一份方案，请修改那一份，或先撤回。")


def _count(officer: Officer) -> None:
    limit = settings.OFFERS_A_DAY
    tries_require(
        kind="demand_offer",
        marks=[thing_mark(str(officer.institution_id))],
        at_most=limit,
        within=_DAY,
        sentence=f"一家机构一天最多提交 {limit} 份方案，请明天再提交。",
    )
