"""What was approved, what it costs, what was disbursed."""

from __future__ import annotations

import random
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal

from demo.data import sentences
from demo.province.tape import Tape
from demo.seed import demo_id
from yuzhengdai.domain.applications.costs import (
    Cost,
    CostCycle,
    CostPayer,
    Terms,
    cost_list_sha256,
    cost_sheet,
)
from yuzhengdai.domain.applications.enums import EntryState, ProposalState, RateKind
from yuzhengdai.domain.applications.models import (
    Application,
    CostItem,
    CostList,
    CreditApproval,
    CreditProposal,
    CreditTerms,
    Disbursement,
    DisbursementEntry,
)
from yuzhengdai.domain.applications.services.release import RECEIPT
from yuzhengdai.domain.institutions.enums import OfficerRole
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind
from yuzhengdai.domain.products.repayment import add_months
from yuzhengdai.foundation.core.clock import local

_WAN = Decimal(10_000)
_LPR_PCT = Decimal("3.000")
_TERMS = (
    "approved_amount_yuan", "is_revolving", "valid_until", "single_term_months", "rate_kind", "lpr_pct", "spread_bp",
    "annual_rate_pct", "repayment_method", "guarantee_mode", "conditions", "off_platform_yuan",
)  # fmt: skip
_VALID_DAYS = (90, 180, 180, 365)


def propose(
    tape: Tape, application: Application, *, officer: Officer, at: datetime, rng: random.Random
) -> None:
    """The 授信建议 of the officer who wrote the 尽调."""
    version = application.product_version
    asked = application.amount_yuan or version.amount_min_yuan
    share = Decimal(rng.choice(("0.6", "0.7", "0.8", "0.9", "1", "1", "1")))
    amount = max(version.amount_min_yuan, (asked * share / _WAN).quantize(Decimal(1)) * _WAN)
    if officer.role == OfficerRole.MANAGER:
        amount = min(amount, 500 * _WAN)  # who signs above it has no superior to propose to
    low, high = version.rate_min_pct, version.rate_max_pct
    steps = int((high - low) / Decimal("0.05"))
    annual_rate_pct = (low + Decimal("0.05") * rng.randint(0, max(steps, 0))).quantize(Decimal("0.001"))
    is_lpr = version.kind == ProductKind.LOAN and rng.random() < 0.6
    day = local(at).date()
    number = sum(row.application_id == application.pk for row in tape.proposals[-3:]) + 1
    proposal = CreditProposal(
        id=demo_id(at, "proposal", application.pk, number), created_at=at, application=application, number=number,
        proposed_by=officer, conclusion=rng.choice(sentences.INTERNAL_APPROVAL_NOTES),
        approved_amount_yuan=amount, is_revolving=version.is_revolving,
        valid_until=day + timedelta(days=rng.choice(_VALID_DAYS)), single_term_months=application.term_months or 12,
        rate_kind=RateKind.LPR if is_lpr else RateKind.FIXED, lpr_pct=_LPR_PCT if is_lpr else None,
        spread_bp=int((annual_rate_pct - _LPR_PCT) * 100) if is_lpr else None, annual_rate_pct=annual_rate_pct,
        repayment_method=application.repayment_method, guarantee_mode=application.guarantee_mode,
        conditions=rng.choice(sentences.CONDITIONS), off_platform_yuan=Decimal(0),
    )  # fmt: skip
    proposal.costs = [{**asdict(cost), "amount_yuan": f"{cost.amount_yuan:.2f}"} for cost in _costs(proposal)]
    tape.proposals.append(proposal)


def decide(
    tape: Tape, application: Application, state: ProposalState, by: Officer | None, *, at: datetime
) -> CreditProposal:
    """What became of the proposal of a file; by nobody where the file left 审批中 otherwise."""
    proposal = tape.proposals[-1]
    if proposal.application_id != application.pk:
        raise LookupError("no proposal was made on this file")
    proposal.state = state
    if by is not None:
        proposal.decided_by, proposal.decided_at = by, at
    return proposal


def issue_approval(
    tape: Tape, application: Application, *, approver: Officer, manager: Officer, at: datetime
) -> None:
    """The proposal as approved and its cost list; above the 审批人's limit the manager signs."""
    waiting = tape.proposals[-1]
    limit = approver.approval_limit_yuan
    signer = approver if limit is None or waiting.approved_amount_yuan <= limit else manager
    proposal = decide(tape, application, ProposalState.APPROVED, signer, at=at)
    approval = CreditApproval(
        id=demo_id(at, "approval", application.pk), created_at=at, application=application, approved_by=signer,
        proposal=proposal, **{name: getattr(proposal, name) for name in _TERMS},
    )  # fmt: skip
    tape.approvals.append(approval)
    _issue_cost_list(tape, application, approval, at)


