"""金融产品 on the phone (P1–P4)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.catalogue.views import ProductListView, ProductView

urlpatterns: list[URLPattern] = [
    path("products/", ProductListView.as_view(), name="product-list"),
    path("products/<uuid:product_id>/", ProductView.as_view(), name="product-detail"),
]
