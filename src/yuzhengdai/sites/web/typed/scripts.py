"""Requests that scripts make: they are told what stands in the way, and are never led to a page made for people."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.response import HttpResponseRedirectBase

from yuzhengdai.foundation.core.sent_forms import sent_form_answer, sent_form_note

SUBMIT_HEADER = "X-Submit"
"""Sent by a page that posts its form in the background and keeps it until the answer is there (behaviours/submit.ts): a number of the
page's own, the same when it sends the form again."""
AGAIN_HEADER = "X-Submit-Again"
"""Sent besides when the answer to the first sending got lost."""

_SESSION_ROUTES = ("login", "logout", "register", "choose", "enterprises")
_NUMBER = re.compile(r"[0-9a-f-]{32,36}")

LOGIN_OVER = "登录已失效，重新登录后继续，您填写的内容还在"
PROVE = "确认由您本人办理"
PROVE_FIRST = "请先用短信验证码确认由您本人办理，您填写的内容还在"
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
    """Whether a script asks, and not somebody who goes to a page.

    A service worker that passes a page's request on says ``Sec-Fetch-Dest: empty`` too, and keeps what the browser accepts for a page.
    """
    is_fetched = request.headers.get("Sec-Fetch-Dest", "") == "empty"
    is_page = "application/xhtml+xml" in request.headers.get("Accept", "")
    return asks_for_data(request) or SUBMIT_HEADER in request.headers or (is_fetched and not is_page)


def told(status: HTTPStatus, reason: str, sentence: str, **more: Any) -> JsonResponse:
    """What a script is told: ``reason`` (login, enterprise, person, token, gate) for it, ``error`` for the reader."""
    response = JsonResponse({"reason": reason, "error": sentence, **more}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def submit_number(request: HttpRequest) -> str:
    """The number of a form that was posted in the background, "" of any other request and of forms that change the session:
    their lost answer held a cookie, which an address alone does not bring back."""
    number, match = request.headers.get(SUBMIT_HEADER, ""), request.resolver_match
    if match is None or (match.url_name or "").startswith(_SESSION_ROUTES):
        return ""
    return number if _NUMBER.fullmatch(number) else ""


def done_before(request: HttpRequest, owner: str) -> HttpResponseBase | None:
    """The answer that got lost, where the same form was done already."""
    number = submit_number(request)
    if not number or AGAIN_HEADER not in request.headers:
        return None
    answer = sent_form_answer(owner=owner, number=number)
    return _go(answer) if answer else None


def tells_where(request: HttpRequest, response: HttpResponseBase, owner: str) -> HttpResponseBase:
    """``{"go": address}`` instead of a redirect, for a form that was posted in the background; noted for when it is lost."""
    if SUBMIT_HEADER not in request.headers or not isinstance(response, HttpResponseRedirectBase):
        return response
    number = submit_number(request)
    if request.method == "POST" and number:
        sent_form_note(owner=owner, number=number, answer=response.url)
    told_where = _go(response.url)
    told_where.cookies = response.cookies
    return told_where


def _go(url: str) -> JsonResponse:
    response = JsonResponse({"go": url})
    response["Cache-Control"] = "private, no-store"
    return response
