"""The download page of the phone app and what follows (R5)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("", LaterView.as_view(title="豫正贷", what="正在建设。"), name="home"),
    path("download", LaterView.as_view(title="下载豫正贷", what="正在建设。"), name="download"),
]
