"""需求审核: demands whose words the text check holds."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.demands import views

_ONE = "demands/<uuid:demand_id>/"

urlpatterns: list[URLPattern] = [
    path("demands/", views.DemandListView.as_view(), name="demand-list"),
    path(_ONE, views.DemandDetailView.as_view(), name="demand-detail"),
    path(f"{_ONE}pass/", views.DemandPassView.as_view(), name="demand-pass"),
    path(f"{_ONE}return/", views.DemandReturnView.as_view(), name="demand-return"),
    path(f"{_ONE}remove/", views.DemandRemoveView.as_view(), name="demand-remove"),
]
