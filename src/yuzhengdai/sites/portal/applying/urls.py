"""The gate, the application form, 申请成功 (R4, P4–P7)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.applying import agreement, documents, phone, success, views
from yuzhengdai.sites.portal.applying import gate

urlpatterns: list[URLPattern] = [
    path("gate/", gate.GateView.as_view(), name="gate"),
    path("gate/status/", gate.GateStatusView.as_view(), name="gate-status"),
    path("products/<uuid:product_id>/apply/", views.ApplyView.as_view(), name="apply"),
    path(
        "products/<uuid:product_id>/apply/agreement/",
        agreement.ApplyAgreementView.as_view(),
        name="apply-agreement",
    ),
    path(
        "products/<uuid:product_id>/apply/grants/<slug:item>/",
        agreement.GrantTextView.as_view(),
        name="apply-grant-text",
    ),
    path("apply/<uuid:application_id>/draft/", views.DraftSaveView.as_view(), name="apply-draft"),
    path("apply/<uuid:application_id>/summary/", views.SummaryView.as_view(), name="apply-summary"),
    path(
        "apply/<uuid:application_id>/documents/", documents.DocumentAddView.as_view(), name="apply-documents"
    ),
    path("apply/<uuid:application_id>/phone/", phone.ContactPhoneView.as_view(), name="apply-phone"),
    path(
        "apply/<uuid:application_id>/phone/code/",
        phone.ContactPhoneCodeView.as_view(),
        name="apply-phone-code",
    ),
    path("apply/<uuid:application_id>/success/", success.ApplySuccessView.as_view(), name="apply-success"),
]
