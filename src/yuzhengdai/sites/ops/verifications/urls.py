"""核验台 (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.verifications import case, pictures, queue, same_number

_ONE = "verifications/<uuid:verification_id>/"

urlpatterns: list[URLPattern] = [
    path("verifications/", queue.VerificationListView.as_view(), name="verification-list"),
    path("verifications/shared/", same_number.SharedNumberListView.as_view(), name="verification-shared"),
    path(_ONE, case.VerificationDetailView.as_view(), name="verification-detail"),
    path(f"{_ONE}decide/", case.VerificationDecideView.as_view(), name="verification-decide"),
    path(f"{_ONE}number/", pictures.NumberRevealView.as_view(), name="verification-number"),
    path(
        f"{_ONE}pictures/<slug:kind>/open/",
        pictures.PictureOpenView.as_view(),
        name="verification-picture-open",
    ),
    path(f"{_ONE}pictures/<slug:kind>/", pictures.PictureView.as_view(), name="verification-picture"),
]
