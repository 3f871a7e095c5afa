"""Keys of the platform. A new one of a purpose takes over at once; the older ones stay, so that what they signed still verifies."""

from __future__ import annotations

from django.db import models

from yuzhengdai.foundation.core.encrypted import EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class KeyPurpose(models.TextChoices):
    """What a key signs; never another thing."""

    PDF = "pdf", "企业信用报告的 PDF"
    RECEIPT = "receipt", "数据授权的回执"


class SigningKey(BaseModel):
    """A key and its self-signed certificate (PEM). ``fingerprint``: SHA-256 of the certificate's DER, 64 hex digits."""

    purpose = models.CharField(max_length=10, choices=KeyPurpose.choices)
    fingerprint = models.CharField(max_length=64, unique=True)
    certificate_pem = models.TextField()
    private_key_pem = EncryptedTextField(tag="signing.key.private_key_pem")
    not_after = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["purpose", "-created_at"], name="signing_newest")]
