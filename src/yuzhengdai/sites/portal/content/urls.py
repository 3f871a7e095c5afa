"""政策资讯, 帮助中心, 平台协议 text."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.portal.content.agreements import AgreementView
from yuzhengdai.sites.portal.content.articles import (
    HelpArticleView,
    HelpView,
    PolicyDetailView,
    PolicyListView,
)

urlpatterns: list[URLPattern] = [
    path("policies/", PolicyListView.as_view(), name="policy-list"),
    path("policies/<slug:slug>/", PolicyDetailView.as_view(), name="policy-detail"),
    path("help/", HelpView.as_view(), name="help"),
    path("help/<slug:slug>/", HelpArticleView.as_view(), name="help-article"),
    path("agreement/", AgreementView.as_view(), name="agreement"),
    path("agreement/<slug:kind>/", AgreementView.as_view(), name="agreement-kind"),
]
