"""人工认证."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.console.verification import review, steps, views
from yuzhengdai.sites.member.verification.base import FieldPartView, PictureView
from yuzhengdai.sites.member.verification.presenting import PresentView, PutAwayView

urlpatterns: list[URLPattern] = [
    path("verification/", views.VerificationView.as_view(), name="verification"),
    path("verification/start/", views.VerificationStartView.as_view(), name="verification-start"),
    path("verification/role/", steps.RoleView.as_view(), name="verification-role"),
    path("verification/identity/", steps.IdentityView.as_view(), name="verification-identity"),
    path("verification/licence/", steps.LicenceView.as_view(), name="verification-licence"),
    path("verification/show/<slug:proves>/", PresentView.as_view(), name="verification-show"),
    path("verification/put-away/", PutAwayView.as_view(), name="verification-put-away"),
    path("verification/review/", review.ReviewView.as_view(), name="verification-review"),
    path("verification/letter/", views.LetterView.as_view(), name="verification-letter"),
    path("verification/pictures/<slug:kind>/", PictureView.as_view(), name="verification-picture"),
    path(
        "verification/pictures/<slug:kind>/<slug:field>/",
        FieldPartView.as_view(),
        name="verification-part",
    ),
]
