"""首页 and what follows."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.app.home.views import AppHomeView
from yuzhengdai.sites.member.credit_reports.urls import report_urls
from yuzhengdai.sites.member.credit_reports.verifying import VerifyView

urlpatterns: list[URLPattern] = [
    path("", AppHomeView.as_view(), name="home"),
    *report_urls(in_app),
    path("verify/", VerifyView.as_view(), name="verify"),
]
