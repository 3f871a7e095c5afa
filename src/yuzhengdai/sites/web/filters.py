"""Filters of lists, read from the address. A filter that is not understood is named and nothing is listed: a list that
silently shows everything looks like an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from yuzhengdai.foundation.core.days import clean_day
from yuzhengdai.foundation.core.text import has_control_characters, normalise_code, normalise_line
from yuzhengdai.sites.web.site import render_page

_TYPED_AT_MOST = 60


class FilterNotUnderstood(Exception):
    """A choice that the list does not have: an old bookmark, an address typed by hand. ``sentence`` names the filter."""

    def __init__(self, label: str, value: str) -> None:
        shown = "" if has_control_characters(value) else normalise_line(value)[:20]
        self.sentence = (
            f"筛选条件「{label}」里没有「{shown}」这一项，没有列出内容。"
            if shown
            else f"筛选条件「{label}」没有看懂，没有列出内容。"
        )
        super().__init__(self.sentence)

    def page(self, request: HttpRequest) -> HttpResponse:
        """Says so, with the way to the list without any filter."""
        context = {"sentence": self.sentence, "back": request.path}
        return render_page(request, "errors/filter.html", context)


def choice(request: HttpRequest, name: str, known: Iterable[str], *, label: str, default: str = "") -> str:
    """The value of a filter with a fixed set of choices; ``default`` where the address names none.

    Raises FilterNotUnderstood (the middleware of problems shows its page) for any other value.
    """
    value = request.GET.get(name, default)
    if value not in {default, ""} and value not in set(known):
        raise FilterNotUnderstood(label, value)
    return value


class TypedFilters:
    """Filters that people type. ``problems`` maps field → sentence; with any of them the list stays empty."""

    def __init__(self, request: HttpRequest) -> None:
        self._query = request.GET
        self.typed: dict[str, str] = {}
        self.problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        """A word or name."""
        self.typed[name] = self._query.get(name, "").replace("\x00", "").strip()[:_TYPED_AT_MOST]
        return self.typed[name]

    def day(self, name: str, *, label: str) -> date | None:
        """A day however it is written (core.days)."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return clean_day(raw, label=label)
        except ValidationError as problem:
            self.problems[name] = f"{problem.messages[0]}。没有列出内容"
            return None

    def id(self, name: str, *, label: str) -> UUID | None:
        """An identifier as pages show it."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return UUID(normalise_code(raw))
        except ValueError:
            self.problems[name] = f"{label}应为 32 位编号，请从记录里复制完整。没有列出内容"
            return None
