"""What sources answered, encrypted: facts that passed their schema, and the raw answer for a stated number of days."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField, EncryptedTextField
from yuzhengdai.foundation.core.models import BaseModel


class DataAnswer(BaseModel):
    """One answer of one source about one enterprise; a silence leaves no row.

    ``item`` is a code of ``items.ITEMS``. ``as_of``: the day the source's own data are of, where it says so. ``raw`` is wiped
    at ``raw_until``; ``raw_sha256`` stays and still tells whether a copy at the source is the one we had.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="data_answers")
    item = models.CharField(max_length=40)
    period = models.CharField(max_length=20, blank=True)
    is_found = models.BooleanField()
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=80)
    is_authoritative = models.BooleanField()
    as_of = models.DateField(null=True)
    fetched_at = models.DateTimeField(default=now)
    valid_until = models.DateTimeField()
    facts = EncryptedJSONField(tag="data_items.answer.facts")
    raw = EncryptedTextField(tag="data_items.answer.raw")
    raw_until = models.DateTimeField(null=True)
    raw_sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["enterprise", "item", "-fetched_at"], name="data_items_newest"),
            models.Index(
                fields=["raw_until"], condition=models.Q(raw_until__isnull=False), name="data_items_raw_due"
            ),
            models.Index(fields=["valid_until"], name="data_items_over"),
        ]
