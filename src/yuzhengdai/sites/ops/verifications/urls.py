"""核验台 (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.verifications import views

_ONE = "verifications/<uuid:verification_id>/"

urlpatterns: list[URLPattern] = [
    path("verifications/", views.VerificationListView.as_view(), name="verification-list"),
    path(_ONE, views.VerificationDetailView.as_view(), name="verification-detail"),
    path(f"{_ONE}decide/", views.VerificationDecideView.as_view(), name="verification-decide"),
    path(f"{_ONE}number/", views.NumberRevealView.as_view(), name="verification-number"),
    path(
        f"{_ONE}pictures/<slug:kind>/open/", views.PictureOpenView.as_view(), name="verification-picture-open"
    ),
    path(f"{_ONE}pictures/<slug:kind>/", views.PictureView.as_view(), name="verification-picture"),
]
