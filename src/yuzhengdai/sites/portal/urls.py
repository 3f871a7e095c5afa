"""The portal: what visitors and enterprises see first."""

from __future__ import annotations

from django.urls import path

from yuzhengdai.sites.portal.access import urls as access
from yuzhengdai.sites.portal.applying import urls as applying
from yuzhengdai.sites.portal.ca import urls as ca
from yuzhengdai.sites.portal.catalogue import urls as catalogue
from yuzhengdai.sites.portal.content import urls as content
from yuzhengdai.sites.portal.feedback import urls as feedback
from yuzhengdai.sites.web.later import LaterView
from yuzhengdai.sites.web.typed.views import session_urls

app_name = "portal"

_later = [
    path(
        "credit-report/",
        LaterView.as_view(
            title="企业信用报告",
            nav="credit-report",
            what="现在不能在这里查看企业信用报告。",
            instead=(("查看金融产品", "portal:product-list"),),
        ),
        name="credit-report",
    ),
    path(
        "demands/new/",
        LaterView.as_view(
            title="需求发布",
            nav="demand",
            what="现在不能在这里发布融资需求。可以先在金融产品中比较，直接向机构申请。",
            instead=(("查看金融产品", "portal:product-list"),),
        ),
        name="demand-new",
    ),
]

urlpatterns = [
    *catalogue.urlpatterns,
    *content.urlpatterns,
    *access.urlpatterns,
    *feedback.urlpatterns,
    *applying.urlpatterns,
    *ca.urlpatterns,
    *session_urls(),
    *_later,
]
