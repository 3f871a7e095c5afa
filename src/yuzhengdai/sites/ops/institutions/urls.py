"""机构管理: institutions, branches, officers (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.institutions import officers, views

_ONE = "institutions/<uuid:institution_id>/"

urlpatterns: list[URLPattern] = [
    path("institutions/", views.InstitutionListView.as_view(), name="institution-list"),
    path("institutions/new/", views.InstitutionNewView.as_view(), name="institution-new"),
    path(_ONE, views.InstitutionDetailView.as_view(), name="institution-detail"),
    path(f"{_ONE}edit/", views.InstitutionEditView.as_view(), name="institution-edit"),
    path(f"{_ONE}branches/new/", views.BranchNewView.as_view(), name="branch-new"),
    path("branches/<uuid:branch_id>/", views.BranchEditView.as_view(), name="branch-edit"),
    path(f"{_ONE}officers/new/", officers.OfficerNewView.as_view(), name="officer-new"),
    path("officers/<uuid:officer_id>/", officers.OfficerEditView.as_view(), name="officer-edit"),
    path("officers/<uuid:officer_id>/active/", officers.OfficerActiveView.as_view(), name="officer-active"),
]
