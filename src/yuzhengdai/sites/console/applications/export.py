"""「导出」: the list as Excel, with cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.enterprise import application_rows_for_export
from yuzhengdai.foundation.core.clock import local, today
from yuzhengdai.sites.member.applications.presenting import due_moment, now_text, state_label
from yuzhengdai.sites.member.applications.views import filters_of
from yuzhengdai.sites.web.gates import EnterpriseView

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
_NOT_SEEN = re.compile(r"[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u00ad\ufff9-\ufffb]")
"""Format characters: what stands behind them is what a reader sees first."""
_HEADS = (
    "申请编号",
    "产品",
    "金融机构",
    "申请金额（万元）",
    "期限（月）",
    "状态",
    "现在轮到谁",
    "期限或结束时间",
    "是什么期限",
    "提交时间",
)
_WIDTHS = (22, 22, 30, 16, 12, 12, 34, 18, 30, 18)
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"

Cell = str | float | int | date | datetime | None


def safe_cell(value: Cell) -> Cell:
    """A text that starts like a formula gets an apostrophe in front; control characters go."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if _DANGEROUS.match(_NOT_SEEN.sub("", text)) else text


def cells_of(application: Application) -> list[Cell]:
    """One row."""
    amount = application.amount_yuan
    due, means = due_moment(application)
    return [
        application.number or "草稿",
        application.product_version.name,
        application.institution.name,
        float(amount / 10_000) if amount is not None else None,
        application.term_months,
        state_label(application),
        now_text(application),
        _on_paper(due),
        means,
        _on_paper(application.submitted_at),
    ]


def _on_paper(moment: datetime | date | None) -> datetime | date | None:
    """The moment on the clocks of Beijing; spreadsheets know no zones."""
    if not isinstance(moment, datetime):
        return moment
    return local(moment).replace(tzinfo=None, second=0, microsecond=0)


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


class ApplicationExportView(EnterpriseView):
    """The rows of the list as filtered, at most 5,000."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The workbook as a download."""
        filters = filters_of(request)
        book = Workbook(write_only=True)
        sheet: Any = book.create_sheet("我的申请")
        for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.append(list(_HEADS))
        for row in application_rows_for_export(actor=self.request.actor, filters=filters):
            sheet.append([_written(sheet, cell) for cell in cells_of(row)])
        out = io.BytesIO()
        book.save(out)
        response = HttpResponse(out.getvalue(), content_type=_TYPE)
        name = f"我的申请-{today():%Y%m%d}.xlsx"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        response["Cache-Control"] = "private, no-store"
        return response
