"""Routes of 「企业信用报告」, the same in portal, console and the phone app."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import URLPattern, path
from django.views import View

from yuzhengdai.sites.member.credit_reports import views

_ONE = "credit-report/<uuid:report_id>/"


def report_urls(wrapped: Callable[[type[View]], type[View]] = lambda view: view) -> list[URLPattern]:
    """``wrapped``: what a site makes of the views, such as ``in_app``."""
    return [
        path("credit-report/", wrapped(views.CreditReportView).as_view(), name="credit-report"),
        path("credit-report/new/", wrapped(views.CreditReportNewView).as_view(), name="credit-report-new"),
        path("credit-report/all/", wrapped(views.CreditReportListView).as_view(), name="credit-report-list"),
        path(_ONE, wrapped(views.CreditReportDetailView).as_view(), name="credit-report-detail"),
        path(f"{_ONE}pdf/", views.CreditReportPdfView.as_view(), name="credit-report-pdf"),
        path(f"{_ONE}state/", views.CreditReportStateView.as_view(), name="credit-report-state"),
    ]
