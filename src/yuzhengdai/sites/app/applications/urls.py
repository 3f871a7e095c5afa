"""立即申请 and 我的申请 on the phone (P4–P7, C6): the views of portal and console, drawn for a small screen."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.member.applications import actions, calls, next_steps
from yuzhengdai.sites.member.applications import documents as handed_in
from yuzhengdai.sites.member.applications import views as listing
from yuzhengdai.sites.member.applying import agreement, documents, phone, success, views

_PRODUCT = "products/<uuid:product_id>/apply/"
_DRAFT = "apply/<uuid:application_id>/"
_ONE = "applications/<uuid:application_id>/"

urlpatterns: list[URLPattern] = [
    path(_PRODUCT, in_app(views.ApplyView).as_view(), name="apply"),
    path(f"{_PRODUCT}agreement/", agreement.ApplyAgreementView.as_view(), name="apply-agreement"),
    path(f"{_PRODUCT}grants/<slug:item>/", agreement.GrantTextView.as_view(), name="apply-grant-text"),
    path(f"{_DRAFT}draft/", views.DraftSaveView.as_view(), name="apply-draft"),
    path(f"{_DRAFT}summary/", views.SummaryView.as_view(), name="apply-summary"),
    path(f"{_DRAFT}documents/", documents.DocumentAddView.as_view(), name="apply-documents"),
    path(f"{_DRAFT}phone/", phone.ContactPhoneView.as_view(), name="apply-phone"),
    path(f"{_DRAFT}phone/code/", phone.ContactPhoneCodeView.as_view(), name="apply-phone-code"),
    path(f"{_DRAFT}success/", success.ApplySuccessView.as_view(), name="apply-success"),
    path("applications/", in_app(listing.ApplicationListView).as_view(), name="application-list"),
    path(_ONE, in_app(listing.ApplicationDetailView).as_view(), name="application-detail"),
    path(f"{_ONE}withdraw/", actions.WithdrawView.as_view(), name="application-withdraw"),
    path(f"{_ONE}forgo/", actions.ForgoView.as_view(), name="application-forgo"),
    path(f"{_ONE}discard/", actions.DiscardView.as_view(), name="application-discard"),
    path(f"{_ONE}supplement/", actions.SupplementView.as_view(), name="application-supplement"),
    path(f"{_ONE}call-report/", calls.CallReportView.as_view(), name="application-call-report"),
    path(f"{_ONE}carry-over/", next_steps.CarryOverView.as_view(), name="application-carry-over"),
    path(f"{_ONE}costs/", actions.CostsView.as_view(), name="application-costs"),
    path(f"{_ONE}documents/", handed_in.DocumentAddView.as_view(), name="application-documents"),
    path(
        f"{_ONE}documents/<uuid:document_id>/",
        handed_in.DocumentView.as_view(),
        name="application-document",
    ),
    path(
        f"{_ONE}documents/<uuid:document_id>/delete/",
        handed_in.DocumentDeleteView.as_view(),
        name="application-document-delete",
    ),
]
