"""证书密码 and 手机证书 (R10)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.later import AppLaterView

urlpatterns: list[URLPattern] = [
    path(
        "verification/certificate/",
        AppLaterView.as_view(title="证书密码", what="手机证书正在接入。"),
        name="verification-certificate",
    ),
    path(
        "certificate/", AppLaterView.as_view(title="手机证书", what="手机证书正在接入。"), name="certificate"
    ),
]
