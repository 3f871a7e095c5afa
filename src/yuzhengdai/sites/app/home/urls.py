"""首页, 扫一扫 and what follows."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.home.views import AppHomeView
from yuzhengdai.sites.app.later import AppLaterView, AppVerifiedLaterView

urlpatterns: list[URLPattern] = [
    path("", AppHomeView.as_view(), name="home"),
    path(
        "scan/",
        AppLaterView.as_view(
            title="扫一扫",
            what="用手机扫电脑上的二维码登录，将随「手机扫码登录」在后续版本提供。现在请在电脑上用手机号登录。",
            tab="scan",
        ),
        name="scan",
    ),
    path(
        "demands/new/",
        AppVerifiedLaterView.as_view(
            title="发布需求", what="在线发布融资需求，由机构给出融资方案，将在后续版本提供。"
        ),
        name="demand-new",
    ),
    path(
        "credit-report/",
        AppVerifiedLaterView.as_view(
            title="企业信用报告", what="由政务数据生成的企业信用报告，将在后续版本提供。"
        ),
        name="credit-report",
    ),
]
