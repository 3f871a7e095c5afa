"""企业信用报告: what sources said on one day, kept as it was (K1)."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel
from yuzhengdai.foundation.files.models import StoredFile


class CreditReport(BaseModel):
    """One report. ``content`` is the state of its day and never changes; it is wiped after CREDIT_REPORT_KEPT_DAYS, the rest stays.

    ``part_two``: codes of ``data_items`` that ``made_by`` ticked for own use, under ``consent_text``. ``heard``: codes that were
    answered while it waits. ``leased_until``: until when whoever fetches it is taken to be alive. ``provider``: the legal basis
    (「报告提供方」) of that day. ``code``: 80 random bits, found by ``code_index``.
    ``pdf_sha256``: of the whole signed file, 64 hex digits, and ``pdf_key`` the fingerprint of the key that signed it; both outlive it.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="credit_reports")
    number = models.CharField(max_length=20, unique=True)
    code = EncryptedTextField(tag="credit_reports.report.code")
    code_index = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.WAITING)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part_two = models.JSONField(default=list)
    consent_text = models.TextField()
    consent_sha256 = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    is_refresh = models.BooleanField(default=False)
    heard = models.JSONField(default=list)
    leased_until = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=200, blank=True)
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pdf_key = models.CharField(max_length=64, blank=True)
    pdf_tries = models.PositiveSmallIntegerField(default=0)
    content = EncryptedJSONField(tag="credit_reports.report.content")

    class Meta:
        indexes = [
            models.Index(fields=["enterprise", "-created_at"], name="credit_reports_newest"),
            models.Index(fields=["ready_at"], name="credit_reports_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=models.Q(state="waiting"), name="credit_reports_one_waiting"
            )
        ]
