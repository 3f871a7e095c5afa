"""The SMS inbox: what would have been sent, shown on a page. ``settings.SMS_INBOX_WRITER`` names ``inbox_write``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from demo.models import DemoSms
from yuzhengdai.domain.accounts.models import phone_index
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.validators import national_phone

KEEP = timedelta(days=7)
_PURGE_BATCH = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``phone`` in national form, ``code`` empty where the text carries none."""

    phone: str
    text: str
    code: str
    sent_at: datetime


def inbox_write(
    *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
) -> None:
    """Keep one message; the same ``message_id`` twice (a retry of the outbox) is kept once."""
    row = DemoSms(
        message_id=message_id,
        phone_index=phone_index(phone_e164),
        payload={
            "phone": phone_e164,
            "text": text,
            "code": params.get("code", ""),
            "template": template_code,
        },
    )
    DemoSms.objects.bulk_create([row], ignore_conflicts=True)
    old = DemoSms.objects.filter(created_at__lt=now() - KEEP).values_list("pk", flat=True)[:_PURGE_BATCH]
    DemoSms.objects.filter(pk__in=list(old)).delete()


def inbox_rows(*, phone_e164: str = "") -> QuerySet[DemoSms]:
    """Rows newest first, of one E.164 number where given."""
    rows = DemoSms.objects.order_by("-created_at", "-id")
    return rows.filter(phone_index=phone_index(phone_e164)) if phone_e164 else rows


def message_of(row: DemoSms) -> Message:
    """The message of a row."""
    payload = row.payload
    return Message(national_phone(payload["phone"]), payload["text"], payload["code"], row.created_at)
