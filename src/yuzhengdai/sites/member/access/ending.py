"""The one end of every way of logging in on the enterprise side: a fresh session that says how it began, then where to go on."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

from yuzhengdai.domain.access.services import LoginDone
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.sites.member.access.invitations import invitations_url
from yuzhengdai.sites.member.entry import choose, enter, home_url
from yuzhengdai.sites.web.site import site_of


def finish_login(
    request: HttpRequest, done: LoginDone, target: str = "", *, enterprise: Enterprise | None = None
) -> str:
    """Begin the session; the address to go on to. ``enterprise``: the way of logging in has chosen it already.

    Invitations that wait come first: their page says who invites to what, and only a button there takes one up. Then
    ``target``, a page of ours (``safe_next``), or the home page; without a chosen enterprise among several, or with none, the
    choice before that.
    """
    enter(request, done)
    chosen = enterprise or (done.choices[0].enterprise if len(done.choices) == 1 else None)
    if chosen is not None:
        choose(request, chosen.pk)
    if done.invitations:
        return invitations_url(request, target)
    if chosen is not None:
        return target or home_url(request)
    url = site_of(request).url("choose-enterprise")
    return f"{url}?{urlencode({'next': target})}" if target else url
