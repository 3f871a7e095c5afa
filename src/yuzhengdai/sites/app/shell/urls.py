"""Manifest, service worker, offline page."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.shell.views import ManifestView, OfflineView, ServiceWorkerView

urlpatterns: list[URLPattern] = [
    path("manifest.webmanifest", ManifestView.as_view(), name="manifest"),
    path("sw.js", ServiceWorkerView.as_view(), name="service-worker"),
    path("offline/", OfflineView.as_view(), name="offline"),
]
