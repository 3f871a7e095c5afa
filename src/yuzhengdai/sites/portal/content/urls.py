"""政策资讯, 帮助中心, 平台协议 text."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("policies/", LaterView.as_view(title="政策资讯", what="正在建设。"), name="policy-list"),
    path(
        "policies/<slug:slug>/", LaterView.as_view(title="政策资讯", what="正在建设。"), name="policy-detail"
    ),
    path("help/", LaterView.as_view(title="帮助中心", what="正在建设。"), name="help"),
    path("help/<slug:slug>/", LaterView.as_view(title="帮助中心", what="正在建设。"), name="help-article"),
    path("agreement/", LaterView.as_view(title="平台协议", what="正在建设。"), name="agreement"),
    path("agreement/<slug:kind>/", LaterView.as_view(title="协议", what="正在建设。"), name="agreement-kind"),
]
