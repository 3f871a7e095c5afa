"""「手机扫码登录」 on the PC (L5): the QR with its two digits, what the open page asks for, and logging in.

Everything hangs on a cookie of the browser that opened the code: another browser hears nothing of it and cannot finish it.
"""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from yuzhengdai.domain.access.enums import ScanState
from yuzhengdai.domain.access.services import (
    ScanShown,
    scan_login_finish,
    scan_login_make,
    scan_login_shown,
    scan_login_state,
)
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import NotFound, RateLimited, Refused
from yuzhengdai.sites.member.access.base import AccessView
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.access.login import login_context
from yuzhengdai.sites.member.entry import acting_as, home_url, safe_next
from yuzhengdai.sites.web.actors import SCAN_KEY, client_address, current_user
from yuzhengdai.sites.web.browser import browser_mark, browser_words
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.qr import qr_path

COOKIE_AGE_S = 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}")
_NO_CONTENT = 204
OVER_HERE = "这个二维码已失效，请用手机扫新的二维码。"
_OPEN = frozenset({ScanState.WAITING, ScanState.SCANNED, ScanState.CONFIRMED})


def cookie_name() -> str:
    """The cookie's name; with the ``__Host-`` prefix wherever the session has it."""
    prefix = "__Host-" if settings.SESSION_COOKIE_NAME.startswith("__Host-") else ""
    return f"{prefix}yzd_scan"


def secret_of(request: HttpRequest) -> str:
    """This browser's secret, "" where it has none."""
    given = request.COOKIES.get(cookie_name(), "")
    return given if _SECRET.fullmatch(given) else ""


class ScanView(AccessView):
    """The code. ``?code=`` shows one of this browser again, as a page without scripts must to go on."""

    template = "access/login_scan.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whoever is logged in already goes on."""
        if current_user(request) is not None:
            return HttpResponseRedirect(safe_next(request) or home_url(request))
        secret = secret_of(request) or secrets.token_urlsafe(24)
        try:
            shown = _again(request, secret) or scan_login_make(
                secret=secret, address=client_address(request), browser_words=browser_words(request)
            )
        except RateLimited as limited:
            return self.page(request, limited.http_status, problem=limited.sentence, **_frame(request))
        response = self.page(request, problem="", **_frame(request), **_code_context(request, shown))
        response.set_cookie(
            cookie_name(),
            secret,
            max_age=COOKIE_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            path="/",
        )
        return response


class ScanStatusView(PublicView):
    """Asked every two seconds by a page that somebody looks at: one small query."""

    def get(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        """{"state": …}; 204 when that is what the page shows. Another browser's code reads like one that ran out."""
        state = scan_login_state(scan_id=scan_id, secret=secret_of(request)) or ScanState.EXPIRED
        if request.GET.get("seen") == state.value:
            return HttpResponse(status=_NO_CONTENT)
        response = JsonResponse({"state": state.value})
        response["Cache-Control"] = "no-store"
        return response


class ScanFinishView(AccessView):
    """The phone has confirmed: log this browser in."""

    def get(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        """A reload of the answer: back to the code."""
        return HttpResponseRedirect(reverse("portal:login-scan"))

    def post(self, request: HttpRequest, scan_id: UUID) -> HttpResponse:
        """In, and on to where one was going; else the page again with the reason."""
        target = safe_next(request)
        try:
            done, enterprise = scan_login_finish(
                actor=acting_as(request),
                scan_id=scan_id,
                secret=secret_of(request),
                browser=browser_mark(request),
            )
        except NotFound:
            messages.warning(request, OVER_HERE)
            return HttpResponseRedirect(reverse("portal:login-scan"))
        except Refused as error:
            messages.warning(request, error.sentence)
            return HttpResponseRedirect(_page_url(target, scan_id))
        onward = finish_login(request, done, target, enterprise=enterprise)
        request.session[SCAN_KEY] = str(scan_id)
        response = HttpResponseRedirect(onward)
        response.delete_cookie(cookie_name(), path="/", samesite="Lax")
        return response


def _again(request: HttpRequest, secret: str) -> ScanShown | None:
    """The code of ``?code=`` where it is this browser's and may still lead somewhere."""
    try:
        scan_id = UUID(request.GET.get("code", ""))
    except ValueError:
        return None
    shown = scan_login_shown(scan_id=scan_id, secret=secret)
    return shown if shown is not None and shown.state in _OPEN else None


def _frame(request: HttpRequest) -> dict[str, Any]:
    return login_context(request) | {"way": "scan"}


def _code_context(request: HttpRequest, shown: ScanShown) -> dict[str, Any]:
    query = urlencode({"c": shown.token})
    base: str = settings.SITE_BASE_URL
    address = f"{base}{reverse('app:scan')}?{query}"
    path, size = qr_path(address)
    return {
        "qr_path": path,
        "qr_size": size,
        "digits": shown.digits,
        "state": shown.state.value,
        "valid_until": clock.iso(shown.expires_at),
        "status_url": reverse("portal:login-scan-status", args=[shown.scan_id]),
        "finish_url": reverse("portal:login-scan-finish", args=[shown.scan_id]),
        "again_url": _page_url(safe_next(request), shown.scan_id),
        "phone_url": address if settings.IS_DEMO else "",
    }


def _page_url(target: str, scan_id: UUID) -> str:
    query = {"code": str(scan_id)} | ({"next": target} if target else {})
    return f"{reverse('portal:login-scan')}?{urlencode(query)}"
