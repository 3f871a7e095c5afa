"""我的, 意见反馈 and 我的反馈 on the phone (F1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.app.mine.views import MineView
from yuzhengdai.sites.shared.feedback import asking, mine

urlpatterns: list[URLPattern] = [
    path("mine/", MineView.as_view(), name="mine"),
    path("feedback/", in_app(asking.FeedbackView).as_view(), name="feedback"),
    path("feedback/sent/<slug:number>/", asking.FeedbackSentView.as_view(), name="feedback-sent"),
    path("feedback/lookup/", asking.FeedbackLookupView.as_view(), name="feedback-lookup"),
    path("mine/feedback/", mine.FeedbackListView.as_view(), name="my-feedback"),
    path("mine/feedback/<uuid:feedback_id>/", mine.FeedbackDetailView.as_view(), name="my-feedback-detail"),
    path(
        "mine/feedback/<uuid:feedback_id>/pictures/<uuid:file_id>/",
        mine.FeedbackPictureView.as_view(),
        name="my-feedback-picture",
    ),
]
