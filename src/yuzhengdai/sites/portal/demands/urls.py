"""融资需求 that everybody may read, and 需求发布 from the portal (C10)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.demands.public import DemandPublicListView, DemandPublicView
from yuzhengdai.sites.member.demands.publishing import DemandNewView

urlpatterns: list[URLPattern] = [
    path("demands/", DemandPublicListView.as_view(), name="demand-list"),
    path("demands/new/", DemandNewView.as_view(), name="demand-new"),
    path("demands/<uuid:demand_id>/", DemandPublicView.as_view(), name="demand-page"),
]
