"""数据授权 (K2)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import ConsoleLaterView

urlpatterns: list[URLPattern] = [
    path(
        "authorisations/",
        ConsoleLaterView.as_view(title="数据授权", what="正在建设。"),
        name="authorisations",
    ),
]
