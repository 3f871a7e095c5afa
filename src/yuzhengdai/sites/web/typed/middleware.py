"""One place that every POST of every site passes: whose form it is, what is kept of one that cannot be taken, where scripts go on.

Stands behind the actor (whom it asks) and outside ``ProblemsMiddleware`` (whose pages it sees).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.errors import PROBLEM
from yuzhengdai.sites.web.gates import login_first
from yuzhengdai.sites.web.site import render_page, site_of
from yuzhengdai.sites.web.typed.kept import keep_post, page_of_form, remember, show_again
from yuzhengdai.sites.web.typed.owner import (
    enterprise_choice,
    enterprise_of,
    is_of_person,
    login_url,
    owner_mark,
    posted_mark,
)
from yuzhengdai.sites.web.typed.scripts import done_before, is_script, tells_where, told

OTHER_PERSON = "现在登录的是另一个账号，这份内容属于原来的账号，没有提交"
_ANYBODY = frozenset({"logout", "login", "choose-enterprise", "enterprises", "elder"})
_LOGIN_STAGES = "login-"
"""Routes whose forms are about the session itself: whoever acts now means now. A page whose session is over logs in in place
(behaviours/login_here.ts) and is still marked as its owner's while it asks for a code or a signature."""


class TypedMiddleware:
    """No typed word is lost, and none of one enterprise or person enters another's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep what an error page would lose; show again what was kept; tell scripts where to go on."""
        response = self.get_response(request)
        if request.method == "POST" and getattr(response, PROBLEM, False):
            keep_post(request)
        show_again(request, response)
        remember(request, response)
        return tells_where(request, response, posted_mark(request) if request.method == "POST" else "")

    def process_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase | None:
        """Refuse a form that was made for somebody else, before any view reads it."""
        if request.method != "POST":
            return None
        mark = posted_mark(request)
        return _not_theirs(request, mark) or done_before(request, mark)


def _not_theirs(request: HttpRequest, mark: str) -> HttpResponseBase | None:
    match = request.resolver_match
    now_acting = owner_mark(request) if mark else ""
    route = (match.url_name if match else "") or ""
    if mark == now_acting or route in _ANYBODY or route.startswith(_LOGIN_STAGES):
        return None
    if not now_acting:
        return login_first(request)
    return None if is_of_person(request, mark) else _other_enterprise(request, mark)


def _other_enterprise(request: HttpRequest, mark: str) -> HttpResponseBase:
    theirs, ours = enterprise_of(request, mark), current_enterprise(request)
    if theirs is None:
        if is_script(request):
            return told(HTTPStatus.CONFLICT, "person", OTHER_PERSON, login=login_url(request))
        return _page(request, sentence=OTHER_PERSON + "。", theirs=None)
    sentence = f"{_now_at(ours)}，这份{_what(request)}属于 {theirs.name}"
    if is_script(request):
        return told(
            HTTPStatus.CONFLICT,
            "enterprise",
            sentence,
            **enterprise_choice(request, theirs),
        )
    keep_post(request)
    return _page(request, sentence=f"{sentence}，没有提交。", theirs=theirs)


def _now_at(ours: Any) -> str:
    return f"您已切换到 {ours.name}" if ours is not None else "您现在没有选择企业"


def _what(request: HttpRequest) -> str:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return "申请" if (name or "").startswith("apply") else "内容"


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    site = site_of(request)
    full = {
        "next": page_of_form(request),
        "choose_url": "" if site.is_staff else site.url("choose-enterprise"),
        "home_url": site.prefix,
        "home_label": site.home_label,
        **context,
    }
    return render_page(request, "errors/other_owner.html", full, HTTPStatus.CONFLICT)
