"""需求大厅, 融资方案 and where an institution lends (B2)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.bank.demands import hall, lending, making, offers

_DEMAND = "demands/<uuid:demand_id>/"
_OFFER = "offers/<uuid:offer_id>/"

urlpatterns: list[URLPattern] = [
    path("demands/", hall.HallView.as_view(), name="demand-list"),
    path("demands/export.xlsx", hall.HallExportView.as_view(), name="demand-export"),
    path(_DEMAND, making.DemandView.as_view(), name="demand"),
    path(f"{_DEMAND}offer/", making.OfferMakeView.as_view(), name="demand-offer"),
    path(f"{_DEMAND}interest/", hall.InterestView.as_view(), name="demand-interest"),
    path("offers/", offers.OfferListView.as_view(), name="offer-list"),
    path(_OFFER, offers.OfferView.as_view(), name="offer"),
    path(f"{_OFFER}edit/", making.OfferEditView.as_view(), name="offer-edit"),
    path(f"{_OFFER}actions/<slug:action>/", offers.OfferActionView.as_view(), name="offer-action"),
    path("lending/", lending.LendingView.as_view(), name="lending"),
]
