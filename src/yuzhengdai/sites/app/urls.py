"""豫正贷, the phone app under /app/: phone-first pages that work without installing."""

from __future__ import annotations

from django.urls import path

from yuzhengdai.sites.app.certificate import urls as certificate
from yuzhengdai.sites.app.download import urls as download
from yuzhengdai.sites.app.later import AppLaterView
from yuzhengdai.sites.app.shell import urls as shell
from yuzhengdai.sites.app.verification import urls as verification

app_name = "app"

_SOON = "正在接入。"

_soon = [
    path("login/", AppLaterView.as_view(title="登录", what=_SOON), name="login"),
    path("register/", AppLaterView.as_view(title="注册", what=_SOON), name="register"),
    path("logout/", AppLaterView.as_view(title="退出", what=_SOON), name="logout"),
    path("enterprises/", AppLaterView.as_view(title="请选择企业", what=_SOON), name="enterprises"),
    path("products/", AppLaterView.as_view(title="金融产品", what=_SOON), name="products"),
    path("products/<uuid:product_id>/", AppLaterView.as_view(title="金融产品", what=_SOON), name="product"),
    path(
        "products/<uuid:product_id>/apply/", AppLaterView.as_view(title="立即申请", what=_SOON), name="apply"
    ),
    path("applications/", AppLaterView.as_view(title="我的申请", what=_SOON), name="applications"),
    path(
        "applications/<uuid:application_id>/",
        AppLaterView.as_view(title="我的申请", what=_SOON),
        name="application",
    ),
    path("messages/", AppLaterView.as_view(title="消息", what=_SOON), name="messages"),
    path("mine/", AppLaterView.as_view(title="我的", what=_SOON), name="mine"),
    path("feedback/", AppLaterView.as_view(title="意见反馈", what=_SOON), name="feedback"),
    path("scan/", AppLaterView.as_view(title="扫一扫", what="扫码登录将在后续版本提供。"), name="scan"),
]

urlpatterns = [
    *shell.urlpatterns,
    *download.urlpatterns,
    *verification.urlpatterns,
    *certificate.urlpatterns,
    *_soon,
]
