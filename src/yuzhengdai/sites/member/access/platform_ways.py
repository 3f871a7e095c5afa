"""Ways to an identity platform and back: what a browser began lies in its session, on the server, and is taken out once.

So it ends only in the browser in which it began, within ten minutes, and nothing of it can be set by an address or a form.
"""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare

from yuzhengdai.foundation.core.tries import address_mark, tries_require
from yuzhengdai.foundation.integrations.identity_platform.base import IdentityPlatform
from yuzhengdai.sites.member.entry import PLATFORM_WAYS_KEY
from yuzhengdai.sites.web.actors import client_address
from yuzhengdai.sites.web.site import site_of

WAY_VALID_S = 600
WAYS_AT_ONCE = 5
"""Tabs of one browser that may be on their way at the same time."""
STARTS, STARTS_WITHIN = 60, timedelta(minutes=10)
"""From one address: a hall full of people logs in by one."""
ANSWER_NAMES = ("code", "error", "iss", "ticket")
ANSWER_LIMIT = 2000


def way_begin(request: HttpRequest, adapter: IdentityPlatform, **more: Any) -> HttpResponse:
    """Remember the way with ``more`` and send the browser off. Raises RateLimited, ExternalError."""
    platform = adapter.row.key
    marks = [address_mark(client_address(request))]
    tries_require(kind="access.platform", marks=marks, at_most=STARTS, within=STARTS_WITHIN)
    state = secrets.token_urlsafe(24)
    begun = adapter.begin(return_address=return_address(request, platform), state=state)
    ways = _ways(request)
    known = {"platform": platform, "site": _door(request), "kept": dict(begun.kept), "at": time.time()}
    ways[state] = known | more
    newest = sorted(ways.items(), key=lambda item: item[1]["at"])[-WAYS_AT_ONCE:]
    request.session[PLATFORM_WAYS_KEY] = dict(newest)
    return HttpResponseRedirect(begun.address)


def way_taken(request: HttpRequest, platform: str) -> dict[str, Any] | None:
    """What this answer ends, taken out of the session: a second answer with the same state finds none."""
    told = request.GET.get("state", "")
    ways = _ways(request)
    state = next((one for one in ways if constant_time_compare(one, told)), None)
    if state is None:
        return None
    way = ways.pop(state)
    request.session[PLATFORM_WAYS_KEY] = ways
    request.session.save()
    is_same = way["platform"] == platform and way["site"] == _door(request)
    return way if is_same else None


def answer_of(request: HttpRequest) -> dict[str, str]:
    """What the platform's answer may hold, cut to length; nothing else of the address is looked at."""
    return {name: request.GET[name][:ANSWER_LIMIT] for name in ANSWER_NAMES if name in request.GET}


def return_address(request: HttpRequest, platform: str) -> str:
    """Where the platform leads back to, as registered there."""
    return f"{settings.SITE_BASE_URL}{site_of(request).url('login-platform-back', platform)}"


def at_our_address(request: HttpRequest) -> str:
    """Platforms lead back to SITE_BASE_URL: whoever stands at another name of ours begins there, once; "" for who is there."""
    is_there = f"{request.scheme}://{request.get_host()}" == settings.SITE_BASE_URL
    if is_there or "here" in request.GET:
        return ""
    mark = "&here=1" if request.GET else "?here=1"
    return f"{settings.SITE_BASE_URL}{request.get_full_path()}{mark}"


def _door(request: HttpRequest) -> str:
    """The console comes back by the portal's door."""
    return "app" if site_of(request).is_app else "portal"


def _ways(request: HttpRequest) -> dict[str, dict[str, Any]]:
    """The ways of this browser, by state; those of more than ten minutes ago dropped."""
    found = request.session.get(PLATFORM_WAYS_KEY) if request.COOKIES else None
    ways = found if isinstance(found, dict) else {}
    return {state: way for state, way in ways.items() if 0 <= time.time() - way["at"] <= WAY_VALID_S}
