"""Queue and case page (B1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.bank.cases.actions import ActionView
from yuzhengdai.sites.bank.cases.approval import ApprovalView, CorrectionView, ProposalView
from yuzhengdai.sites.bank.cases.looks import DataView, IdentityPictureView, IdentityView, PhoneView
from yuzhengdai.sites.bank.cases.views import (
    ApplicationListView,
    CasePrintView,
    CaseTabView,
    DocumentView,
    QueueView,
)

_CASE = "applications/<uuid:application_id>/"

urlpatterns: list[URLPattern] = [
    path("", QueueView.as_view(), name="queue"),
    path("applications/", ApplicationListView.as_view(), name="application-list"),
    path(_CASE, CaseTabView.as_view(), name="case"),
    path(f"{_CASE}approval/", ApprovalView.as_view(), name="case-approval"),
    path(f"{_CASE}correction/", CorrectionView.as_view(), name="case-correction"),
    path(f"{_CASE}proposal/", ProposalView.as_view(), name="case-proposal"),
    path(f"{_CASE}print/", CasePrintView.as_view(), name="case-print"),
    path(f"{_CASE}phone/", PhoneView.as_view(), name="case-phone"),
    path(f"{_CASE}data/", DataView.as_view(), name="case-data"),
    path(f"{_CASE}identity/", IdentityView.as_view(), name="case-identity"),
    path(f"{_CASE}identity/<slug:picture>/", IdentityPictureView.as_view(), name="case-identity-picture"),
    path(f"{_CASE}documents/<uuid:document_id>/", DocumentView.as_view(), name="document"),
    path(f"{_CASE}actions/<slug:action>/", ActionView.as_view(), name="case-action"),
    path(f"{_CASE}<slug:tab>/", CaseTabView.as_view(), name="case-tab"),
]
