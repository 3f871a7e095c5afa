"""意见反馈 (F1, R3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.portal.feedback import views

urlpatterns: list[URLPattern] = [
    path("feedback/", views.FeedbackView.as_view(), name="feedback"),
    path("feedback/sent/<slug:number>/", views.FeedbackSentView.as_view(), name="feedback-sent"),
    path("feedback/lookup/", views.FeedbackLookupView.as_view(), name="feedback-lookup"),
]
