"""The download page of the phone app and what follows (R5)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.download.views import DownloadView

urlpatterns: list[URLPattern] = [
    path("download", DownloadView.as_view(), name="download"),
]
