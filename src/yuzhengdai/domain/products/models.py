"""金融产品, versioned: what an applicant saw stays what it was."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.enums import ProductKind, ProductState, VersionState, facets_known
from yuzhengdai.foundation.core.models import BaseModel


class Product(BaseModel):
    """One product of an institution; what it says is in its versions.

    The columns from ``name`` on repeat the published version for lists and search, kept by the publishing service.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="products")
    state = models.CharField(max_length=12, choices=ProductState.choices, default=ProductState.DRAFT)
    published_version = models.ForeignKey(
        "ProductVersion", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=True
    )
    on_shelf_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=ProductKind.choices, default=ProductKind.LOAN)
    search_text = models.TextField(
        blank=True, help_text="lower-case name, institution, tags: what keyword search reads"
    )
    rate_min_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    rate_max_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    amount_min_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount_max_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    term_min_months = models.PositiveSmallIntegerField(null=True)
    term_max_months = models.PositiveSmallIntegerField(null=True)
    decision_days = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="products_name_per_institution")
        ]
        indexes = [
            models.Index(fields=["state", "-on_shelf_at"], name="products_shelf"),
            models.Index(fields=["institution", "state"], name="products_institution"),
        ]


class ProductVersion(BaseModel):
    """One text of a product. Lists of values are JSON lists of enum values or codes; [] of regions or industries means all.

    ``purposes`` are what the money may be used for (``enums.PURPOSE_LABELS``); [] states none: any use in the business.

    ``rules`` are the conditions as data (see products.eligibility), ``fees`` [{name, payee, payer, standard, method, cycle}],
    ``materials`` [{name, is_required, note}], ``process`` [{title, text, working_days}],
    ``data_items`` [{code, is_required}] the grants asked for (see credit), days are working days.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=ProductKind.choices)
    summary = models.CharField(max_length=200)
    audience = models.CharField(max_length=200)
    amount_min_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    amount_max_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    rate_min_pct = models.DecimalField(max_digits=6, decimal_places=3)
    rate_max_pct = models.DecimalField(max_digits=6, decimal_places=3)
    rate_note = models.CharField(max_length=120, blank=True)
    term_min_months = models.PositiveSmallIntegerField()
    term_max_months = models.PositiveSmallIntegerField()
    is_revolving = models.BooleanField(default=False)
    guarantee_modes = models.JSONField(default=list)
    repayment_methods = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    industries = models.JSONField(default=list)
    entity_types = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    materials = models.JSONField(default=list)
    process = models.JSONField(default=list)
    fees = models.JSONField(default=list)
    data_items = models.JSONField(default=list)
    contact_name = models.CharField(max_length=40, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    acceptance_days = models.PositiveSmallIntegerField(default=1)
    due_diligence_days = models.PositiveSmallIntegerField(default=3)
    decision_days = models.PositiveSmallIntegerField(default=5)
    published_at = models.DateTimeField(null=True)
    review_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "number"], name="products_version_number")]


class ProductFacet(models.Model):
    """One facet value of an on-shelf product, for filters and counts."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(max_length=20, choices=facets_known)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facet", "value", "product"], name="products_facet_once")
        ]


class CatalogueVersion(models.Model):
    """One row (id 1) counted up whenever anything visitors see of products or institutions changes: a cache key."""

    number = models.BigIntegerField(default=1)
