"""企业服务管理: the enterprise's back office."""

from __future__ import annotations

from yuzhengdai.sites.console.applications import urls as applications
from yuzhengdai.sites.console.authorisations import urls as authorisations
from yuzhengdai.sites.console.demands import urls as demands
from yuzhengdai.sites.console.profile import urls as profile
from yuzhengdai.sites.console.verification import urls as verification
from yuzhengdai.sites.member.credit_reports.urls import report_urls

app_name = "console"

urlpatterns = [
    *profile.urlpatterns,
    *applications.urlpatterns,
    *demands.urlpatterns,
    *verification.urlpatterns,
    *authorisations.urlpatterns,
    *report_urls(),
]
