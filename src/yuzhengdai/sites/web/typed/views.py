"""Who is logged in now: asked by pages that were open before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import URLPattern, path

from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import render_page
from yuzhengdai.sites.web.typed.owner import owner_mark


class SessionView(PublicView):
    """``{"owner", "token", "enterprise"}``: the mark of who acts now ("" for nobody), a fresh token for the page's forms."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing is changed by asking."""
        enterprise = current_enterprise(request)
        response = JsonResponse(
            {
                "owner": owner_mark(request),
                "token": get_token(request),
                "enterprise": enterprise.name if enterprise else "",
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
