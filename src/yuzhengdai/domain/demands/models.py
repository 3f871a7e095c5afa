"""融资需求. Publishing comes in later work; the portal already lists what the demo province holds."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.models import BaseModel


class DemandState(models.TextChoices):
    """DRAFT → (IN_REVIEW →) PUBLISHED → OFFERED → MATCHED; WITHDRAWN, EXPIRED, REMOVED."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    PUBLISHED = "published", "已发布"
    OFFERED = "offered", "对接中"
    MATCHED = "matched", "已达成"
    WITHDRAWN = "withdrawn", "已撤回"
    EXPIRED = "expired", "已过期"
    REMOVED = "removed", "已下架"


class FinancingDemand(BaseModel):
    """What an enterprise looks for (C10)."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="demands")
    title = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=DemandState.choices, default=DemandState.DRAFT)
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2)
    term_months = models.PositiveSmallIntegerField()
    use = models.CharField(max_length=20)
    guarantee_mode = models.CharField(max_length=20, blank=True)
    rate_max_pct = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    region_code = models.CharField(max_length=6)
    industry_code = models.CharField(max_length=5, blank=True)
    description = models.TextField(blank=True)
    valid_until = models.DateField()
    shows_name = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "-published_at"], name="demands_hall")]
