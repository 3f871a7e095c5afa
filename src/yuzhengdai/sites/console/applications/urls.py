"""我的申请 (C6)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import ConsoleLaterView

urlpatterns: list[URLPattern] = [
    path(
        "applications/",
        ConsoleLaterView.as_view(title="我的申请", what="正在建设。"),
        name="application-list",
    ),
    path(
        "applications/<uuid:application_id>/",
        ConsoleLaterView.as_view(title="我的申请", what="正在建设。"),
        name="application-detail",
    ),
]
