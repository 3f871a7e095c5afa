"""The outbox's sender of SMS: hands the payload to the configured adapters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yuzhengdai.foundation.integrations.sms.registry import get_sender


def send_sms(message_id: UUID, payload: dict[str, Any]) -> str:
    """Send one SMS; returns the vendor's reference. Raises ExternalError, permanent or transient."""
    receipt = get_sender().send(
        phone_e164=payload["phone"],
        template_code=payload["template"],
        params=payload["params"],
        text=payload["text"],
        message_id=str(message_id),
    )
    return receipt.reference
