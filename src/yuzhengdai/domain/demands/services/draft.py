"""Drafts of demands: one an enterprise, saved as typed, thrown away on request."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.demands.audit_actions import DemandAudit
from yuzhengdai.domain.demands.enums import DemandState
from yuzhengdai.domain.demands.form import BEGINNING, FORM, USUAL_VALIDITY_DAYS, raw_values
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.permissions import demands_visible_to, require_publisher
from yuzhengdai.domain.demands.workflow import DEMANDS
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.drafts import check_tab, keep_typed, untouched_purge
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.text import normalise_line
from yuzhengdai.foundation.core.validators import national_phone

OTHER_PAGE = "demands.other_page"


def demand_draft_open(*, actor: Actor, enterprise: Enterprise) -> FinancingDemand:
    """The enterprise's draft: the kept one, or a new one filled from what is known.

    Raises Forbidden for members who may not publish, Refused for an enterprise that is not verified or is frozen.
    """
    require_not_frozen(actor=actor, enterprise=enterprise)
    require_publisher(actor, enterprise)
    draft = _find(enterprise)
    if draft is None:
        try:
            with transaction.atomic():
                draft = _make(actor, enterprise)
        except IntegrityError:
            draft = _find(enterprise)
            if draft is None:
                raise
    return draft


def demand_draft_save(
    *, actor: Actor, demand_id: UUID, typed: Mapping[str, object], tab: str, base_version: int
) -> FinancingDemand:
    """Keep what was typed, valid or not. A form that says what it said when it was opened stays at version 0.

    ``tab`` names the open page, ``base_version`` the version it was made from. Raises Conflict when another page or person
    saved in between, Refused once it was published.
    """
    with transaction.atomic():
        draft = draft_lock(actor=actor, demand_id=demand_id, tab=tab, base_version=base_version)
        keep_typed(draft, raw_values(typed), tab=tab, is_asked=False)
        return draft


def demand_discard(*, actor: Actor, demand_id: UUID) -> None:
    """Throw a draft away, whatever was typed into it. Raises NotFound, Refused once it was published."""
    with transaction.atomic():
        try:
            draft = transitions.lock(demands_visible_to(actor), pk=demand_id)
        except FinancingDemand.DoesNotExist:
            raise NotFound from None
        DEMANDS.require(action="discard", state=draft.state, roles=actor.roles)
        audit_record(actor=actor, action=DemandAudit.DISCARD, object_kind="demand", object_id=draft.pk)
        draft.delete()


def draft_lock(*, actor: Actor, demand_id: UUID, tab: str, base_version: int) -> FinancingDemand:
    """Lock a draft and check that this page may overwrite it. Needs a transaction."""
    try:
        draft = transitions.lock(demands_visible_to(actor).select_related("enterprise"), pk=demand_id)
    except FinancingDemand.DoesNotExist:
        raise NotFound from None
    require_not_frozen(actor=actor, enterprise=draft.enterprise)
    if draft.state != DemandState.DRAFT:
        raise Refused("demands.published", "这条需求已经提交，请到「管理需求」查看。")
    DEMANDS.require(action="publish", state=draft.state, roles=actor.roles)
    check_tab(draft, tab=tab, base_version=base_version, code=OTHER_PAGE)
    return draft


def drafts_untouched_purge() -> int:
    """Job: delete a batch of drafts that were opened a day ago and never typed into; returns how many."""
    return untouched_purge(FinancingDemand.objects.filter(state=DemandState.DRAFT))


def _find(enterprise: Enterprise) -> FinancingDemand | None:
    return FinancingDemand.objects.filter(enterprise=enterprise, state=DemandState.DRAFT).first()


def _make(actor: Actor, enterprise: Enterprise) -> FinancingDemand:
    last = (
        FinancingDemand.objects.filter(enterprise=enterprise)
        .exclude(state=DemandState.DRAFT)
        .order_by("-created_at", "-id")
        .first()
    )
    if actor.user_id is None:
        raise NotFound
    user = User.objects.get(pk=actor.user_id)
    is_own = last is not None and last.created_by_id == actor.user_id
    begin_on = today()
    until = begin_on.fromordinal(begin_on.toordinal() + USUAL_VALIDITY_DAYS)
    typed = {**BEGINNING, "valid_until": until.isoformat()}
    for field in FORM:
        said = ""
        if last is not None and field.is_remembered and (is_own or not field.name.startswith("contact_")):
            said = field.typed(getattr(last, field.kept_in()))
        said = said or (field.known(enterprise) if field.known is not None else "")
        if said:
            typed[field.name] = said
    typed["contact_name"] = typed.get("contact_name") or normalise_line(actor.name)
    typed["contact_phone"] = national_phone(typed.get("contact_phone") or user.phone)
    return FinancingDemand.objects.create(
        enterprise=enterprise,
        created_by=user,
        title="",
        amount_yuan=Decimal(0),
        term_months=0,
        use="",
        region_code="",
        valid_until=until,
        draft_data=raw_values(typed),
    )
