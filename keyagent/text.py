"""What is signed, and nothing else ever is. The platform builds the same text and compares."""

from __future__ import annotations

import re
from datetime import UTC, datetime

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{20,100}")


def login_text(*, origin: str, challenge: str, time: str) -> bytes:
    """Purpose, origin as the browser names it, challenge and time, a line each."""
    if not CHALLENGE.fullmatch(challenge) or "\n" in origin or "\n" in time:
        raise ValueError("no challenge of the platform")
    return f"APP-USBKEY-v1\n{origin}\n{challenge}\n{time}".encode()


def time_now() -> str:
    """This PC's time in UTC, to the second; the platform refuses what is more than minutes off."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
