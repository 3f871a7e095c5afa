"""Verification desk, enterprises, institutions, products, agreements, feedback (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("", LaterView.as_view(title="运营工作台", what="正在建设。"), name="home"),
]
