"""数据授权: per item, recipient, purpose and period; revocable (K2)."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.credit.enums import AuthorisationState, DataItem
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.institutions.models import Institution
from yuzhengdai.foundation.core.models import BaseModel


class DataAuthorisation(BaseModel):
    """One grant of one data item to one institution.

    ``subject_kind``/``subject_id`` name the purpose's thing ("application", id): credit lies below applications.
    ``text`` is the sentence shown at the tick, kept with its hash as proof. ``covers``: codes of ``data_items`` that the sentence names.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="data_authorisations")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="data_authorisations")
    item = models.CharField(max_length=20, choices=DataItem.choices)
    covers = models.JSONField(default=list)
    purpose = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    state = models.CharField(
        max_length=10, choices=AuthorisationState.choices, default=AuthorisationState.ACTIVE
    )
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["enterprise", "-created_at"], name="credit_by_enterprise"),
            models.Index(fields=["subject_kind", "subject_id"], name="credit_by_subject"),
            models.Index(
                fields=["valid_until"], condition=models.Q(state="active"), name="credit_running_out"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "item"],
                condition=models.Q(state__in=["active", "pending"]),
                name="credit_one_live_grant",
            )
        ]


class DataAccess(BaseModel):
    """That somebody read granted data: shown to the enterprise (K2)."""

    authorisation = models.ForeignKey(DataAuthorisation, on_delete=models.PROTECT, related_name="accesses")
    user_id = models.UUIDField()
    reader_name = models.CharField(max_length=80)
    what = models.CharField(max_length=80)
