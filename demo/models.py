"""What the demo shows instead of sending."""

from __future__ import annotations

from django.db import models

from yuzhengdai.foundation.core.encrypted import EncryptedJSONField
from yuzhengdai.foundation.core.models import BaseModel


class DemoSms(BaseModel):
    """One message of the inbox page. ``payload`` {phone (E.164), text, code, template}; kept for a week."""

    message_id = models.CharField(max_length=64, unique=True)
    phone_index = models.CharField(max_length=64)
    payload = EncryptedJSONField(tag="demo.sms.payload")

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="demo_sms_age"),
            models.Index(fields=["phone_index", "-created_at"], name="demo_sms_phone"),
        ]
