"""「导出」: the list as Excel, with cells that no spreadsheet takes for a formula."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.selectors.enterprise import application_rows_for_export
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.sites.member.applications.presenting import due_moment, now_text, state_label
from yuzhengdai.sites.member.applications.views import filters_of
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.spreadsheet import Cell, on_paper, workbook_response

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


def cells_of(application: Application) -> list[Cell]:
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
        on_paper(due),
        means,
        on_paper(application.submitted_at),
    ]


class ApplicationExportView(EnterpriseView):
    """The rows of the list as filtered, at most 5,000."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The workbook as a download."""
        filters = filters_of(request)
        found = application_rows_for_export(actor=self.request.actor, filters=filters)
        rows = [cells_of(row) for row in found]
        with transaction.atomic():
            audit_record(
                actor=self.request.actor,
                action=ApplicationAudit.EXPORT,
                object_kind="enterprise",
                object_id=self.request.actor.organisation_id,
                detail={"count": len(rows)},
            )
        return workbook_response("我的申请", _HEADS, _WIDTHS, rows)
