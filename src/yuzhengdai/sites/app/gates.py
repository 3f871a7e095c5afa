"""Who may open a page of the phone app: the gates of sites/web, which lead to the app's own login, choice and wizard here.

Views of sites/web are pages of the app by ``in_app``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views import View

from yuzhengdai.sites.app import hand_over
from yuzhengdai.sites.web.actors import current_user
from yuzhengdai.sites.web.gates import EnterpriseView, PublicView, UserView


class HandOverMixin(View):
    """Who is logged in and came from a gate dialog on the PC goes on with its enterprise first (R4)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The hand-over, once; then the page."""
        if not hand_over.token_given(request) or current_user(request) is None:
            return super().dispatch(request, *args, **kwargs)
        response = hand_over.lead_on(request) or super().dispatch(request, *args, **kwargs)
        hand_over.drop(request, response)
        return response


def in_app(view_class: type[View]) -> type[View]:
    """A view that portal or console have too, as a page of the app."""
    return type(f"App{view_class.__name__}", (HandOverMixin, view_class), {"__doc__": view_class.__doc__})


class AppPublicView(HandOverMixin, PublicView):
    """Anybody. Nothing keeps the page for later: the same address is another page for who is logged in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, to be asked for again each time unless the view says otherwise."""
        response = super().dispatch(request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
            patch_vary_headers(response, ["Cookie"])
        return response


class AppUserView(HandOverMixin, UserView):
    """Somebody who is logged in, with or without an enterprise; others: app:login."""


class AppEnterpriseView(HandOverMixin, EnterpriseView):
    """A member of the chosen enterprise; others: app:login, app:choose-enterprise. ``allowed_roles`` None: every member may."""
