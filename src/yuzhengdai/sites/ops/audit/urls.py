"""审计日志 (O3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.audit import views

urlpatterns: list[URLPattern] = [
    path("audit/", views.AuditListView.as_view(), name="audit-list"),
    path("audit/export/", views.AuditExportView.as_view(), name="audit-export"),
    path("audit/verify/", views.AuditVerifyView.as_view(), name="audit-verify"),
]
