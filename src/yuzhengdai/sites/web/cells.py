"""The cells of a table's row, as its columns are: what a column is stands once, in the table's heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

Head = str | tuple[str, str]
"""A column's name, or (name, what it is in words of ``FLAGS``)."""
FLAGS: Final = {"right": "table__right num", "num": "num", "nowrap": "table__nowrap"}
"""Word → classes of the column's cells. Two more: hidden (its name is for screen readers), bare (on a phone no name before it)."""
_NO_NAME: Final = frozenset({"hidden", "bare"})
_CELL: Final = re.compile(r"<(td|th)\b([^>]*)>")
_CLASS: Final = re.compile(r'\s*class="([^"]*)"')
_SPAN: Final = re.compile(r'colspan="(\d+)"')


def cells(row: Markup, heads: Sequence[Head], stack: bool = False) -> Markup:
    """The row's ``<td>`` with the classes of their columns; with ``stack`` each but the first names itself on a phone.

    A ``<th>`` and what spans columns is counted and left as it is.
    """
    column = 0

    def dress(found: re.Match[str]) -> str:
        nonlocal column
        tag, written = found.groups()
        head = heads[column] if column < len(heads) else ""
        span = _SPAN.search(written)
        is_first = column == 0
        column += int(span[1]) if span else 1
        if tag == "th" or span:
            return found[0]
        name, what = (head, "") if isinstance(head, str) else head
        flags = what.split()
        own = _CLASS.search(written)
        classes = " ".join([*([own[1]] if own else []), *(FLAGS[flag] for flag in flags if flag in FLAGS)])
        label = "" if is_first or not stack or _NO_NAME & set(flags) else f' data-label="{escape(name)}"'
        return (
            f"<td{f' class={chr(34)}{classes}{chr(34)}' if classes else ''}{label}{_CLASS.sub('', written)}>"
        )

    return Markup(_CELL.sub(dress, row))  # noqa: S704 - the row is markup already; names are escaped, classes are ours
