"""Queue and case page (B1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("", LaterView.as_view(title="待办", what="正在建设。"), name="queue"),
    path(
        "applications/<uuid:application_id>/", LaterView.as_view(title="申请", what="正在建设。"), name="case"
    ),
]
