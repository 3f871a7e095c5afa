"""「请先完成企业认证」 (R4): the way to the phone, to 人工认证, and to help; goes on by itself once verified (R11)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.selectors import verification_latest_for
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.shared.actors import ActingRequest, current_enterprise
from yuzhengdai.sites.shared.entry import safe_next
from yuzhengdai.sites.shared.gates import EnterpriseView
from yuzhengdai.sites.shared.qr import qr_path

QR_VALID = timedelta(minutes=10)


def download_url() -> str:
    """The absolute address in the QR code.

    ``t`` is the place of the hand-over token between PC and phone, which is work of its own (issue 3); the value is
    random, stored nowhere and opens nothing.
    """
    base: str = settings.SITE_BASE_URL
    return f"{base}{reverse('app:download')}?{urlencode({'t': secrets.token_urlsafe(12)})}"


class GateView(EnterpriseView):
    """The dialog. A verified enterprise goes straight on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Dialog over a page of its own; other pages open it over themselves."""
        target = safe_next(request, reverse("portal:product-list"))
        if _is_verified(request):
            return HttpResponseRedirect(target)
        path, size = qr_path(download_url())
        context = {
            "next": target,
            "close_href": _back_from(target),
            "qr_path": path,
            "qr_size": size,
            "valid_until": clock.iso(clock.now() + QR_VALID),
            "status_url": f"{reverse('portal:gate-status')}?{urlencode({'next': target})}",
            "verification_url": f"{reverse('console:verification')}?{urlencode({'next': target})}",
            "problem_url": f"{reverse('portal:feedback')}?{urlencode({'kind': 'verification', 'page': target})}",
            "state_text": _state_text(request),
        }
        return render(request, "portal/applying/gate.html", context)


class GateStatusView(EnterpriseView):
    """Whether to go on; asked every 1.5 s by an open dialog, so it costs two small queries and renders nothing."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """{"go": url} once verified, else {"text": …}."""
        if _is_verified(request):
            return JsonResponse({"go": safe_next(request, reverse("portal:product-list"))})
        return JsonResponse({"text": _state_text(request)})


def _is_verified(request: HttpRequest) -> bool:
    enterprise: Enterprise | None = current_enterprise(request)
    return enterprise is not None and enterprise.is_verified


def _state_text(request: HttpRequest) -> str:
    acting: ActingRequest = request  # type: ignore[assignment]
    latest = verification_latest_for(actor=acting.actor)
    state = latest.state if latest else ""
    return {
        VerificationState.SUBMITTED.value: "已提交审核，通过后这里自动继续",
        VerificationState.IN_REVIEW.value: "已提交审核，通过后这里自动继续",
        VerificationState.RETURNED.value: "认证资料需要补充，请到人工认证查看",
        VerificationState.REFUSED.value: "上次认证未通过，请到人工认证查看原因",
    }.get(state, "")


def _back_from(target: str) -> str:
    """Where closing the dialog leads: the product whose application was clicked, else the products."""
    parts = target.split("/")
    if target.startswith("/products/") and len(parts) > 3:
        return f"/products/{parts[2]}/"
    return reverse("portal:product-list")