def _issue_cost_list(tape: Tape, application: Application, approval: CreditApproval, at: datetime) -> None:
    terms = Terms(
        amount_yuan=approval.approved_amount_yuan,
        annual_rate_pct=approval.annual_rate_pct,
        months=approval.single_term_months,
        method=approval.repayment_method,
        institution=application.institution.short_name,
    )
    sheet = cost_sheet(terms=terms, costs=_costs(approval), start_on=local(at).date())
    cost_list = CostList(
        id=demo_id(at, "costs", application.pk),
        created_at=at,
        application=application,
        all_in_rate_pct=sheet.all_in_rate_pct,
        sha256=cost_list_sha256(
            number=application.number or "", all_in_rate_pct=sheet.all_in_rate_pct, lines=sheet.lines
        ),
    )
    tape.cost_lists.append(cost_list)
    tape.cost_items += [
        CostItem(
            id=demo_id(at, "cost", application.pk, position), created_at=at, cost_list=cost_list, position=position,
            name=line.name, payee=line.payee, payer=line.payer, standard=line.standard, method=line.method,
            cycle=line.cycle, amount_yuan=line.amount_yuan,
        )
        for position, line in enumerate(sheet.lines)
    ]  # fmt: skip


def _costs(approval: CreditTerms) -> list[Cost]:
    """Costs that go with a way of guaranteeing; what the institution bears is listed too."""
    amount = approval.approved_amount_yuan
    enterprise, institution = CostPayer.ENTERPRISE.value, CostPayer.INSTITUTION.value
    once, yearly = CostCycle.ONCE.value, CostCycle.YEARLY.value
    if approval.guarantee_mode == GuaranteeMode.PLEDGE_REAL_ESTATE:
        insurance = (amount * Decimal("0.001")).quantize(Decimal("0.01"))
        return [
            Cost("财产保险费", "中原示例财险", enterprise, "保额的 0.10%／年", "转账", yearly, insurance),
            Cost("抵押物评估费", "示例评估公司", institution, "按次", "机构支付", once, Decimal(6000)),
            Cost("抵押登记费", "不动产登记中心", institution, "80 元／件", "机构支付", once, Decimal(80)),
        ]
    if approval.guarantee_mode in {GuaranteeMode.GUARANTEE_COMPANY, GuaranteeMode.COMBINED}:
        fee = (amount * Decimal("0.006")).quantize(Decimal("0.01"))
        return [Cost("融资担保费", "商都融资担保", enterprise, "担保额的 0.60%／年", "转账", yearly, fee)]
    return [Cost("账户管理、咨询等", "无", enterprise, "不收取", "—", once, Decimal(0))]


def enter_disbursement(
    tape: Tape, application: Application, *, officer: Officer, at: datetime, rng: random.Random
) -> None:
    """One 放款 as the officer enters it; a second one takes what the first left."""
    approval = tape.approvals[-1]
    made = [row for row in tape.disbursements[-1:] if row.application_id == application.pk]
    total = approval.approved_amount_yuan
    part = (total * Decimal("0.6") / _WAN).quantize(Decimal(1)) * _WAN
    amount = total - made[0].amount_yuan if made else (part if rng.random() < 0.15 and part > 0 else total)
    if made and amount <= 0:
        # All was drawn at once: the second one draws after a first that was smaller.
        made[0].amount_yuan = tape.entries[-1].amount_yuan = part
        amount = total - part
    day = local(at).date()
    tags = application.product_version.tags
    tape.entries.append(
        DisbursementEntry(
            id=demo_id(at, "disbursement_entry", application.pk, len(made)), created_at=at, application=application,
            entered_by=officer, institution=application.institution, amount_yuan=amount, disbursed_on=day,
            receipt_number=f"JJ{day:%Y%m%d}{rng.randrange(10**8):08d}",
            due_on=add_months(day, approval.single_term_months), annual_rate_pct=approval.annual_rate_pct,
            is_first_loan="first_loan" in tags, is_credit_loan=approval.guarantee_mode == GuaranteeMode.CREDIT,
            is_renewal="renewal" in tags,
        )
    )  # fmt: skip


def release(tape: Tape, application: Application, *, checker: Officer, at: datetime) -> None:
    """The 借据 of what was entered last, checked by another."""
    entry = tape.entries[-1]
    made = [row for row in tape.disbursements[-1:] if row.application_id == application.pk]
    entry.state, entry.decided_by, entry.decided_at = EntryState.CHECKED, checker, at
    tape.disbursements.append(
        Disbursement(
            id=demo_id(at, "disbursement", application.pk, len(made)), created_at=at, application=application,
            institution=application.institution, entry=entry, **{name: getattr(entry, name) for name in RECEIPT},
        )
    )  # fmt: skip
