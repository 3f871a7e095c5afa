"""企业管理 (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.enterprises import views

urlpatterns: list[URLPattern] = [
    path("enterprises/", views.EnterpriseListView.as_view(), name="enterprise-list"),
    path("enterprises/<uuid:enterprise_id>/", views.EnterpriseDetailView.as_view(), name="enterprise-detail"),
    path(
        "enterprises/<uuid:enterprise_id>/state/",
        views.EnterpriseStateView.as_view(),
        name="enterprise-state",
    ),
]
