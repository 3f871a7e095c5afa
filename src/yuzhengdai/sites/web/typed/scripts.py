"""Requests that scripts make: they are told what stands in the way, and are never led to a page made for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.response import HttpResponseRedirectBase

SUBMIT_HEADER = "X-Submit"
"""Sent by a page that posts its form in the background and keeps it until the answer is there (behaviours/submit.ts)."""

LOGIN_OVER = "登录已失效，重新登录后继续，您填写的内容还在"
CHOOSE_FIRST = "请先选择企业，再继续，您填写的内容还在"
VERIFY_FIRST = "请先完成企业认证，您填写的内容还在"
TOKEN_OLD = "页面已过期，请再提交一次，您填写的内容还在"  # noqa: S105 - a sentence


def asks_for_data(request: HttpRequest) -> bool:
    """Whether a script asks that can do nothing with a page: htmx, autosave, uploads, codes, polls."""
    headers = request.headers
    return (
        "HX-Request" in headers
        or headers.get("X-Requested-With") == "XMLHttpRequest"
        or headers.get("Accept", "").startswith("application/json")
    )


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks, and not somebody who goes to a page."""
    return (
        asks_for_data(request)
        or SUBMIT_HEADER in request.headers
        or request.headers.get("Sec-Fetch-Dest", "") == "empty"
    )


def told(status: HTTPStatus, reason: str, sentence: str, **more: Any) -> JsonResponse:
    """What a script is told: ``reason`` (login, enterprise, person, token, gate) for it, ``error`` for the reader."""
    response = JsonResponse({"reason": reason, "error": sentence, **more}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def tells_where(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """``{"go": address}`` instead of a redirect, for a form that was posted in the background."""
    if SUBMIT_HEADER not in request.headers or not isinstance(response, HttpResponseRedirectBase):
        return response
    told_where = JsonResponse({"go": response.url})
    told_where.cookies = response.cookies
    return told_where
