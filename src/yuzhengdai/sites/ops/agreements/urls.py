"""协议版本 (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.agreements import views

urlpatterns: list[URLPattern] = [
    path("agreements/", views.AgreementListView.as_view(), name="agreement-list"),
    path("agreements/new/", views.AgreementNewView.as_view(), name="agreement-new"),
    path("agreements/<uuid:agreement_id>/", views.AgreementDetailView.as_view(), name="agreement-detail"),
]
