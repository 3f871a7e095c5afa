"""政策资讯, 帮助中心, 平台协议 text, the pages of the footer."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.counters import CountersPage
from yuzhengdai.sites.portal.content import texts
from yuzhengdai.sites.portal.content.agreements import AgreementView
from yuzhengdai.sites.portal.content.articles import (
    HelpArticleView,
    HelpView,
    ManualPictureView,
    ManualView,
    PolicyDetailView,
    PolicyListView,
)
from yuzhengdai.sites.portal.content.fixed_texts import FixedTextView

urlpatterns: list[URLPattern] = [
    path("policies/", PolicyListView.as_view(), name="policy-list"),
    path("policies/<slug:slug>/", PolicyDetailView.as_view(), name="policy-detail"),
    path("counters/", CountersPage.as_view(), name="counters"),
    path("help/", HelpView.as_view(), name="help"),
    path("help/manual/<str:number>/", ManualView.as_view(), name="manual"),
    path("help/manual/pictures/<str:file>", ManualPictureView.as_view(), name="manual-picture"),
    path("help/<slug:slug>/", HelpArticleView.as_view(), name="help-article"),
    path("agreement/", AgreementView.as_view(), name="agreement"),
    path("fees/", FixedTextView.as_view(title="收费公示", text=texts.FEES), name="fees"),
    path(
        "accessibility/",
        FixedTextView.as_view(title="适老化及无障碍声明", text=texts.ACCESSIBILITY),
        name="accessibility",
    ),
    path("join/", FixedTextView.as_view(title="机构入驻", text=texts.JOIN), name="join"),
    path("agreement/<slug:kind>/", AgreementView.as_view(), name="agreement-kind"),
]
