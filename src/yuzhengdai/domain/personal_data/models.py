"""Accounts that were closed, and what the law obliges to keep of them for a while."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.foundation.core.encrypted import EncryptedJSONField
from yuzhengdai.foundation.core.models import BaseModel


class ClosedAccount(BaseModel):
    """One account that its person closed.

    ``locked`` holds number and names ("phone", "name", "names" by place) so that records of business done then can still be assigned to
    somebody where a law or a court asks; no page and no selector reads it. Emptied when ``kept_until`` has passed.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="closed_account")
    locked = EncryptedJSONField(tag="personal_data.closed_account.locked")
    kept_until = models.DateTimeField()
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["wiped_at", "kept_until"], name="personal_data_closed_age")]
