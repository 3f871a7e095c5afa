"""Lists as Excel: real dates, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from xlsxwriter import Workbook

from yuzhengdai.foundation.core.clock import local, today

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
_NOT_SEEN = re.compile(r"[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u00ad\ufff9-\ufffb]")
"""Format characters: what stands behind them is what a reader sees first."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML cannot hold."""
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"

Cell = str | float | int | date | datetime | None


def safe_cell(value: Cell) -> Cell:
    """A text that starts like a formula gets an apostrophe in front; control characters go."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return f"'{text}" if _DANGEROUS.match(_NOT_SEEN.sub("", text)) else text


def on_paper(moment: datetime | date | None, *, with_seconds: bool = False) -> datetime | date | None:
    """The moment on the clocks of Beijing; spreadsheets know no zones."""
    if not isinstance(moment, datetime):
        return moment
    here = local(moment).replace(tzinfo=None, microsecond=0)
    return here if with_seconds else here.replace(second=0)


def workbook_response(
    title: str, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """A workbook of one sheet as a download named after it and the day; ``widths`` in characters, one a column."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats: dict[type, Any] = {
        datetime: book.add_format({"num_format": _MOMENT}),
        date: book.add_format({"num_format": _DAY}),
    }
    sheet: Any = book.add_worksheet(title)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate(chain([heads], rows)):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, formats)
    book.close()
    response = HttpResponse(out.getvalue(), content_type=_TYPE)
    name = f"{title}-{today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _write(sheet: Any, row: int, column: int, value: Cell, formats: Mapping[type, Any]) -> None:
    """One cell: texts are texts, moments and days real ones with a format that sorts and reads everywhere."""
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, str):
        sheet.write_string(row, column, safe_cell(value))
    elif value is not None:
        sheet.write_number(row, column, value)
