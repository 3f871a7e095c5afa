"""意见反馈: the desk (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.feedback import views

_ONE = "feedback/<uuid:feedback_id>/"

urlpatterns: list[URLPattern] = [
    path("feedback/", views.FeedbackListView.as_view(), name="feedback-list"),
    path(_ONE, views.FeedbackDetailView.as_view(), name="feedback-detail"),
    path(f"{_ONE}close/", views.FeedbackCloseView.as_view(), name="feedback-close"),
    path(f"{_ONE}pictures/<uuid:file_id>/", views.FeedbackPictureView.as_view(), name="feedback-picture"),
]
