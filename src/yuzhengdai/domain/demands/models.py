"""融资需求 of enterprises and the 融资方案 that institutions offer on them."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.demands.enums import DemandState, MarkKind, OfferState, demand_states, offer_states
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Institution, Officer
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel

__all__ = ["DemandChange", "DemandMark", "DemandState", "FinancingDemand", "Offer", "OfferState"]


class FinancingDemand(BaseModel):
    """What an enterprise looks for (C10).

    ``draft_data`` holds what was typed before publishing, valid or not; until then the other columns say nothing. ``version``
    counts every change, ``revision`` only those of what the demand says: an offer remembers the revision it was made on.
    ``shown_facts`` are the ShownFact ticked by the owner, ``revenue_band`` is the owner's own word. ``held_for`` are the kinds
    of words that the text check found (text_check.Found), ``returned_reason`` the operator's sentence. ``deleted_at`` hides the
    row from everybody but the audit. Contact data is for the application made from an offer, never for the hall. On PostgreSQL
    live titles have an index of their characters too (core.signs, made by a migration).
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="demands")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=demand_states, default=DemandState.DRAFT)
    draft_data = EncryptedJSONField(tag="demands.demand.draft_data")
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    term_months = models.PositiveSmallIntegerField()
    use = models.CharField(max_length=20)
    guarantee_mode = models.CharField(max_length=20, blank=True)
    rate_max_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    region_code = models.CharField(max_length=6)
    industry_code = models.CharField(max_length=5, blank=True)
    contact_name = EncryptedTextField(tag="demands.demand.contact_name")
    contact_phone = EncryptedTextField(tag="demands.demand.contact_phone")
    description = models.TextField(blank=True)
    valid_until = models.DateField()
    shows_name = models.BooleanField(default=False)
    shown_facts = models.JSONField(default=list)
    revenue_band = models.CharField(max_length=20, blank=True)
    max_offers = models.PositiveSmallIntegerField(default=5)
    shows_offer_limit = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    held_for = models.JSONField(default=list)
    returned_reason = models.CharField(max_length=300, blank=True)
    closed_reason = models.CharField(max_length=20, blank=True)
    closed_note = models.CharField(max_length=200, blank=True)
    expiry_told_for = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    contact_wiped_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state="draft"),
                name="demands_one_draft_per_enterprise",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="demands_hall"),
            models.Index(fields=["enterprise", "-created_at", "-id"], name="demands_mine"),
            models.Index(
                fields=["valid_until", "id"],
                condition=models.Q(state__in=["in_review", "returned", "published", "offered"]),
                name="demands_expiry",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(state__in=["published", "offered"], deleted_at__isnull=True),
                name="demands_live",
            ),
            models.Index(
                fields=["-amount_yuan", "-id"],
                condition=models.Q(state__in=["published", "offered"], deleted_at__isnull=True),
                name="demands_live_amount",
            ),
            models.Index(
                fields=["region_code", "-published_at"],
                condition=models.Q(state__in=["published", "offered"], deleted_at__isnull=True),
                name="demands_live_region",
            ),
            models.Index(
                fields=["created_at", "id"], condition=models.Q(state="in_review"), name="demands_desk"
            ),
            models.Index(
                fields=["ended_at", "id"],
                condition=models.Q(ended_at__isnull=False, contact_wiped_at__isnull=True),
                name="demands_contacts_kept",
            ),
        ]


class Offer(BaseModel):
    """融资方案: what one institution would lend on a demand. An intention, never a promise.

    ``fees`` are the fees of the product as [{name, payee, payer, standard, method, cycle, amount_yuan}], amounts as text in
    yuan each time they fall due. ``sent_at`` None: never seen by the enterprise. ``demand_revision``: what it was made or
    last confirmed on. ``end_reason`` is a DeclineReason or a LapseReason.
    """

    demand = models.ForeignKey(FinancingDemand, on_delete=models.PROTECT, related_name="offers")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="offers")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=offer_states, default=OfferState.PENDING)
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    annual_rate_pct = models.DecimalField(max_digits=6, decimal_places=3)
    term_months = models.PositiveSmallIntegerField()
    repayment_method = models.CharField(max_length=20)
    guarantee_mode = models.CharField(max_length=20)
    fees = models.JSONField(default=list)
    conditions = models.CharField(max_length=500, blank=True)
    message = models.CharField(max_length=300, blank=True)
    valid_until = models.DateField()
    demand_revision = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)
    end_note = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "institution"],
                condition=models.Q(state__in=["pending", "sent", "accepted"]),
                name="demands_one_open_offer",
            ),
            models.UniqueConstraint(
                fields=["demand"], condition=models.Q(state="accepted"), name="demands_one_accepted"
            ),
        ]
        indexes = [
            models.Index(fields=["demand", "state"], name="demands_offers"),
            models.Index(fields=["institution", "-created_at", "-id"], name="demands_offers_ours"),
            models.Index(
                fields=["valid_until", "id"],
                condition=models.Q(state__in=["pending", "sent"]),
                name="demands_offers_expiry",
            ),
        ]


class DemandMark(BaseModel):
    """That an institution has seen a demand or is not interested in it; its own and nobody else's."""

    demand = models.ForeignKey(FinancingDemand, on_delete=models.PROTECT, related_name="marks")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=MarkKind.choices)
    by_user_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "demand", "kind"], name="demands_mark_once")
        ]


class DemandChange(BaseModel):
    """One step of the history of a demand or of an offer on it.

    ``note`` is for the side that acted and the one it is told to. ``fields`` of an edit: [{field, before, after}] in words,
    contact data only by its name. A row with an offer is the enterprise's and that institution's.
    """

    demand = models.ForeignKey(FinancingDemand, on_delete=models.PROTECT, related_name="changes")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="changes")
    action = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    side = models.CharField(max_length=12)
    by_user_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    fields = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["demand", "created_at"], name="demands_timeline"),
            models.Index(
                fields=["offer", "created_at"],
                condition=models.Q(offer__isnull=False),
                name="demands_offer_timeline",
            ),
        ]
