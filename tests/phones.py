"""What a phone does in tests: read codes off the outbox, register and log in through the pages."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.notifications.models import OutboxMessage


def last_code(phone: str) -> str:
    """The code of the newest SMS to this number (E.164)."""
    for message in OutboxMessage.objects.filter(kind="sms").order_by("-created_at", "-id"):
        if message.payload.get("phone") == phone and "code" in message.payload["params"]:
            return str(message.payload["params"]["code"])
    raise AssertionError(f"no code was sent to {phone}")


def sms_texts(phone: str) -> list[str]:
    """All SMS to this number, the newest first."""
    rows = OutboxMessage.objects.filter(kind="sms").order_by("-created_at", "-id")
    return [str(row.payload["text"]) for row in rows if row.payload.get("phone") == phone]


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    assert found is not None, f"no field {name}"
    value = re.search(r'value="([^"]*)"', found.group())
    return value.group(1) if value else ""


def registration(number: str, **changes: Any) -> dict[str, Any]:
    """A filled-in form of 「注册」 without its code."""
    return {
        "name": "郑州示例商贸有限公司",
        "uscc": make_uscc(seed="registration"),
        "entity_type": "company",
        "phone": number.removeprefix("+86"),
        "consent": "on",
        **changes,
    }


def register(client: Client, number: str, **changes: Any) -> Any:
    """Ask for the code and register; returns the answer."""
    data = registration(number, **changes)
    answer = client.post("/register/code/", data)
    assert answer.status_code == 200, answer.content.decode()
    data["submission"] = hidden(answer.content.decode(), "submission")
    return client.post("/register/", {**data, "code": last_code(number)})


def log_in(client: Client, phone: str, **extra: Any) -> Any:
    """Ask for the code and log in; returns the answer."""
    data = {"phone": phone.removeprefix("+86"), **extra}
    answer = client.post("/login/code/", data)
    assert answer.status_code == 200, answer.content.decode()
    return client.post("/login/", {**data, "code": last_code(phone)})
