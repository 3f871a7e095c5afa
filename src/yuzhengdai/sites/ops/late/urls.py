"""超时督办."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.late import views

urlpatterns: list[URLPattern] = [
    path("late/", views.LateListView.as_view(), name="late-list"),
    path("late/<uuid:application_id>/", views.LateUrgeView.as_view(), name="late-urge"),
]
