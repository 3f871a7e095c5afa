"""申请: an enterprise asks one institution for one product."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.applications.enums import (
    ApplicationState,
    DocumentKind,
    EntryState,
    Holder,
    PastCreditEnd,
    ProposalState,
    RateKind,
)
from yuzhengdai.domain.applications.refusals import rejection_reasons
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Branch, Institution, Officer
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel
from yuzhengdai.foundation.files.models import StoredFile

# What the institution has to do; selectors.queue.TODO_STATES is the same list, so that the partial indexes serve it.
_TODO = models.Q(state__in=["submitted", "accepted", "due_diligence", "approving", "signing"])


class Application(BaseModel):
    """One application from draft to settlement.

    ``draft_data`` holds what was typed before submission, valid or not. ``held_by`` says whose turn it is and ``due_at``
    until when. ``offer``: the 融资方案 it was made from; handing it in accepts that offer.
    ``<stage>_due_at`` and ``<stage>_met_at`` are the promises 受理, 尽调反馈 and 授信意见, written by clock.clock_move
    when a stage begins and when it is met. While 待补件 stops the promise clock, ``clock_stopped_at`` remembers since when.
    ``is_late`` is a flag and never a state; the institution was reminded by the system at ``escalated_at`` and, where an
    operator took it up, by the operator at ``urged_at``; all three end with the stage. ``returned_from`` remembers where a
    待补件 came from. ``version`` counts every
    change.
    """

    number = models.CharField(max_length=20, unique=True, null=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="applications")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="applications")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="applications")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="applications")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="applications")
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="applications")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="applications")

    state = models.CharField(max_length=14, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    returned_from = models.CharField(max_length=14, blank=True)
    held_by = models.CharField(max_length=12, choices=Holder.choices, default=Holder.ENTERPRISE)
    due_at = models.DateTimeField(null=True)
    clock_stopped_at = models.DateTimeField(null=True)
    acceptance_due_at = models.DateTimeField(null=True)
    acceptance_met_at = models.DateTimeField(null=True)
    due_diligence_due_at = models.DateTimeField(null=True)
    due_diligence_met_at = models.DateTimeField(null=True)
    decision_due_at = models.DateTimeField(null=True)
    decision_met_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    escalated_at = models.DateTimeField(null=True)
    urged_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    draft_data = EncryptedJSONField(tag="applications.application.draft_data")

    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    term_months = models.PositiveSmallIntegerField(null=True)
    use = models.CharField(max_length=20, blank=True)
    use_note = models.CharField(max_length=200, blank=True)
    repayment_method = models.CharField(max_length=20, blank=True)
    repayment_source = models.CharField(max_length=200, blank=True)
    guarantee_mode = models.CharField(max_length=20, blank=True)
    industry_code = models.CharField(max_length=5, blank=True)
    size = models.CharField(max_length=8, blank=True)
    annual_revenue_yuan = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    total_assets_yuan = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    staff_count = models.PositiveIntegerField(null=True)
    existing_debt_yuan = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    contact_name = EncryptedTextField(tag="applications.application.contact_name")
    contact_phone = EncryptedTextField(tag="applications.application.contact_phone")

    submitted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    disbursed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=20, choices=rejection_reasons, blank=True)
    reason_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "product"],
                condition=models.Q(state="draft", offer__isnull=True),
                name="applications_one_draft_per_product",
            ),
            models.UniqueConstraint(
                fields=["offer"], condition=models.Q(offer__isnull=False), name="applications_one_per_offer"
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-submitted_at", "-id"], name="applications_mine"),
            models.Index(fields=["institution", "state", "due_at"], name="applications_queue"),
            models.Index(fields=["institution", "held_by", "due_at"], name="applications_turn"),
            models.Index(fields=["officer", "state", "due_at"], name="applications_officer"),
            models.Index(fields=["branch", "state", "due_at"], name="applications_branch"),
            models.Index(fields=["institution", "due_at", "id"], condition=_TODO, name="applications_todo"),
            models.Index(fields=["branch", "due_at", "id"], condition=_TODO, name="applications_todo_branch"),
            models.Index(
                fields=["officer", "due_at", "id"], condition=_TODO, name="applications_todo_officer"
            ),
            models.Index(fields=["institution", "-submitted_at", "-id"], name="applications_newest"),
            models.Index(fields=["branch", "-submitted_at", "-id"], name="applications_newest_branch"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(held_by="institution", is_late=False, due_at__isnull=False),
                name="applications_clock",
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(held_by="enterprise", due_at__isnull=False),
                name="applications_supplement",
            ),
            models.Index(fields=["due_at", "id"], condition=models.Q(is_late=True), name="applications_late"),
        ]


class StatusChange(BaseModel):
    """One step of the timeline. ``note`` is for both sides, ``internal_note`` for the institution alone."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="changes")
    action = models.CharField(max_length=24)
    from_state = models.CharField(max_length=14, blank=True)
    to_state = models.CharField(max_length=14)
    side = models.CharField(max_length=12)
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    internal_note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["application", "created_at"], name="applications_timeline")]


