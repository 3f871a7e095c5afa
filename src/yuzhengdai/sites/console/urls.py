"""企业服务管理: the enterprise's back office."""

from __future__ import annotations

from django.urls import path

from yuzhengdai.sites.console.applications import urls as applications
from yuzhengdai.sites.console.authorisations import urls as authorisations
from yuzhengdai.sites.console.profile import urls as profile
from yuzhengdai.sites.console.verification import urls as verification
from yuzhengdai.sites.web.later import ConsoleLaterView

app_name = "console"

_PRODUCTS = (("查看金融产品", "portal:product-list"),)
_later = [
    path(
        "demands/",
        ConsoleLaterView.as_view(
            title="管理需求", nav="demands", what="现在没有可以管理的融资需求。", instead=_PRODUCTS
        ),
        name="demands",
    ),
    path(
        "demands/new/",
        ConsoleLaterView.as_view(
            title="发布需求",
            nav="demand-new",
            what="现在不能在这里发布融资需求。可以先在金融产品中比较，直接向机构申请。",
            instead=_PRODUCTS,
        ),
        name="demand-new",
    ),
    path(
        "credit-report/",
        ConsoleLaterView.as_view(
            title="企业信用报告",
            nav="credit-report",
            what="现在不能在这里查看企业信用报告。",
            instead=_PRODUCTS,
        ),
        name="credit-report",
    ),
]

urlpatterns = [
    *profile.urlpatterns,
    *applications.urlpatterns,
    *verification.urlpatterns,
    *authorisations.urlpatterns,
    *_later,
]
