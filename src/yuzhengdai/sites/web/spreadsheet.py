"""Lists as Excel: real dates, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from yuzhengdai.foundation.core.clock import local, today

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
_NOT_SEEN = re.compile(r"[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u00ad\ufff9-\ufffb]")
"""Format characters: what stands behind them is what a reader sees first."""
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"

Cell = str | float | int | date | datetime | None


def safe_cell(value: Cell) -> Cell:
    """A text that starts like a formula gets an apostrophe in front; control characters go."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
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
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_written(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=_TYPE)
    name = f"{title}-{today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _written(sheet: Any, value: Cell) -> Any:
    """A cell; moments and days are real ones with a format that sorts and reads everywhere."""
    if not isinstance(value, date):
        return safe_cell(value)
    is_moment = isinstance(value, datetime)
    cell = WriteOnlyCell(
        sheet, value=value if isinstance(value, datetime) else datetime.combine(value, time())
    )
    cell.number_format = _MOMENT if is_moment else _DAY
    return cell
