"""授信建议: proposed by one with the conclusion of the 尽调, decided on by another: approved (approve.py), sent back or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from yuzhengdai.domain.applications import words
from yuzhengdai.domain.applications.costs import Cost, CostSheet, payment_months
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import ProposalState, RateKind
from yuzhengdai.domain.applications.marked import marked_points, require_confirmed
from yuzhengdai.domain.applications.models import (
    Application,
    CreditForward,
    CreditProposal,
    DueDiligenceNote,
)
from yuzhengdai.domain.applications.permissions import applications_visible_to
from yuzhengdai.domain.applications.selectors.proposals import (
    NO_PROPOSAL,
    Proposals,
    proposals_of,
    require_may_decide,
    require_may_propose,
)
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH, coded_reason, given
from yuzhengdai.domain.applications.services.officers import acting_officer, take_if_free
from yuzhengdai.domain.applications.services.step import Step, application_step
from yuzhengdai.domain.applications.services.terms import ApprovalData, approval_check
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import Refused

CONCLUSION_LENGTH = 1000
NO_NOTE = "还没有尽调记录，请先记录尽调情况，再提出授信建议。"


def application_propose(
    *,
    actor: Actor,
    application_id: UUID,
    expected_version: int,
    data: ApprovalData,
    conclusion: str,
    confirmed: str = "",
) -> Application:
    """Propose terms with the conclusion of the 尽调 (the institution's alone); out of 尽调中 the file goes to 审批中 with it.

    ``confirmed``: the hash of these terms (marked.terms_sha256) where a point differs from what was asked for. Raises NotConfirmed
    without it, FieldErrors (fields of ApprovalData, costs as "cost-<n>-<field>", "conclusion"), Refused without any due-diligence
    note, while another proposal waits, and for whoever decided on this file before.
    """
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action=_action(actor, application_id),
        expected_version=expected_version,
    ) as step:
        found = proposals_of(step.application)
        require_may_propose(officer, found)
        if not DueDiligenceNote.objects.filter(application=step.application).exists():
            raise Refused("application.no_due_diligence", NO_NOTE)
        cleaned, sheet, said = proposal_check(application=step.application, data=data, conclusion=conclusion)
        columns, costs = terms_columns(cleaned), cost_rows(cleaned)
        points = marked_points(step.application, columns, sheet)
        if any(point.beside for point in points):
            require_confirmed(points, columns=columns, costs=costs, confirmed=confirmed)
        take_if_free(step.application, officer)
        CreditProposal.objects.create(
            application=step.application,
            number=len(found.rows) + 1,
            proposed_by=officer,
            conclusion=said,
            costs=costs,
            **columns,
        )
    return step.application


def proposal_check(
    *, application: Application, data: ApprovalData, conclusion: str
) -> tuple[ApprovalData, CostSheet, str]:
    """Terms, costs and conclusion, every mistake at once. Raises FieldErrors."""
    errors = Errors()
    said = errors.text("conclusion", conclusion, "尽调结论", CONCLUSION_LENGTH)
    cleaned, sheet = approval_check(application=application, data=data, errors=errors)
    return cleaned, sheet, said


def proposal_send_back(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str
) -> Application:
    """Give the open proposal back to the 客户经理 with a reason that stays inside; the file stays 审批中 and waits for another.

    Raises FieldErrors on "note", Refused without an open proposal and for whoever proposed on this file.
    """
    errors = Errors()
    reason = errors.text("note", note, "退回的原因", NOTE_LENGTH)
    errors.raise_if_any()
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="send_back",
        expected_version=expected_version,
        internal_note=reason,
    ) as step:
        proposal_decide(proposals_of(step.application), step, officer, ProposalState.SENT_BACK, reason)
    return step.application


def application_refuse(
    *, actor: Actor, application_id: UUID, expected_version: int, reason_code: str, reason_text: str
) -> Application:
    """未通过 out of 审批中, with a coded reason and a sentence for the applicant; a proposal that waits is decided with it.

    Raises FieldErrors, Refused for whoever proposed on this file.
    """
    code, text = coded_reason(reason_code, reason_text)
    officer = acting_officer(actor)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="refuse",
        expected_version=expected_version,
        note=text,
    ) as step:
        found = proposals_of(step.application)
        if found.open is not None:
            proposal_decide(found, step, officer, ProposalState.REFUSED, text)
        else:
            require_may_decide(officer, found)
        step.application.reason_code, step.application.reason_text = code, text
    return step.application


def proposal_decide(
    found: Proposals, step: Step, officer: Officer, state: ProposalState, reason: str
) -> CreditProposal:
    """Write who decided what on the open one of ``found``, this file's. Raises Refused without one, and for whoever proposed on it."""
    require_may_decide(officer, found)
    if found.open is None:
        raise Refused("application.no_proposal", NO_PROPOSAL)
    proposal = found.open
    proposal.state, proposal.decided_by, proposal.decided_at = state, officer, step.at
    proposal.decision_reason = reason
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    return proposal


def proposed_terms(proposal: CreditProposal | CreditForward) -> ApprovalData:
    """A proposal, or one that was handed to a superior, as it was filled in."""
    return ApprovalData(
        **{name: getattr(proposal, name) for name in TERMS_COLUMNS},
        costs=tuple(_cost(row) for row in proposal.costs),
    )


TERMS_COLUMNS: Final = (
    "approved_amount_yuan",
    "is_revolving",
    "valid_until",
    "single_term_months",
    "rate_kind",
    "lpr_pct",
    "spread_bp",
    "annual_rate_pct",
    "repayment_method",
    "guarantee_mode",
    "conditions",
    "worse_reason",
    "off_platform_yuan",
    "related_yuan",
    "related_reason",
)
"""The columns of CreditTerms."""


_NAMES: Final = {
    "approved_amount_yuan": words.APPROVED_AMOUNT,
    "is_revolving": "循环额度",
    "valid_until": words.VALID_UNTIL,
    "single_term_months": words.SINGLE_TERM,
    "annual_rate_pct": words.ANNUAL_RATE,
    "repayment_method": "还款方式",
    "guarantee_mode": "担保方式",
    "conditions": words.CONDITIONS,
    "off_platform_yuan": words.OFF_PLATFORM,
    "related_yuan": words.RELATED,
}


def points_changed(proposal: CreditProposal, data: ApprovalData) -> str:
    """The names of what is not as proposed, "" for nothing. ``data``: checked."""
    columns = terms_columns(data)
    changed = [name for key, name in _NAMES.items() if columns[key] != getattr(proposal, key)]
    if cost_rows(data) != list(proposal.costs):
        changed.append("费用")
    return "、".join(changed)


def fees_over_term(data: ApprovalData) -> dict[str, Decimal]:
    """Name of a fee → yuan over the term, as the cost list shows it. ``data``: checked."""
    months = given(data.single_term_months)
    return {cost.name: cost.amount_yuan * len(payment_months(cost.cycle, months)) for cost in data.costs}


def terms_columns(data: ApprovalData) -> dict[str, Any]:
    """Checked terms as the columns of a proposal and of an approval."""
    columns = {name: getattr(data, name) for name in TERMS_COLUMNS}
    is_lpr = data.rate_kind == RateKind.LPR
    return {
        **columns,
        "annual_rate_pct": given(data.rate_pct),
        "lpr_pct": data.lpr_pct if is_lpr else None,
        "spread_bp": data.spread_bp if is_lpr else None,
    }


def cost_rows(data: ApprovalData) -> list[dict[str, str]]:
    """Checked costs as they are stored and confirmed, amounts as text."""
    return [{**asdict(cost), "amount_yuan": f"{cost.amount_yuan:.2f}"} for cost in data.costs]


def _cost(row: Mapping[str, str]) -> Cost:
    return Cost(**{**row, "amount_yuan": Decimal(row["amount_yuan"])})  # type: ignore[arg-type]


def _action(actor: Actor, application_id: UUID) -> str:
    """提交审批 out of 尽调中, else a proposal on a file that is 审批中; the step looks again under its lock."""
    state = applications_visible_to(actor).filter(pk=application_id).values_list("state", flat=True).first()
    return "propose" if state == S.APPROVING else "start_approval"
