"""The download page of the phone app and what follows (R4, R5)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.download.continuing import ContinueCodeView, ContinueView
from yuzhengdai.sites.app.download.views import DownloadView

urlpatterns: list[URLPattern] = [
    path("download", DownloadView.as_view(), name="download"),
    path("continue/", ContinueView.as_view(), name="continue"),
    path("continue/code/", ContinueCodeView.as_view(), name="continue-code"),
]
