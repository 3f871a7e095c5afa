"""Who may open a page of the phone app: the gates of sites/web, which lead to the app's own login, choice and wizard here.

Views of sites/web are pages of the app by ``in_app``.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views import View

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.sites.app import hand_over
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.gates import EnterpriseView, PublicView, UserView, VerifiedEnterpriseView


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

    @property
    def user(self) -> User:
        """Who is logged in; there is somebody after dispatch."""
        user = current_user(self.request)
        if user is None:
            raise Http404
        return user


class AppEnterpriseView(HandOverMixin, EnterpriseView):
    """A member of the chosen enterprise; others: app:login, app:choose-enterprise. ``allowed_roles`` None: every member may."""

    @property
    def user(self) -> User:
        """Who is logged in; there is somebody after dispatch."""
        user = current_user(self.request)
        if user is None:
            raise Http404
        return user

    @property
    def enterprise(self) -> Enterprise:
        """The chosen enterprise; there is one after dispatch."""
        enterprise = current_enterprise(self.request)
        if enterprise is None:
            raise Http404
        return enterprise

    @property
    def enterprise_id(self) -> UUID:
        return self.enterprise.pk


class AppVerifiedView(AppEnterpriseView, VerifiedEnterpriseView):
    """A member of a verified enterprise; others are led to the wizard (R4, on the phone itself)."""

    gate = "verified-enterprise"
