"""首页, 扫一扫 and what follows."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.home.views import AppHomeView
from yuzhengdai.sites.web.later import AppLaterView

_PRODUCTS = (("查看金融产品", "app:product-list"),)
urlpatterns: list[URLPattern] = [
    path("", AppHomeView.as_view(), name="home"),
    path(
        "scan/",
        AppLaterView.as_view(
            title="扫一扫",
            what="现在不能用扫一扫登录电脑。请在电脑上用手机号登录；电脑上的企业认证二维码，用手机自带的相机或浏览器扫。",
            tab="scan",
        ),
        name="scan",
    ),
    path(
        "demands/new/",
        AppLaterView.as_view(
            title="发布需求",
            what="现在不能在这里发布融资需求。可以先在金融产品中比较，直接向机构申请。",
            instead=_PRODUCTS,
        ),
        name="demand-new",
    ),
    path(
        "credit-report/",
        AppLaterView.as_view(
            title="企业信用报告", what="现在不能在这里查看企业信用报告。", instead=_PRODUCTS
        ),
        name="credit-report",
    ),
]
