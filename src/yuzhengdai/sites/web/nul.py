"""NUL characters in what is sent: nobody types them, and PostgreSQL cannot keep them.

Each becomes U+FFFD, as in HTML, before any view looks: a field then refuses it or shows it like any other odd character.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from yuzhengdai.foundation.core.text import UNREADABLE


class NulMiddleware:
    """Replaces NULs in the query and in the fields of a form; stands behind the check of the token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mend the query before anything reads it."""
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "%EF%BF%BD").replace("\x00", "%EF%BF%BD")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> None:
        """Mend the fields; bodies that are no form are left to their views."""
        if request.method == "POST" and any("\x00" in text for text in _texts(request.POST)):
            request.POST = _mended(request.POST)  # type: ignore[assignment]


def _texts(data: QueryDict) -> list[str]:
    return [text for name, values in data.lists() for text in (name, *map(str, values))]


def _mended(data: QueryDict) -> QueryDict:
    mended = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        mended.setlist(
            name.replace("\x00", UNREADABLE), [str(value).replace("\x00", UNREADABLE) for value in values]
        )
    mended._mutable = False
    return mended
