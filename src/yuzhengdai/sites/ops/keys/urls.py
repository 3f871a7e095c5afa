"""CAs whose USBKEYs log enterprises in (L4)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.keys import views

urlpatterns: list[URLPattern] = [
    path("trusted-cas/", views.TrustedCaListView.as_view(), name="trusted-ca-list"),
    path("trusted-cas/new/", views.TrustedCaNewView.as_view(), name="trusted-ca-new"),
    path(
        "trusted-cas/<uuid:ca_id>/confirm/", views.TrustedCaConfirmView.as_view(), name="trusted-ca-confirm"
    ),
    path(
        "trusted-cas/<uuid:ca_id>/decline/", views.TrustedCaDeclineView.as_view(), name="trusted-ca-decline"
    ),
    path("trusted-cas/<uuid:ca_id>/end/", views.TrustedCaEndView.as_view(), name="trusted-ca-end"),
]
