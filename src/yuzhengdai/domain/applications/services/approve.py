"""同意授信: the approval and its cost list, issued together."""

from __future__ import annotations

from uuid import UUID

from yuzhengdai.domain.applications.authority import require_approval_power
from yuzhengdai.domain.applications.clock import end_of_day
from yuzhengdai.domain.applications.costs import (
    CostSheet,
    cost_list_sha256,
)
from yuzhengdai.domain.applications.enums import ProposalState
from yuzhengdai.domain.applications.marked import marked_points, require_confirmed
from yuzhengdai.domain.applications.models import (
    Application,
    CostItem,
    CostList,
    CreditApproval,
    CreditProposal,
)
from yuzhengdai.domain.applications.selectors.proposals import proposals_of
from yuzhengdai.domain.applications.services.inputs import (
    REASON_LENGTH,
    given,
    optional_note,
)
from yuzhengdai.domain.applications.services.officers import (
    acting_officer,
)
from yuzhengdai.domain.applications.services.propose import (
    cost_rows,
    fees_over_term,
    points_changed,
    proposal_decide,
    proposed_terms,
    terms_columns,
)
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.applications.services.terms import ApprovalData, approval_check
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors


def application_approve(
    *,
    actor: Actor,
    application_id: UUID,
    expected_version: int,
    data: ApprovalData,
    change_reason: str = "",
    note: str = "",
    confirmed: str = "",
) -> Application:
    """Approve the open proposal with its terms and cost list; the enterprise confirms the list before 签约中.

    ``change_reason``: asked for where the terms are not the proposal's. ``confirmed``: the hash of these terms, which whoever signs has
    seen point by point (marked.terms_sha256). Raises NotConfirmed without it, FieldErrors (fields of ApprovalData, costs as
    "cost-<n>-<field>", "change_reason"), Forbidden above the person's limit, Refused without an open proposal and for whoever
    proposed on this file or wrote its 尽调.
    """
    officer = acting_officer(actor)
    inside = optional_note(note)
    with application_step(
        actor=actor,
        application_id=application_id,
        action="approve",
        expected_version=expected_version,
        internal_note=inside,
    ) as step:
        proposal = proposal_decide(proposals_of(step.application), step, officer, ProposalState.APPROVED, "")
        errors = Errors()
        cleaned, sheet = approval_check(application=step.application, data=data, errors=errors)
        require_approval_power(officer, step.application, cleaned)
        reason = change_check(errors, proposal, cleaned, change_reason)
        columns = terms_columns(cleaned)
        require_confirmed(
            marked_points(
                step.application,
                columns,
                sheet,
                before=proposal,
                before_name="建议",
                before_fees=fees_over_term(proposed_terms(proposal)),
            ),
            columns=columns,
            costs=cost_rows(cleaned),
            confirmed=confirmed,
        )
        CreditApproval.objects.create(
            application=step.application,
            approved_by=officer,
            proposal=proposal,
            change_reason=reason,
            **columns,
        )
        issue_costs(step.application, sheet)
        step.due_at = end_of_day(given(cleaned.valid_until))
    return step.application


def change_check(errors: Errors, proposal: CreditProposal, data: ApprovalData, reason: str) -> str:
    """Why the terms are not those proposed; "" where they are. Raises FieldErrors on "change_reason"."""
    changed = points_changed(proposal, data)
    if not changed:
        return ""
    said = errors.text("change_reason", reason, "改动的原因", REASON_LENGTH, required=False)
    errors.require(bool(said), "change_reason", f"{changed}与授信建议不同，请写明改动的原因")
    errors.raise_if_any()
    return said


def issue_costs(application: Application, sheet: CostSheet) -> None:
    """Write the cost list that the enterprise will confirm, the price itself as its first line."""
    cost_list = CostList.objects.create(
        application=application,
        all_in_rate_pct=sheet.all_in_rate_pct,
        sha256=cost_list_sha256(
            number=application.number or "", all_in_rate_pct=sheet.all_in_rate_pct, lines=sheet.lines
        ),
    )
    CostItem.objects.bulk_create(
        CostItem(
            cost_list=cost_list,
            position=position,
            name=line.name,
            payee=line.payee,
            payer=line.payer,
            standard=line.standard,
            method=line.method,
            cycle=line.cycle,
            amount_yuan=line.amount_yuan,
        )
        for position, line in enumerate(sheet.lines)
    )
