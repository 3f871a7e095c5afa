"""Login of officers with a second factor."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("login/", LaterView.as_view(title="机构登录", what="正在建设。"), name="login"),
    path("logout/", LaterView.as_view(title="退出", what="正在建设。"), name="logout"),
]
