"""意见反馈 (F1, R3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("feedback/", LaterView.as_view(title="意见反馈", what="正在建设。"), name="feedback"),
]
