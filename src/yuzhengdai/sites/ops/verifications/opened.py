"""Which pictures this session has opened: each for ten minutes, after it was recorded why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from yuzhengdai.foundation.core.clock import now

OPENED_KEY = "opened_pictures"
REASON_KEY = "opened_pictures_reason"
OPENED_FOR = timedelta(minutes=10)
"""How long a picture stays open in this session after it was opened and recorded."""


def is_open(request: HttpRequest, verification_id: UUID, kind: str) -> bool:
    """Whether this session opened this picture within the last ten minutes."""
    at = request.session.get(OPENED_KEY, {}).get(f"{verification_id}:{kind}")
    return at is not None and not _is_over(at)


def keep_open(request: HttpRequest, verification_id: UUID, kind: str, sent: Mapping[str, str]) -> None:
    """Remember a picture that was opened, and the reason, which the next picture of the same case is offered."""
    opened = {k: at for k, at in request.session.get(OPENED_KEY, {}).items() if not _is_over(at)}
    opened[f"{verification_id}:{kind}"] = now().isoformat()
    request.session[OPENED_KEY] = opened
    request.session[REASON_KEY] = [str(verification_id), {name: text[:60] for name, text in sent.items()}]


def last_reason(request: HttpRequest, verification_id: UUID) -> dict[str, str]:
    """What this session chose and wrote when it opened a picture of this case; {} before."""
    case, sent = request.session.get(REASON_KEY) or ("", {})
    return dict(sent) if case == str(verification_id) and isinstance(sent, dict) else {}


def _is_over(at: str) -> bool:
    return now() - datetime.fromisoformat(at) > OPENED_FOR
