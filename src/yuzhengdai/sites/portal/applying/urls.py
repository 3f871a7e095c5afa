"""The gate, the application form, 申请成功 (R4, P4–P7)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import LaterView

urlpatterns: list[URLPattern] = [
    path("gate/", LaterView.as_view(title="请先完成企业认证", what="正在建设。"), name="gate"),
    path(
        "products/<uuid:product_id>/apply/",
        LaterView.as_view(title="立即申请", what="正在建设。"),
        name="apply",
    ),
    path(
        "apply/<uuid:application_id>/success/",
        LaterView.as_view(title="申请成功", what="正在建设。"),
        name="apply-success",
    ),
]
