"""Who may open a page of the phone app: as in sites/shared/gates.py, with the app's own login and choice of enterprise."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.sites.app import hand_over
from yuzhengdai.sites.shared.actors import ActingRequest, current_enterprise, current_user
from yuzhengdai.sites.shared.gates import PublicView, redirect_with_next


class AppPublicView(PublicView):
    """Anybody. Who is logged in and came from a gate dialog on the PC goes on with its enterprise first (R4)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The hand-over, once; then the page."""
        if not hand_over.token_given(request) or current_user(request) is None:
            return super().dispatch(request, *args, **kwargs)
        response = hand_over.lead_on(request) or super().dispatch(request, *args, **kwargs)
        hand_over.drop(request, response)
        return response


class AppUserView(AppPublicView):
    """Somebody who is logged in, with or without an enterprise."""

    gate = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Login first."""
        if current_user(request) is None:
            return redirect_with_next(request, "app:login")
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who is logged in; there is somebody after dispatch."""
        user = current_user(self.request)
        if user is None:
            raise Http404
        return user


class AppEnterpriseView(AppUserView):
    """A member of the chosen enterprise. ``allowed_roles`` None: every member may."""

    gate = "enterprise"
    allowed_roles: ClassVar[frozenset[str] | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Login, then an enterprise, then the role."""
        if current_user(request) is None:
            return redirect_with_next(request, "app:login")
        if current_enterprise(request) is None:
            return redirect_with_next(request, "app:enterprises")
        acting = cast(ActingRequest, request)
        if self.allowed_roles is not None and not self.allowed_roles & acting.actor.roles:
            raise PermissionDenied("您的角色不能做这一步，请联系本企业管理员。")
        return super().dispatch(request, *args, **kwargs)

    @property
    def enterprise(self) -> Enterprise:
        """The chosen enterprise; there is one after dispatch."""
        enterprise = current_enterprise(self.request)
        if enterprise is None:
            raise Http404
        return enterprise

    @property
    def enterprise_id(self) -> UUID:
        """Its id."""
        return self.enterprise.pk


class AppVerifiedView(AppEnterpriseView):
    """A member of a verified enterprise; others are led to the wizard (R4, on the phone itself)."""

    gate = "verified-enterprise"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As AppEnterpriseView, then 企业认证."""
        enterprise = current_enterprise(request)
        if enterprise is not None and not enterprise.is_verified:
            return redirect_with_next(request, "app:verification")
        return super().dispatch(request, *args, **kwargs)
