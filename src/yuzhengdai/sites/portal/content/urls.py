"""政策资讯, 帮助中心, 平台协议 text, the pages of the footer."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.portal.content import texts
from yuzhengdai.sites.portal.content.about import AboutView
from yuzhengdai.sites.portal.content.agreements import AgreementView
from yuzhengdai.sites.portal.content.articles import (
    HelpArticleView,
    HelpView,
    PolicyDetailView,
    PolicyListView,
)
from yuzhengdai.sites.portal.content.fixed_texts import FixedTextView

urlpatterns: list[URLPattern] = [
    path("policies/", PolicyListView.as_view(), name="policy-list"),
    path("policies/<slug:slug>/", PolicyDetailView.as_view(), name="policy-detail"),
    path("help/", HelpView.as_view(), name="help"),
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
    path("join/", AboutView.as_view(text="join", title="机构入驻", action="提交入驻意向"), name="join"),
    path("fees/", AboutView.as_view(text="fees", title="收费公示"), name="fees"),
    path(
        "accessibility/",
        AboutView.as_view(text="accessibility", title="适老化及无障碍声明"),
        name="accessibility",
    ),
]
