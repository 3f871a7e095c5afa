"""企业服务管理: the enterprise's back office."""

from __future__ import annotations

from django.urls import path

from yuzhengdai.sites.console.applications import urls as applications
from yuzhengdai.sites.console.authorisations import urls as authorisations
from yuzhengdai.sites.console.profile import urls as profile
from yuzhengdai.sites.console.verification import urls as verification
from yuzhengdai.sites.web.later import ConsoleLaterView

app_name = "console"

_later = [
    path(
        "demands/",
        ConsoleLaterView.as_view(title="管理需求", what="管理已发布的融资需求，将在后续版本提供。"),
        name="demands",
    ),
    path(
        "demands/new/",
        ConsoleLaterView.as_view(
            title="发布需求", what="在线发布融资需求，由机构给出融资方案，将在后续版本提供。"
        ),
        name="demand-new",
    ),
    path(
        "credit-report/",
        ConsoleLaterView.as_view(title="企业信用报告", what="企业信用报告将在后续版本提供。"),
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
