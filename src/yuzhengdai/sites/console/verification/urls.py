"""人工认证."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import ConsoleLaterView

urlpatterns: list[URLPattern] = [
    path("verification/", ConsoleLaterView.as_view(title="人工认证", what="正在建设。"), name="verification"),
]