class ApplicationDocument(BaseModel):
    """One document of an application; removing marks it, the file stays until its retention ends."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=DocumentKind.choices)
    added_in_state = models.CharField(max_length=14)
    asked_item = models.CharField(max_length=500, blank=True)
    """Which of the things of a 退回补件 it answers, in the officer's words; "" for any other document."""
    removed_at = models.DateTimeField(null=True)
    first_opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["application"], name="applications_documents")]


class DueDiligenceNote(BaseModel):
    """尽调记录, for the institution alone."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="due_diligence_notes")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(tag="applications.due_diligence.text")


class CreditTerms(BaseModel):
    """The terms of a credit, as proposed and as approved.

    ``off_platform_yuan`` (平台外存量授信) and ``related_yuan`` (关联企业授信, with why) belong to the customer's exposure and are
    the institution's alone. None: from before they were asked for.
    """

    approved_amount_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    is_revolving = models.BooleanField(default=False)
    valid_until = models.DateField()
    single_term_months = models.PositiveSmallIntegerField()
    rate_kind = models.CharField(max_length=8, choices=RateKind.choices)
    lpr_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    spread_bp = models.IntegerField(null=True)
    annual_rate_pct = models.DecimalField(max_digits=6, decimal_places=3)
    repayment_method = models.CharField(max_length=20)
    guarantee_mode = models.CharField(max_length=20)
    conditions = models.CharField(max_length=500, blank=True)
    worse_reason = models.CharField(max_length=300, blank=True, help_text="why worse than the accepted offer")
    off_platform_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    related_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    related_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class CreditProposal(CreditTerms):
    """授信建议: what a 客户经理 proposes with the conclusion of the 尽调; somebody else decides (审贷分离).

    ``number`` counts the proposals of one file. At most one is open, and only while the file is 审批中. ``costs``: the rows of the
    cost list as filled in, each a ``costs.Cost`` with the amount as text. ``decided_by`` and ``decision_reason``: who approved,
    sent back or refused it and what was said; nobody where the file left 审批中 otherwise.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    conclusion = EncryptedTextField(tag="applications.proposal.conclusion")
    costs = models.JSONField(default=list)
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_proposal_number"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="open"), name="applications_proposal_open"
            ),
        ]


class CreditForward(CreditTerms):
    """提交上级: a 审批人 hands an open proposal to those who may decide on it, with everything entered so far."""

    proposal = models.ForeignKey(CreditProposal, on_delete=models.PROTECT, related_name="forwards")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    costs = models.JSONField(default=list)
    change_reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    exposure_yuan = models.DecimalField(max_digits=16, decimal_places=2)


