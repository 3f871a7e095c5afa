"""Home, products, institutions, calculator, comparison (R1, P1–P3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("", LaterView.as_view(title="首页", what="正在建设。"), name="home"),
    path("products/", LaterView.as_view(title="金融产品", what="正在建设。"), name="product-list"),
    path("products/compare/", LaterView.as_view(title="产品比较", what="正在建设。"), name="product-compare"),
    path(
        "products/<uuid:product_id>/",
        LaterView.as_view(title="产品详情", what="正在建设。"),
        name="product-detail",
    ),
    path(
        "products/<uuid:product_id>/plan.csv",
        LaterView.as_view(title="还款计划", what="正在建设。"),
        name="product-plan",
    ),
    path("institutions/", LaterView.as_view(title="金融机构", what="正在建设。"), name="institution-list"),
    path(
        "institutions/<slug:slug>/",
        LaterView.as_view(title="金融机构", what="正在建设。"),
        name="institution-detail",
    ),
]
