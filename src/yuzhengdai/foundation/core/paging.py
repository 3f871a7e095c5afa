"""Numbered pages: Django's Paginator, asked leniently and counting no more than it must."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, overload

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)
PAGE_SIZE = 20
_LARGEST_NUMBER = 1_000_000


@overload
def page_of(
    rows: QuerySet[M], asked: str | int | None, *, size: int = PAGE_SIZE, total: int | None = None
) -> Page[M]: ...
@overload
def page_of(
    rows: Sequence[T], asked: str | int | None, *, size: int = PAGE_SIZE, total: int | None = None
) -> Page[T]: ...
def page_of(
    rows: Any, asked: str | int | None, *, size: int = PAGE_SIZE, total: int | None = None
) -> Page[Any]:
    """The page that an address asks for: rubbish is page 1, too large is the last page.

    ``total`` where it is known already, or must be counted without what only the rows shown need.
    """
    paginator: Paginator[Any] = Paginator(rows, size)
    if total is not None:
        # A cached property of Django's: set, it is not counted.
        vars(paginator)["count"] = total
    return paginator.get_page(page_number(asked))


def page_number(asked: str | int | None) -> int:
    """A page number from an address, at least 1: rubbish is page 1."""
    try:
        number = int(asked or "1")
    except ValueError:
        return 1
    return max(1, min(number, _LARGEST_NUMBER))
