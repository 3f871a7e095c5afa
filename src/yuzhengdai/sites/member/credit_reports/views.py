"""「企业信用报告」: the newest report, making one, all of them, and what a page asks while sources are waited for."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from yuzhengdai.domain.credit.workflow import GRANTERS, may_give
from yuzhengdai.domain.credit_reports.document import document_of, verify_url
from yuzhengdai.domain.credit_reports.enums import ReportState
from yuzhengdai.domain.credit_reports.models import CreditReport
from yuzhengdai.domain.credit_reports.sections import PART_TWO, PUBLIC_CODES, TICKED_CODES
from yuzhengdai.domain.credit_reports.selectors import newest_report, own_report, own_reports
from yuzhengdai.domain.credit_reports.services import consent_text, is_pdf_due, pdf_download, report_make
from yuzhengdai.domain.data_items.items import Item, items_of
from yuzhengdai.foundation.core.errors import Forbidden, RateLimited
from yuzhengdai.foundation.core.money import moment
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.web.file_response import file_response
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.qr import qr_path
from yuzhengdai.sites.web.site import render_page, site_of

_POLL_MS = 1500
_NONE = "报告汇总工商、司法、行政管理等依法公开的信息；纳税、社保、用电、资产等由您逐项选择是否写入。"
_NONE_FOR_OTHERS = "报告由本企业管理员或有「数据授权」权限的经办人生成，生成后您可以在这里查看。"


def place(request: HttpRequest, name: str, *args: Any) -> str:
    """The path of a report's route in the very site the request is in: portal and console both have them all."""
    match = request.resolver_match
    space = match.namespace if match is not None else "portal"
    return reverse(f"{space}:{name}", args=args)


class ReportView(VerifiedEnterpriseView):
    """Base: draws in the frame of the site, and never into a cache."""

    def page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        site = site_of(request)
        layout = f"layouts/{'console' if site.key == 'console' else 'portal'}.html"
        context = {
            "layout": layout,
            "to": partial(place, request),
            "may_make": bool(self.request.actor.roles & GRANTERS),
            **context,
        }
        response = render_page(request, f"credit_reports/{name}.html", context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response

    def report_page(self, request: HttpRequest, report: CreditReport) -> HttpResponse:
        """The report, or that it is being made, or that its contents are gone."""
        if report.state == ReportState.WAITING:
            return self.page(request, "waiting", waiting_of(request, report))
        if report.state == ReportState.WIPED:
            return self.page(request, "wiped", {"report": report})
        path, size = qr_path(verify_url(report))
        context = {
            "report": report,
            "qr": {"path": path, "size": size},
            "doc": document_of(report),
            "pdf_url": place(request, "credit-report-pdf", report.pk) if report.pdf_id else "",
            "is_pdf_due": is_pdf_due(report),
        }
        return self.page(request, "report", context)


class CreditReportView(ReportView):
    """The newest report; without one, what it is and how to make it (R4: the verified only)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Members of the enterprise."""
        report = newest_report(actor=self.request.actor)
        if report is not None:
            return self.report_page(request, report)
        may = bool(self.request.actor.roles & GRANTERS)
        return self.page(request, "none", {"none_text": _NONE if may else _NONE_FOR_OTHERS})


class CreditReportListView(ReportView):
    """「历次报告」: each as it was on its day."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Newest first, pages in the address."""
        page = page_of(own_reports(actor=self.request.actor), request.GET.get("page"))
        rows = [
            {
                "number": row.number,
                "at": moment(row.ready_at or row.created_at),
                "state": ReportState(row.state).label,
                "href": place(request, "credit-report-detail", row.pk),
            }
            for row in page
        ]
        return self.page(request, "list", {"page": page, "rows": rows})


class CreditReportDetailView(ReportView):
    """One report of the enterprise's own."""

    def get(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        """As it was on its day; of another enterprise 404."""
        return self.report_page(request, own_report(actor=self.request.actor, report_id=report_id))


class CreditReportPdfView(ReportView):
    """「下载签名 PDF」; 404 until the worker has made it."""

    def get(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        """The very bytes that were signed, as an attachment; on record."""
        return file_response(pdf_download(actor=self.request.actor, report_id=report_id))


class CreditReportStateView(VerifiedEnterpriseView):
    """How far a report is, for the script of the waiting page."""

    def get(self, request: HttpRequest, report_id: UUID) -> HttpResponse:
        """``go`` once it is ready; else how many items are answered."""
        report = own_report(actor=self.request.actor, report_id=report_id)
        if report.state != ReportState.WAITING:
            return JsonResponse({"go": place(request, "credit-report-detail", report.pk)})
        return JsonResponse({"state": str(len(report.heard)), "text": progress_of(report)})


class CreditReportNewView(ReportView):
    """「生成报告」: part two is ticked item by item; what may not be given by this person says who may."""

    allowed_roles: ClassVar[frozenset[str] | None] = GRANTERS
    signs: ClassVar[bool] = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing is ticked beforehand."""
        return self.ask(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it; a page that waits where somebody else's is being made here."""
        ticked = request.POST.getlist("part_two")
        if not set(ticked) <= set(TICKED_CODES):
            return self.ask(request, error="勾选的信息项有误，请重新勾选。", status=400)
        try:
            report = report_make(
                actor=self.request.actor,
                user_id=self.user.pk,
                enterprise=self.enterprise,
                part_two=ticked,
                is_refresh=request.POST.get("refresh") == "1",
            )
        except RateLimited as refused:
            return self.ask(request, ticked, error=refused.sentence, status=429)
        except Forbidden as refused:
            return self.ask(request, ticked, error=refused.sentence, status=403)
        if report.state == ReportState.READY:
            messages.success(request, "报告已生成")
        return HttpResponseRedirect(place(request, "credit-report-detail", report.pk))

    def ask(
        self, request: HttpRequest, ticked: list[str] | None = None, *, error: str = "", status: int = 200
    ) -> HttpResponse:
        groups = [
            (section.title, [tick_of(self, item, ticked or ()) for item in section.items])
            for section in PART_TWO
        ]
        context = {
            "groups": groups,
            "error": error,
            "is_refresh": request.POST.get("refresh") == "1",
            "public": "、".join(item.label for item in items_of(PUBLIC_CODES)),
            "consent": consent_text(enterprise=self.enterprise, codes=()).partition("，不含")[0],
        }
        return self.page(request, "new", context, status=status)


def tick_of(view: VerifiedEnterpriseView, item: Item, ticked: list[str] | tuple[str, ...]) -> dict[str, Any]:
    """One tick: its words, and who must give it where this person may not."""
    may = may_give(actor=view.request.actor, item=item)
    return {
        "code": item.code,
        "label": item.label,
        "department": item.department,
        "hint": "" if may else f"须由{item.given_by.label}授权",
        "may": may,
        "is_ticked": may and item.code in ticked,
    }


def waiting_of(request: HttpRequest, report: CreditReport) -> dict[str, Any]:
    """Each item and whether its source has answered."""
    items = items_of([*PUBLIC_CODES, *report.part_two])
    return {
        "report": report,
        "rows": [
            (item.label, item.department, "已答复" if item.code in report.heard else "等待答复")
            for item in items
        ],
        "progress": progress_of(report),
        "state_url": place(request, "credit-report-state", report.pk),
        "here": place(request, "credit-report-detail", report.pk),
        "poll_ms": _POLL_MS,
    }


def progress_of(report: CreditReport) -> str:
    """「已答复 7 项，共 18 项」."""
    return f"已答复 {len(report.heard)} 项，共 {len(PUBLIC_CODES) + len(report.part_two)} 项"
