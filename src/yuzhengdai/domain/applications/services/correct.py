"""更正 and 撤销 of a credit that the enterprise has not confirmed yet: a slip that was issued all the same does not bind.

Both need a reason that the enterprise reads; what was issued before stays on record beside what is issued now.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from yuzhengdai.domain.applications.authority import require_approval_power
from yuzhengdai.domain.applications.clock import end_of_day
from yuzhengdai.domain.applications.costs import Cost, payment_months
from yuzhengdai.domain.applications.enums import PastCreditEnd
from yuzhengdai.domain.applications.marked import marked_points, require_confirmed
from yuzhengdai.domain.applications.models import Application, CreditApproval, PastCredit
from yuzhengdai.domain.applications.selectors.past_credits import fees_on_record, lines_on_record
from yuzhengdai.domain.applications.selectors.proposals import proposals_of, require_may_decide
from yuzhengdai.domain.applications.services.approve import issue_costs
from yuzhengdai.domain.applications.services.inputs import REASON_LENGTH, given
from yuzhengdai.domain.applications.services.officers import acting_officer
from yuzhengdai.domain.applications.services.propose import TERMS_COLUMNS, cost_rows, terms_columns
from yuzhengdai.domain.applications.services.step import Step, application_step
from yuzhengdai.domain.applications.services.terms import ApprovalData, approval_check
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.errors import Refused

NOTHING_CHANGED = "与已出具的授信没有不同，不需要更正。"
DECIDED_BY_ONE = "这笔授信由一人决定（旧），不能更正；请撤销后由客户经理重新提出授信建议。"


def terms_on_record(application: Application) -> ApprovalData | None:
    """The credit as issued, its fees by what one payment is; None before there is one."""
    approval = getattr(application, "approval", None)
    if approval is None:
        return None
    costs = []
    for line in lines_on_record(application)[1:]:
        times = len(payment_months(line["cycle"], approval.single_term_months))
        once = Decimal(line["amount_yuan"]) / times
        costs.append(
            Cost(
                name=line["name"],
                payee=line["payee"],
                payer=line["payer"],
                standard=line["standard"],
                method=line["method"],
                cycle=line["cycle"],
                amount_yuan=once,
            )
        )
    return ApprovalData(**{name: getattr(approval, name) for name in TERMS_COLUMNS}, costs=tuple(costs))


def application_correct(
    *,
    actor: Actor,
    application_id: UUID,
    expected_version: int,
    data: ApprovalData,
    reason: str,
    confirmed: str = "",
) -> Application:
    """Issue the credit anew with other terms, before the enterprise has confirmed its cost list.

    Raises NotConfirmed, FieldErrors (as application_approve, the reason on "change_reason"), Forbidden above the person's limit,
    Refused where nothing differs, for whoever proposed or wrote the 尽调, and for a credit that one person decided.
    """
    officer = acting_officer(actor)
    why = _reason("change_reason", reason, "更正的原因")
    with application_step(
        actor=actor,
        application_id=application_id,
        action="correct",
        expected_version=expected_version,
        note=why,
    ) as step:
        application = step.application
        require_may_decide(officer, proposals_of(application))
        approval = application.approval
        if approval.proposal_id is None:
            raise Refused("application.decided_by_one", DECIDED_BY_ONE)
        cleaned, sheet = approval_check(application=application, data=data)
        require_approval_power(officer, application, cleaned)
        columns, before = terms_columns(cleaned), fees_on_record(application)
        now_fees = {line.name: line.amount_yuan for line in sheet.lines[1:]}
        if before == now_fees and all(getattr(approval, name) == value for name, value in columns.items()):
            raise Refused("application.nothing_corrected", NOTHING_CHANGED)
        require_confirmed(
            marked_points(
                application, columns, sheet, before=approval, before_name="原授信", before_fees=before
            ),
            columns=columns,
            costs=cost_rows(cleaned),
            confirmed=confirmed,
        )
        _set_aside(step, officer, PastCreditEnd.CORRECTED, why)
        for name, value in columns.items():
            setattr(approval, name, value)
        approval.approved_by = officer
        approval.save()
        issue_costs(application, sheet)
        application.decided_at = step.at
        step.due_at = end_of_day(given(cleaned.valid_until))
    return step.application


def application_revoke(
    *, actor: Actor, application_id: UUID, expected_version: int, note: str
) -> Application:
    """Take back a credit that the enterprise has not confirmed: the file is 审批中 again and waits for another 授信建议.

    The promise 授信意见 keeps its deadline and is open again. Raises FieldErrors on "note", Refused for whoever proposed or wrote
    the 尽调.
    """
    officer = acting_officer(actor)
    why = _reason("note", note, "撤销的原因")
    with application_step(
        actor=actor,
        application_id=application_id,
        action="revoke",
        expected_version=expected_version,
        note=why,
    ) as step:
        application = step.application
        require_may_decide(officer, proposals_of(application))
        _set_aside(step, officer, PastCreditEnd.REVOKED, why)
        CreditApproval.objects.filter(application=application).delete()
        application.decided_at, application.decision_met_at = None, None
    return step.application


def _reason(field: str, typed: str, label: str) -> str:
    errors = Errors()
    cleaned = errors.text(field, typed, label, REASON_LENGTH)
    errors.raise_if_any()
    return cleaned


def _set_aside(step: Step, officer: Officer, end: PastCreditEnd, reason: str) -> None:
    """Keep the credit as it was issued, its cost list line by line, and make room for what follows."""
    application = step.application
    # Files taken over from elsewhere may have been approved without a list.
    approval, cost_list = application.approval, getattr(application, "cost_list", None)
    PastCredit.objects.create(
        application=application,
        number=PastCredit.objects.filter(application=application).count() + 1,
        end=end,
        ended_by=officer,
        reason=reason,
        approved_by=approval.approved_by,
        issued_at=application.decided_at or approval.created_at,
        all_in_rate_pct=cost_list.all_in_rate_pct if cost_list else approval.annual_rate_pct,
        cost_list_sha256=cost_list.sha256 if cost_list else "",
        costs=lines_on_record(application),
        **{field: getattr(approval, field) for field in TERMS_COLUMNS},
    )
    if cost_list is not None:
        cost_list.items.all().delete()
        cost_list.delete()
        # Read again by whoever asks for it next.
        application._state.fields_cache.pop("cost_list", None)
