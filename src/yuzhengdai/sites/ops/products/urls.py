"""产品审核 and the shelf (O1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.products import views

urlpatterns: list[URLPattern] = [
    path("products/", views.ProductListView.as_view(), name="product-list"),
    path("products/<uuid:product_id>/", views.ProductDetailView.as_view(), name="product-detail"),
    path("products/<uuid:product_id>/shelf/", views.ProductShelfView.as_view(), name="product-shelf"),
    path("products/versions/<uuid:version_id>/", views.VersionView.as_view(), name="product-version"),
]
