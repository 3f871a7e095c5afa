"""The portal: what visitors and enterprises see first."""

from __future__ import annotations

from django.urls import path

from yuzhengdai.sites.portal.access import urls as access
from yuzhengdai.sites.portal.applying import urls as applying
from yuzhengdai.sites.portal.ca import urls as ca
from yuzhengdai.sites.portal.catalogue import urls as catalogue
from yuzhengdai.sites.portal.content import urls as content
from yuzhengdai.sites.portal.feedback import urls as feedback
from yuzhengdai.sites.web.later import VerifiedLaterView

app_name = "portal"

_later = [
    path(
        "credit-report/",
        VerifiedLaterView.as_view(
            title="企业信用报告", what="由政务数据生成的企业信用报告，将在后续版本提供。"
        ),
        name="credit-report",
    ),
    path(
        "demands/new/",
        VerifiedLaterView.as_view(
            title="需求发布", what="在线发布融资需求，由机构给出融资方案，将在后续版本提供。"
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
    *_later,
]
