"""「导出」: the list as Excel, with cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import io
import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.enterprise import application_rows_for_export
from yuzhengdai.foundation.core.clock import local, today
from yuzhengdai.sites.member.applications.presenting import due_text, now_text, state_label
from yuzhengdai.sites.member.applications.views import filters_of
from yuzhengdai.sites.web.gates import EnterpriseView

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
_HEADS = (
    "申请编号",
    "产品",
    "金融机构",
    "申请金额（万元）",
    "期限（月）",
    "状态",
    "现在轮到谁",
    "期限或结束时间",
    "提交时间",
)

Cell = str | float | int | None


def safe_cell(value: Cell) -> Cell:
    """A text that starts like a formula gets an apostrophe in front; control characters go."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if _DANGEROUS.match(value) else text


def cells_of(application: Application) -> list[Cell]:
    """One row."""
    amount = application.amount_yuan
    return [
        application.number or "草稿",
        application.product_version.name,
        application.institution.name,
        float(amount / 10_000) if amount is not None else None,
        application.term_months,
        state_label(application),
        now_text(application),
        due_text(application),
        f"{local(application.submitted_at):%Y-%m-%d %H:%M}" if application.submitted_at else "",
    ]


class ApplicationExportView(EnterpriseView):
    """The rows of the list as filtered, at most 5,000."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The workbook as a download."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet("我的申请")
        for index, width in enumerate((22, 22, 30, 16, 12, 12, 34, 34, 18)):
            sheet.column_dimensions["ABCDEFGHI"[index]].width = width
        sheet.append(list(_HEADS))
        for row in application_rows_for_export(actor=self.request.actor, filters=filters_of(request)):
            sheet.append([safe_cell(cell) for cell in cells_of(row)])
        out = io.BytesIO()
        book.save(out)
        response = HttpResponse(out.getvalue(), content_type=_TYPE)
        name = f"我的申请-{today():%Y%m%d}.xlsx"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        response["Cache-Control"] = "private, no-store"
        return response
