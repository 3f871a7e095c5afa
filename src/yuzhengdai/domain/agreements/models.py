"""Texts that people agree to, by kind and version, and who agreed when."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.models import BaseModel


class AgreementKind(models.TextChoices):
    """平台协议 is consented per enterprise with the user; the others per user."""

    PLATFORM = "platform", "平台协议"
    USER_SERVICE = "user_service", "用户服务协议"
    PRIVACY = "privacy", "隐私政策"
    IDENTITY_DATA = "identity_data", "身份信息处理同意书"
    FACE_DATA = "face_data", "人脸信息处理同意书"
    COUNTER_PROOF = "counter_proof", "窗口协办同意书"
    ID_NUMBER_QUERY = "id_number_query", "身份证号查询同意书"


class Agreement(BaseModel):
    """One version of one text. A published version never changes; ``sha256`` is that of ``body``.

    ``requires_new_consent`` False: consents to the version before stay valid (a corrected comma).
    """

    kind = models.CharField(max_length=20, choices=AgreementKind.choices)
    version = models.CharField(max_length=12)
    title = models.CharField(max_length=80)
    body = models.TextField(help_text="plain text; '# ' and '## ' lines are headings, '- ' lines are lists")
    sha256 = models.CharField(max_length=64)
    change_note = models.CharField(max_length=300, blank=True)
    requires_new_consent = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="agreements_kind_version")]


class AgreementConsent(BaseModel):
    """That a user, for an enterprise where the kind asks for it, agreed to one version (P5)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="consents")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="consents")
    sha256 = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["enterprise", "agreement"], name="agreements_by_enterprise")]
