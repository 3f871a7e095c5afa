"""Numbered pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: ``number`` starts at 1, ``total`` counts all rows."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        """Whether a page lies before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.number < self.pages

    @property
    def first_row(self) -> int:
        """Number of the first row shown, from 1; 0 for an empty list."""
        return 0 if self.total == 0 else (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        """Number of the last row shown."""
        return min(self.number * self.size, self.total)

    def window(self, reach: int = 2) -> list[int | None]:
        """Page numbers to print; None stands for a gap."""
        wanted = {1, self.pages, *range(self.number - reach, self.number + reach + 1)}
        numbers = sorted(n for n in wanted if 1 <= n <= self.pages)
        out: list[int | None] = []
        for n in numbers:
            if out and out[-1] is not None and n - out[-1] > 1:
                out.append(None)
            out.append(n)
        return out


def page_number(raw: str | None, *, pages: int | None = None) -> int:
    """A page number from a URL: rubbish is page 1, too large is the last page."""
    try:
        number = int(raw or "1")
    except ValueError:
        return 1
    number = max(1, min(number, 1_000_000))
    return number if pages is None else min(number, max(1, pages))
