"""Home, products, institutions, calculator, comparison (R1, P1–P3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.portal.catalogue.compare import CompareView
from yuzhengdai.sites.portal.catalogue.detail import CalculationView, PlanFileView, ProductDetailView
from yuzhengdai.sites.portal.catalogue.home import HomeView
from yuzhengdai.sites.portal.catalogue.institutions import InstitutionDetailView, InstitutionListView
from yuzhengdai.sites.portal.catalogue.listing import ProductCountView, ProductListView

urlpatterns: list[URLPattern] = [
    path("", HomeView.as_view(), name="home"),
    path("products/", ProductListView.as_view(), name="product-list"),
    path("products/count/", ProductCountView.as_view(), name="product-count"),
    path("products/compare/", CompareView.as_view(), name="product-compare"),
    path("products/<uuid:product_id>/", ProductDetailView.as_view(), name="product-detail"),
    path("products/<uuid:product_id>/calculation/", CalculationView.as_view(), name="product-calculation"),
    path("products/<uuid:product_id>/plan.csv", PlanFileView.as_view(), name="product-plan"),
    path("institutions/", InstitutionListView.as_view(), name="institution-list"),
    path("institutions/<slug:slug>/", InstitutionDetailView.as_view(), name="institution-detail"),
]
