"""The token of the QR code on its way through the phone: from the download page to the first page after logging in.

It travels in a cookie of its own that only the server reads and that ends with the token. It leads, and lets nobody in.
"""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from yuzhengdai.domain.access.services import hand_over_open, hand_over_take
from yuzhengdai.domain.access.services.hand_over import TOKEN_VALID, is_token
from yuzhengdai.sites.member.entry import choose
from yuzhengdai.sites.web.actors import ActingRequest
from yuzhengdai.sites.web.origin import is_asked_ahead

PARAMETER = "t"


def cookie_name() -> str:
    """The cookie's name; with the ``__Host-`` prefix wherever the session has it."""
    prefix = "__Host-" if settings.SESSION_COOKIE_NAME.startswith("__Host-") else ""
    return f"{prefix}yzd_hand_over"


def token_given(request: HttpRequest) -> str:
    """What has the form of a token in the address, or in the cookie; else ""."""
    for text in (request.GET.get(PARAMETER, ""), request.COOKIES.get(cookie_name(), "")):
        if is_token(text):
            return text
    return ""


def opened(request: HttpRequest) -> str:
    """The token of the address ("" for none): a phone came with it, which the PC is told. Not so when a browser fetches ahead."""
    token = request.GET.get(PARAMETER, "")
    if not is_token(token):
        return ""
    if not is_asked_ahead(request):
        hand_over_open(actor=cast(ActingRequest, request).actor, token=token)
    return token


def carry(token: str, response: HttpResponseBase) -> None:
    """Keep the token for the pages that follow; the same whatever it opens."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=TOKEN_VALID,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )


def lead_on(request: HttpRequest) -> HttpResponseRedirect | None:
    """For somebody who is logged in and came with a token: on to the 企业认证 of its enterprise, or None for an ordinary page.

    Called by the gates of the app before a page is shown. What the browser or the service worker fetches by itself leads nowhere.
    """
    token = token_given(request)
    if not token or not _is_navigation(request):
        return None
    enterprise = hand_over_take(actor=cast(ActingRequest, request).actor, token=token)
    if enterprise is None:
        return None
    choose(request, enterprise.pk)
    return HttpResponseRedirect(reverse("app:verification"))


def drop(request: HttpRequest, response: HttpResponseBase) -> None:
    """Take the cookie away from somebody logged in: its token has been taken or leads nowhere."""
    if cookie_name() in request.COOKIES and _is_navigation(request):
        forget(response)


def forget(response: HttpResponseBase) -> None:
    """Take the cookie away."""
    response.delete_cookie(cookie_name(), path="/", samesite="Lax")


def _is_navigation(request: HttpRequest) -> bool:
    """Whether a person opens a page, through the service worker or not; browsers that do not say are believed.

    By Accept: what a service worker passes on keeps it, and what it fetches by itself asks for anything.
    """
    is_page = "text/html" in request.headers.get("Accept", "text/html")
    return request.method == "GET" and is_page and "prefetch" not in request.headers.get("Sec-Purpose", "")
