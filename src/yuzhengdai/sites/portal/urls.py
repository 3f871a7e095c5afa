"""The portal: what visitors and enterprises see first."""

from __future__ import annotations

from django.urls import path

from yuzhengdai.sites.member.credit_reports.urls import report_urls
from yuzhengdai.sites.member.credit_reports.verifying import CertificatesView, VerifyView
from yuzhengdai.sites.portal.access import urls as access
from yuzhengdai.sites.portal.applying import urls as applying
from yuzhengdai.sites.portal.ca import urls as ca
from yuzhengdai.sites.portal.catalogue import urls as catalogue
from yuzhengdai.sites.portal.content import urls as content
from yuzhengdai.sites.portal.demands import urls as demands
from yuzhengdai.sites.portal.feedback import urls as feedback
from yuzhengdai.sites.web.typed.views import session_urls

app_name = "portal"

urlpatterns = [
    *catalogue.urlpatterns,
    *content.urlpatterns,
    *access.urlpatterns,
    *feedback.urlpatterns,
    *applying.urlpatterns,
    *demands.urlpatterns,
    *ca.urlpatterns,
    *session_urls(),
    *report_urls(),
    path("verify/", VerifyView.as_view(), name="verify"),
    path("verify/certificates/", CertificatesView.as_view(), name="verify-certificates"),
]
