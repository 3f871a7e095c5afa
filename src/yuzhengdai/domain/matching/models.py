"""What suits which institution, worked out in the worker so that the hall only reads it."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.domain.products.models import Product


class DemandFit(models.Model):
    """A live demand that a product of an institution suits and that lies where it lends: derived, and made anew at any time.

    ``product`` is the one with the fewest open conditions (``open_count``). ``rank`` orders the hall, the smallest first.
    ``published_at`` repeats the demand's. ``told_at``: when the institution was told of it, None before.
    """

    demand = models.ForeignKey(FinancingDemand, on_delete=models.PROTECT, related_name="fits")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    open_count = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["demand", "institution"], name="matching_fit_once")]
        indexes = [
            models.Index(fields=["institution", "rank", "-published_at", "demand"], name="matching_hall"),
            models.Index(
                fields=["institution", "id"],
                condition=models.Q(told_at__isnull=True),
                name="matching_untold",
            ),
        ]


class DemandFitted(models.Model):
    """That the fits of a demand were worked out, and for what: its revision, and ``stamp`` of everything else they depend on."""

    demand = models.OneToOneField(
        FinancingDemand, on_delete=models.PROTECT, primary_key=True, related_name="fitted"
    )
    revision = models.PositiveIntegerField()
    stamp = models.CharField(max_length=64)
