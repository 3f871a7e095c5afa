"""管理需求 and 发布需求 (C7–C10)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.demands import actions, managing, publishing

_ONE = "demands/<uuid:demand_id>/"

urlpatterns: list[URLPattern] = [
    path("demands/", managing.DemandListView.as_view(), name="demands"),
    path("demands/new/", publishing.DemandNewView.as_view(), name="demand-new"),
    path("demands/preview/", publishing.DemandPreviewView.as_view(), name="demand-preview"),
    path(_ONE, managing.DemandDetailView.as_view(), name="demand-detail"),
    path(f"{_ONE}draft/", publishing.DemandDraftView.as_view(), name="demand-draft"),
    path(f"{_ONE}done/", publishing.DemandDoneView.as_view(), name="demand-done"),
    path(f"{_ONE}edit/", managing.DemandEditView.as_view(), name="demand-edit"),
    path(f"{_ONE}delete/", actions.DemandDeleteView.as_view(), name="demand-delete"),
    path(f"{_ONE}close/", actions.DemandCloseView.as_view(), name="demand-close"),
    path(f"{_ONE}extend/", actions.DemandExtendView.as_view(), name="demand-extend"),
    path(f"{_ONE}reopen/", actions.DemandReopenView.as_view(), name="demand-reopen"),
    path("offers/<uuid:offer_id>/decline/", actions.OfferDeclineView.as_view(), name="offer-decline"),
]
