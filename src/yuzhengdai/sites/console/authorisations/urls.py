"""数据授权 (K2)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member import authorisations as views
from yuzhengdai.sites.member import data_readings

_ONE = "authorisations/<uuid:authorisation_id>/"

urlpatterns: list[URLPattern] = [
    path("authorisations/", views.AuthorisationListView.as_view(), name="authorisations"),
    path(
        "authorisations/of/<uuid:subject_id>/revoke/",
        views.RevokeAllView.as_view(),
        name="authorisations-revoke",
    ),
    path(
        "authorisations/of/<uuid:subject_id>/visible/",
        views.VisibleView.as_view(),
        name="authorisations-visible",
    ),
    path("authorisations/readings/", data_readings.DataReadingsView.as_view(), name="data-readings"),
    path(
        "authorisations/readings/export/",
        data_readings.DataReadingsExportView.as_view(),
        name="data-readings-export",
    ),
    path(_ONE, views.AuthorisationView.as_view(), name="authorisation"),
    path(f"{_ONE}receipt/<slug:event>/", views.ReceiptView.as_view(), name="authorisation-receipt"),
    path(f"{_ONE}revoke/", views.RevokeView.as_view(), name="authorisation-revoke"),
    path(f"{_ONE}confirm/", views.ConfirmView.as_view(), name="authorisation-confirm"),
]
