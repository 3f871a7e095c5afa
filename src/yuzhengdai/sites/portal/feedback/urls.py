"""意见反馈 (F1, R3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.feedback import asking

urlpatterns: list[URLPattern] = [
    path("feedback/", asking.FeedbackView.as_view(), name="feedback"),
    path("feedback/sent/<slug:number>/", asking.FeedbackSentView.as_view(), name="feedback-sent"),
    path("feedback/lookup/", asking.FeedbackLookupView.as_view(), name="feedback-lookup"),
]
