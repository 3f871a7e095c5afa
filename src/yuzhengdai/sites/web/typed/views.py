"""Who is logged in now: asked by pages that were open before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import URLPattern, path

from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import render_page, site_of
from yuzhengdai.sites.web.typed.owner import (
    enterprise_choice,
    enterprise_of,
    is_of_person,
    owner_mark,
    posted_mark,
)


class SessionView(PublicView):
    """``{"owner", "token", "enterprise", "is_theirs", "theirs"}``: the mark of who acts now ("" for nobody), a fresh token for the
    page's forms, the enterprise chosen now, and what the asking page (its mark comes in ``X-Form-Owner``) is to who acts now: whether
    it is theirs as things stand, else which of the person's enterprises it belongs to, as ``{"enterprise", "name", "choose"}``; null
    is another person's page.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing is changed by asking."""
        enterprise, owner, mark = current_enterprise(request), owner_mark(request), posted_mark(request)
        theirs = enterprise_of(request, mark) if mark and not site_of(request).is_staff else None
        response = JsonResponse(
            {
                "owner": owner,
                "token": get_token(request),
                "enterprise": enterprise.name if enterprise else "",
                "is_theirs": bool(owner) and (owner == mark or is_of_person(request, mark)),
                "theirs": enterprise_choice(request, theirs) if theirs else None,
            }
        )
        response["Cache-Control"] = "private, no-store"
        return response


class SessionBackView(PublicView):
    """Where a login in another tab ends: go back to the page that waits."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; its script tells the waiting tab and closes this one where the browser lets it."""
        return render_page(request, "session_back.html", {"is_logged_in": bool(owner_mark(request))})


def session_urls() -> list[URLPattern]:
    """The two routes, for the URL configuration of each side."""
    return [
        path("session/", SessionView.as_view(), name="session"),
        path("session/back/", SessionBackView.as_view(), name="session-back"),
    ]
