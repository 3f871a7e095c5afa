"""我的申请 (C6)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.console.applications import export
from yuzhengdai.sites.member.applications import actions, calls, documents, next_steps, views

_ONE = "applications/<uuid:application_id>/"

urlpatterns: list[URLPattern] = [
    path("applications/", views.ApplicationListView.as_view(), name="application-list"),
    path("applications/export.xlsx", export.ApplicationExportView.as_view(), name="application-export"),
    path(_ONE, views.ApplicationDetailView.as_view(), name="application-detail"),
    path(f"{_ONE}withdraw/", actions.WithdrawView.as_view(), name="application-withdraw"),
    path(f"{_ONE}forgo/", actions.ForgoView.as_view(), name="application-forgo"),
    path(f"{_ONE}discard/", actions.DiscardView.as_view(), name="application-discard"),
    path(f"{_ONE}supplement/", actions.SupplementView.as_view(), name="application-supplement"),
    path(f"{_ONE}call-report/", calls.CallReportView.as_view(), name="application-call-report"),
    path(f"{_ONE}carry-over/", next_steps.CarryOverView.as_view(), name="application-carry-over"),
    path(f"{_ONE}costs/", actions.CostsView.as_view(), name="application-costs"),
    path(f"{_ONE}documents/", documents.DocumentAddView.as_view(), name="application-documents"),
    path(
        f"{_ONE}documents/<uuid:document_id>/",
        documents.DocumentView.as_view(),
        name="application-document",
    ),
    path(
        f"{_ONE}documents/<uuid:document_id>/delete/",
        documents.DocumentDeleteView.as_view(),
        name="application-document-delete",
    ),
]
