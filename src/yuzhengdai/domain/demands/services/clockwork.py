"""Jobs: what ends by its day, who is told before, and contact data that is no longer needed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from yuzhengdai.domain.demands.audit_actions import DemandAudit
from yuzhengdai.domain.demands.enums import LIVE_STATES, OPEN_OFFERS, DemandState, LapseReason
from yuzhengdai.domain.demands.messages import tell_institutions, tell_owner, tell_owner_of_offer
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.services.end import offers_lapse
from yuzhengdai.domain.demands.step import demand_step, offer_step
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import AppError, Refused

TOLD_BEFORE = timedelta(days=3)
_BATCH = 100
_UNDER_WAY = (DemandState.IN_REVIEW, DemandState.RETURNED, *LIVE_STATES)


def demands_expire() -> int:
    """End a batch of demands whose last day has passed, with their open offers; returns how many."""
    due = FinancingDemand.objects.filter(state__in=_UNDER_WAY, valid_until__lt=today())
    return sum(_expire(pk) for pk in list(due.order_by("valid_until").values_list("pk", flat=True)[:_BATCH]))


def demands_tell_expiring() -> int:
    """Tell a batch of owners that their demand ends within three days, once per day it is valid until; returns how many."""
    due = FinancingDemand.objects.filter(
        Q(expiry_told_for__isnull=True) | ~Q(expiry_told_for=F("valid_until")),
        state__in=LIVE_STATES,
        deleted_at__isnull=True,
        valid_until__gte=today(),
        valid_until__lte=today() + TOLD_BEFORE,
    )
    told = 0
    for pk in list(due.order_by("valid_until").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            demand = transitions.lock(FinancingDemand.objects.select_related("enterprise"), pk=pk)
            if demand.state in LIVE_STATES and demand.expiry_told_for != demand.valid_until:
                key = f"demand:{demand.pk}:expiring:{demand.valid_until.isoformat()}"
                tell_owner(demand, "expiring", key=key)
                demand.expiry_told_for = demand.valid_until
                demand.save(update_fields=["expiry_told_for"])
                told += 1
    return told


def offers_expire() -> int:
    """End a batch of open offers whose own day has passed; returns how many."""
    due = Offer.objects.filter(state__in=OPEN_OFFERS, valid_until__lt=today())
    ended = 0
    for pk in list(due.order_by("valid_until").values_list("pk", flat=True)[:_BATCH]):
        try:
            with offer_step(actor=SYSTEM, offer_id=pk, action="lapse", needs_live=False) as step:
                if step.offer.valid_until >= today():
                    raise Refused("demands.offer_extended", "方案的有效期已修改。")
                step.offer.end_reason = LapseReason.VALIDITY
                was_seen = step.offer.sent_at is not None
                tell_institutions([step.offer], "lapse")
                if was_seen:
                    tell_owner_of_offer(step.offer, "lapse")
        except AppError:
            # Answered, changed or withdrawn in the same moment: nothing is left to end.
            continue
        ended += 1
    return ended


def contacts_wipe() -> int:
    """Wipe contact data of a batch of demands that ended DEMAND_CONTACT_KEPT_DAYS ago; returns how many."""
    before = now() - timedelta(days=settings.DEMAND_CONTACT_KEPT_DAYS)
    due = FinancingDemand.objects.filter(ended_at__lt=before, contact_wiped_at__isnull=True)
    wiped = 0
    for pk in list(due.order_by("ended_at").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            row = transitions.lock(FinancingDemand.objects.all(), pk=pk)
            if row.ended_at is None or row.ended_at >= before or row.contact_wiped_at is not None:
                continue
            row.contact_name, row.contact_phone, row.draft_data = "", "", {}
            row.contact_wiped_at = now()
            row.save(update_fields=["contact_name", "contact_phone", "draft_data", "contact_wiped_at"])
            audit_record(actor=SYSTEM, action=DemandAudit.CONTACT_WIPED, object_kind="demand", object_id=pk)
            wiped += 1
    return wiped


def demands_cancel(*, enterprise_id: UUID) -> None:
    """End every demand under way of an enterprise that was cancelled. In the caller's transaction."""
    rows = FinancingDemand.objects.filter(enterprise_id=enterprise_id, state__in=_UNDER_WAY)
    for pk in list(rows.values_list("pk", flat=True)):
        with demand_step(actor=SYSTEM, demand_id=pk, action="cancel") as step:
            offers_lapse(step.demand, LapseReason.CLOSED)


def _expire(pk: UUID) -> int:
    try:
        with transaction.atomic():
            with demand_step(actor=SYSTEM, demand_id=pk, action="expire") as step:
                if step.demand.valid_until >= today():
                    raise Refused("demands.extended", "有效期已延长。")
                offers_lapse(step.demand, LapseReason.EXPIRED)
            if step.demand.deleted_at is None:
                tell_owner(step.demand, "expire")
    except AppError:
        # Ended or extended in the same moment.
        return 0
    return 1
