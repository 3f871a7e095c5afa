"""The two places in which an enterprise acts: the sites for any screen (portal, console) and the phone app under /app/.

Views, forms and words that both have stand once, in sites/member. What differs are the names of routes and the templates:
shared code asks for those of the portal and console, and in the app gets the app's own. The place follows the path, as the
session's side does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.sites.web.site import site_of

_APP_ROUTES: Mapping[str, str] = {
    "portal:home": "app:home",
    "portal:login": "app:login",
    "portal:login-code": "app:login-code",
    "portal:logout": "app:logout",
    "portal:choose-enterprise": "app:enterprises",
    "portal:register": "app:register",
    "portal:register-code": "app:register-code",
    "portal:register-join": "app:register-join",
    "portal:register-reclaim": "app:register-reclaim",
    "portal:gate": "app:verification",
    "portal:agreement-kind": "app:agreement",
    "portal:feedback": "app:feedback",
    "portal:feedback-sent": "app:feedback-sent",
    "portal:feedback-lookup": "app:feedback-lookup",
    "portal:product-list": "app:products",
    "portal:product-detail": "app:product",
    "portal:apply": "app:apply",
    "portal:apply-agreement": "app:apply-agreement",
    "portal:apply-grant-text": "app:apply-grant-text",
    "portal:apply-draft": "app:apply-draft",
    "portal:apply-summary": "app:apply-summary",
    "portal:apply-documents": "app:apply-documents",
    "portal:apply-phone": "app:apply-phone",
    "portal:apply-phone-code": "app:apply-phone-code",
    "portal:apply-success": "app:apply-success",
    "console:verification": "app:verification",
    "console:profile-verification": "app:verification",
    "console:profile-other": "app:utilities",
    "console:profile-electricity": "app:electricity",
    "console:profile-electricity-absent": "app:electricity-absent",
    "console:profile-electricity-change": "app:electricity-change",
    "console:profile-social-insurance": "app:social-insurance",
    "console:profile-utility-end": "app:utility-end",
    "console:application-list": "app:applications",
    "console:application-detail": "app:application",
    "console:application-withdraw": "app:application-withdraw",
    "console:application-forgo": "app:application-forgo",
    "console:application-discard": "app:application-discard",
    "console:application-supplement": "app:application-supplement",
    "console:application-costs": "app:application-costs",
    "console:application-documents": "app:application-documents",
    "console:application-document": "app:application-document",
    "console:application-document-delete": "app:application-document-delete",
    "console:authorisations": "app:authorisations",
    "console:authorisation": "app:authorisation",
    "console:authorisation-revoke": "app:authorisation-revoke",
    "console:authorisation-confirm": "app:authorisation-confirm",
    "console:messages": "app:messages",
    "console:message": "app:message",
    "console:messages-read-all": "app:messages-read-all",
    "console:feedback": "app:my-feedback",
    "console:feedback-detail": "app:my-feedback-detail",
    "console:feedback-picture": "app:my-feedback-picture",
}
"""Route of portal or console → its like in the app; what is not here is the same page for both."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request is: route names and templates of that place."""

    is_app: bool = False
    routes: Mapping[str, str] = field(default_factory=dict)

    def route(self, name: str) -> str:
        """The route's name here."""
        return self.routes.get(name, name)

    def url(self, name: str, args: Sequence[Any] = ()) -> str:
        """The path of a route here."""
        return reverse(self.route(name), args=args)

    def template(self, name: str) -> str:
        """``portal/access/login.html`` → ``app/access/login.html`` in the app."""
        return f"app/{name.partition('/')[2]}" if self.is_app else name


SITES = Place()
APP = Place(is_app=True, routes=_APP_ROUTES)


def place_of(request: HttpRequest) -> Place:
    """The place a request is in."""
    return APP if site_of(request).is_app else SITES


def url_here(request: HttpRequest, name: str, args: Sequence[Any] = ()) -> str:
    """The path of a route, or of its like in the app when the request is there."""
    return place_of(request).url(name, args)


def render_here(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A template of portal or console, or its like in the app when the request is there."""
    return render(request, place_of(request).template(template), dict(context), status=status)
