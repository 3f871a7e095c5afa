"""What the pages of the certificate have in common."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.sites.app.gates import AppEnterpriseView

MAX_BASE64 = 6000
_DEVICES = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("harmony", "鸿蒙手机"),
    ("android", "安卓手机"),
    ("windows", "Windows 电脑"),
    ("macintosh", "Mac 电脑"),
    ("linux", "Linux 电脑"),
)


class CertificatePageView(AppEnterpriseView):
    """A page of the certificate, in the app's frame."""

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Render it. ``holder`` names the record in the phone's own store: one person, one enterprise."""
        frame = {
            "enterprise": self.enterprise,
            "holder": f"{self.user.pk}:{self.enterprise.pk}",
            "bar_right": (reverse("portal:help"), "帮助"),
        }
        return render(self.request, f"app/certificate/{template}.html", frame | context, status=status)


def decoded(text: str) -> bytes:
    """Bytes sent as base64; none for what is no base64 or too long."""
    if len(text) > MAX_BASE64:
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def device_name(request: HttpRequest) -> str:
    """What the browser says it runs on, in a word the owner knows."""
    agent = request.headers.get("User-Agent", "").lower()
    return next((name for mark, name in _DEVICES if mark in agent), "其他设备")


def origin_of(request: HttpRequest) -> str:
    """Our origin as the browser sees it; the host is one of ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"


def refusal(error: AppError) -> JsonResponse:
    """An error for an island."""
    return JsonResponse({"error": error.first_sentence, "code": error.code}, status=error.http_status)
