"""Registering, login, choosing the enterprise, leaving (R2, R3, L1–L3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("register/", LaterView.as_view(title="注册", what="正在建设。"), name="register"),
    path("login/", LaterView.as_view(title="企业登录", what="正在建设。"), name="login"),
    path("login/scan/", LaterView.as_view(title="手机扫码登录", what="正在建设。"), name="login-scan"),
    path("login/ca/", LaterView.as_view(title="CA登录", what="正在建设。"), name="login-ca"),
    path("login/platforms/", LaterView.as_view(title="认证平台", what="正在建设。"), name="login-platforms"),
    path(
        "choose-enterprise/",
        LaterView.as_view(title="请选择企业", what="正在建设。"),
        name="choose-enterprise",
    ),
    path("logout/", LaterView.as_view(title="退出", what="正在建设。"), name="logout"),
]
