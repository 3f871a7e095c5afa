"""数据授权 (K2)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member import authorisations as views

_ONE = "authorisations/<uuid:authorisation_id>/"

urlpatterns: list[URLPattern] = [
    path("authorisations/", views.AuthorisationListView.as_view(), name="authorisations"),
    path(_ONE, views.AuthorisationView.as_view(), name="authorisation"),
    path(f"{_ONE}revoke/", views.RevokeView.as_view(), name="authorisation-revoke"),
    path(f"{_ONE}confirm/", views.ConfirmView.as_view(), name="authorisation-confirm"),
]
