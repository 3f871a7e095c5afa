"""What passes between two devices of one person."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.models import BaseModel


class HandOver(BaseModel):
    """The token in the QR code of a gate dialog: leads the phone to the same enterprise's 企业认证, and logs nobody in.

    The token itself is not kept, only its hash. ``opened_at``: a phone came with it; ``taken_at``: the same user logged in
    there and went on. ``codes_sent`` by the phones that came with it, to its user's number alone. A token that is expired, used up,
    or somebody else's leads to the ordinary pages and tells nothing.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hand_overs")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="hand_overs")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="access_hand_over_age")]
