"""The revocation list and the certificate of the CA that signs phone certificates."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.portal.ca.views import CaCertificateView, RevocationListView

urlpatterns: list[URLPattern] = [
    path("ca/<slug:name>.crl", RevocationListView.as_view(), name="ca-crl"),
    path("ca/<slug:name>.cer", CaCertificateView.as_view(), name="ca-certificate"),
]
