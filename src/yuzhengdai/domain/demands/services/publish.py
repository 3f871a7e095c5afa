"""立即提交 and 确认修改: what the owner typed becomes what others read, unless the text check holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.demands.enums import DemandState
from yuzhengdai.domain.demands.form import FORM, LABELS, DemandData, changes_between, check, raw_values
from yuzhengdai.domain.demands.messages import tell_institutions, tell_owner
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.permissions import require_publisher
from yuzhengdai.domain.demands.services.draft import OTHER_PAGE
from yuzhengdai.domain.demands.step import DemandStep, demand_step, live_state, open_offers
from yuzhengdai.domain.demands.text_check import check_text
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.drafts import check_tab
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.idempotency import once
from yuzhengdai.foundation.core.tries import thing_mark, tries_require

IDEMPOTENCY = "demand.publish"
_DAY = timedelta(days=1)
_NO_CHANGE = "没有改动，内容与修改前相同"


@dataclass(frozen=True, slots=True)
class Publication:
    """One submitted form. ``key`` names the form: sent twice it publishes once. ``tab`` and ``base_version`` as in saving."""

    typed: Mapping[str, object]
    key: str
    tab: str
    base_version: int


def demand_publish(
    *, actor: Actor, enterprise: Enterprise, demand_id: UUID, publication: Publication
) -> tuple[UUID, bool]:
    """Publish a draft, or hold it as 待审核. Returns (demand id, whether it was done just now).

    Raises FieldErrors, Refused, Conflict ("demands.other_page"), Forbidden, NotFound, and RateLimited beyond
    DEMANDS_A_DAY.
    """
    require_publisher(actor, enterprise)

    def create() -> UUID:
        with demand_step(actor=actor, demand_id=demand_id, action="publish") as step:
            demand = step.demand
            check_tab(demand, tab=publication.tab, base_version=publication.base_version, code=OTHER_PAGE)
            clean = _clean(publication.typed)
            _count(enterprise)
            _write(demand, clean)
            demand.industry_code = enterprise.industry_code
            demand.created_by_id = actor.user_id
            demand.draft_data = {}
            step.target = _checked_state(step, DemandState.PUBLISHED.value)
        tell_owner(demand, "held" if demand.state == DemandState.IN_REVIEW else "published")
        return demand_id

    return once(
        purpose=IDEMPOTENCY,
        owner_id=enterprise.pk,
        key=publication.key[:64],
        create=create,
        result_id=demand_id,
    )


@transaction.atomic
def demand_edit(
    *, actor: Actor, demand_id: UUID, typed: Mapping[str, object], expected_version: int
) -> FinancingDemand:
    """Change what a demand says. The text is checked again; institutions with open offers are told what changed.

    One that the operator returned goes back to the operator. Raises as ``demand_publish``; FieldErrors on "" where nothing
    was changed.
    """
    with demand_step(
        actor=actor, demand_id=demand_id, action="edit", expected_version=expected_version
    ) as step:
        demand = step.demand
        clean = _clean(typed)
        before = {field.kept_in(): getattr(demand, field.kept_in()) for field in FORM}
        step.fields = changes_between(before, clean)
        if not step.fields:
            raise FieldErrors({}, code="demands.unchanged", sentence=_NO_CHANGE)
        told = [c["field"] for c in step.fields if c["before"] != c["after"]]
        _write(demand, clean)
        # Contact data and the number of offers are read by nobody: offers stand on the rest.
        demand.revision += bool(told)
        is_returned = step.source == DemandState.RETURNED
        step.target = _checked_state(step, live_state(demand), always=is_returned)
    if told:
        tell_institutions(open_offers(demand), "edited", why="、".join(LABELS[name] for name in told))
    if demand.state == DemandState.IN_REVIEW:
        tell_owner(demand, "held")
    return demand


def _clean(typed: Mapping[str, object]) -> DemandData:
    """Checked values by column. Raises FieldErrors."""
    clean, errors = check(raw_values(typed))
    if clean is None:
        raise FieldErrors(errors)
    return clean


def _write(demand: FinancingDemand, clean: DemandData) -> None:
    for column, value in clean.items():
        setattr(demand, column, value)


def _checked_state(step: DemandStep, otherwise: str, *, always: bool = False) -> str:
    """待审核 where the text check finds something (or ``always``), else ``otherwise``; what it found stays on the row."""
    demand = step.demand
    worded = [str(getattr(demand, field.kept_in())) for field in FORM if field.is_worded]
    found = check_text(*worded)
    demand.held_for = [str(finding.kind) for finding in found]
    demand.returned_reason = ""
    return DemandState.IN_REVIEW.value if found or always else otherwise


def _count(enterprise: Enterprise) -> None:
    limit = settings.DEMANDS_A_DAY
    tries_require(
        kind="demand_publish",
        marks=[thing_mark(str(enterprise.pk))],
        at_most=limit,
        within=_DAY,
        sentence=f"每家企业一天最多发布 {limit} 条需求。您填写的内容已保存为草稿，请明天再提交。",
    )
