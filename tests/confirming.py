"""Proposing and signing as people do it: what is shown marked for confirmation is confirmed as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django.test import Client

from yuzhengdai.domain.applications.marked import NotConfirmed

T = TypeVar("T")
_CONFIRMED = re.compile(r'name="confirmed" value="([0-9a-f]{64})"')


def confirmed(service: Callable[..., T]) -> Callable[..., T]:
    """The service, told yes where it asks for the confirmation of exactly these terms."""

    def told(**values: Any) -> T:
        try:
            return service(**values)
        except NotConfirmed as asked:
            return service(**values, confirmed=asked.sha256)

    return told


def post(client: Client, address: str, data: dict[str, Any], **extra: Any) -> HttpResponse:
    """The form sent, and sent once more with the confirmation where the page asks for it."""
    answer = client.post(address, data, **extra)
    asked = _CONFIRMED.search(answer.content.decode()) if answer.status_code == 200 else None
    return answer if asked is None else client.post(address, {**data, "confirmed": asked[1]}, **extra)
