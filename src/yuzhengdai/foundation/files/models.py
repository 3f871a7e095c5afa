"""Uploads: checked, re-encoded, encrypted, with a retention date."""

from __future__ import annotations

from django.db import models

from yuzhengdai.foundation.core.encrypted import EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class StoredFile(BaseModel):
    """One file. The bytes lie encrypted in the storage under ``storage_key``, bound to this row's id.

    ``subject_kind``/``subject_id`` say what it belongs to; who may open it is decided by that thing's selectors, never by
    the file's id alone. ``is_reencoded`` marks our own pictures, which alone may be shown inline.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    name = EncryptedTextField(tag="files.file.name")
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=120, unique=True)
    is_reencoded = models.BooleanField(default=False)
    uploaded_by = models.UUIDField(null=True)
    retain_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="files_subject"),
            models.Index(fields=["retain_until"], name="files_retention"),
            models.Index(fields=["purpose", "sha256"], name="files_alike"),
        ]