class AuthorityLimit(BaseModel):
    """One row of an institution's authority table: up to which exposure of a customer a role approves.

    ``product_kind`` and ``guarantee_mode``: "" for any. An institution without a row keeps to the caps of persons alone.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="authority_limits")
    role = models.CharField(max_length=8)
    product_kind = models.CharField(max_length=12, blank=True)
    guarantee_mode = models.CharField(max_length=20, blank=True)
    up_to_yuan = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "role", "product_kind", "guarantee_mode"],
                name="applications_authority_once",
            )
        ]


class CreditApproval(CreditTerms):
    """授信: what the institution approved. Approving is not disbursing.

    ``proposal``: what it decides on, by another person; ``change_reason`` where it differs. ``is_single_decision`` (「单人决定（旧）」):
    approved before proposals were asked for, with none.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="approval")
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(
        CreditProposal, on_delete=models.PROTECT, null=True, related_name="approval"
    )
    change_reason = models.CharField(max_length=300, blank=True)
    is_single_decision = models.BooleanField(default=False)


class CostList(BaseModel):
    """《企业贷款综合融资成本清单》, issued with the approval; the enterprise reads and confirms it before 签约中."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="cost_list")
    all_in_rate_pct = models.DecimalField(max_digits=6, decimal_places=3)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)


class PastCredit(CreditTerms):
    """授信 as it was issued and then corrected or revoked, before the enterprise had confirmed it; never changed afterwards.

    ``number`` counts those of one file. ``costs``: the lines of its cost list, amounts as text in yuan over the term;
    ``cost_list_sha256`` is their fingerprint as issued. ``reason`` is read by the enterprise.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="past_credits")
    number = models.PositiveSmallIntegerField()
    end = models.CharField(max_length=10, choices=PastCreditEnd.choices)
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    all_in_rate_pct = models.DecimalField(max_digits=6, decimal_places=3)
    cost_list_sha256 = models.CharField(max_length=64)
    costs = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_past_credit_number")
        ]


class CostItem(BaseModel):
    """One cost: 收取方, 承担方, 标准, 支付方式, 周期."""

    cost_list = models.ForeignKey(CostList, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    payee = models.CharField(max_length=60)
    payer = models.CharField(max_length=60)
    standard = models.CharField(max_length=120)
    method = models.CharField(max_length=60)
    cycle = models.CharField(max_length=60)
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)


class Receipt(BaseModel):
    """What stands on one 借据.

    ``receipt_number`` holds letters and digits alone and is what must be unique; ``receipt_written`` is the number as the
    officer wrote it, hyphens and all ("" where the two are the same).
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    receipt_number = models.CharField(max_length=40)
    receipt_written = models.CharField(max_length=60, blank=True)
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    disbursed_on = models.DateField()
    due_on = models.DateField()
    annual_rate_pct = models.DecimalField(max_digits=6, decimal_places=3)
    is_first_loan = models.BooleanField(default=False)
    is_credit_loan = models.BooleanField(default=False)
    is_renewal = models.BooleanField(default=False, help_text="无还本续贷")

    class Meta:
        abstract = True

    @property
    def receipt_shown(self) -> str:
        """The number as people know it."""
        return self.receipt_written or self.receipt_number


class DisbursementEntry(Receipt):
    """A 放款 as one person entered it; it counts once another has checked it. At most one of a file is open."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="disbursement_entries"
    )
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.OPEN)
    entered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="open"), name="applications_entry_open"
            ),
            models.UniqueConstraint(
                fields=["institution", "receipt_number"],
                condition=models.Q(state="open"),
                name="applications_entry_number",
            ),
        ]


class Disbursement(Receipt):
    """放款: one 借据. ``entry``: as it was entered and checked by two; None for those of before, which one person registered."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="disbursements")
    settled_on = models.DateField(null=True)
    entry = models.OneToOneField(
        DisbursementEntry, on_delete=models.PROTECT, null=True, related_name="disbursement"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "receipt_number"], name="applications_receipt_once"
            )
        ]
