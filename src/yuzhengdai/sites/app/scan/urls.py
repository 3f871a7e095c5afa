"""扫一扫 and 「确认登录」 (L5)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.scan.pc_proof import PcProofView
from yuzhengdai.sites.app.scan.views import ScanCancelView, ScanLoginView, ScanView

urlpatterns: list[URLPattern] = [
    path("scan/", ScanView.as_view(), name="scan"),
    path("scan/pc/", PcProofView.as_view(), name="pc-proof"),
    path("scan/<uuid:scan_id>/", ScanLoginView.as_view(), name="scan-login"),
    path("scan/<uuid:scan_id>/cancel/", ScanCancelView.as_view(), name="scan-login-cancel"),
]
