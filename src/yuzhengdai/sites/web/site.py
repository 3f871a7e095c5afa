"""Which site a request is in: the one place that reads the path's prefix. Whatever differs between sites asks its record.

Views, forms and words that an enterprise has on any screen (portal, console) and in the phone app stand once, in
sites/member. They name routes and templates without their site: ``application-detail`` is ``console:application-detail``
on any screen and ``app:application-detail`` in the app, ``applications/list.html`` likewise. What the app does not have
is the same page for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import NoReverseMatch, get_resolver, get_urlconf, reverse

Side = Literal["enterprise", "staff"]
MESSAGES_COOKIE = "messages"
"""Django's name of it: one side's messages are not shown on the other."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site; its prefix begins and ends with a slash and is its front page."""

    key: str
    prefix: str
    spaces: tuple[str, ...]
    """Namespaces in which a route without one is looked up; the first that has it wins."""
    folders: tuple[str, ...]
    """Folders of templates in which a template is looked up; the first that has it wins."""
    side: Side = "enterprise"
    home_label: str = "返回首页"
    """Words of the link to the front page."""
    gate: str = "gate"
    """Route to which an enterprise without 企业认证 is led (R4)."""
    standing: str = "profile-verification"
    """Route on which the state of 企业认证 stands."""

    @property
    def is_app(self) -> bool:
        """Whether this is the phone app."""
        return self.key == "app"

    @property
    def is_staff(self) -> bool:
        """Whether staff work here."""
        return self.side == "staff"

    @property
    def cookies(self) -> dict[str, str]:
        """Django's name of the session, CSRF and message cookies → the name they have in browsers."""
        usual = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, MESSAGES_COOKIE)
        staff = (
            settings.STAFF_SESSION_COOKIE_NAME,
            settings.STAFF_CSRF_COOKIE_NAME,
            f"staff_{MESSAGES_COOKIE}",
        )
        return dict(zip(usual, staff if self.is_staff else usual, strict=True))

    def has(self, path: str) -> bool:
        """Whether a path lies here; the prefix without its last slash does too."""
        return path.startswith(self.prefix) or path == self.prefix[:-1]

    def route(self, name: str) -> str:
        """The full name of a route. Errors: NoReverseMatch when no namespace of this site has it."""
        return name if ":" in name else _route(self.spaces, name, get_urlconf())

    def url(self, name: str, *args: Any) -> str:
        """The path of a route; a name with a namespace means exactly that route."""
        return reverse(self.route(name), args=args)

    def template(self, name: str) -> str:
        """The full name of a template. Errors: TemplateDoesNotExist when no folder of this site has it."""
        return _template(self.folders, name)


_ANY_SCREEN: dict[str, Any] = {"spaces": ("portal", "console"), "folders": ("portal", "console", "shared")}
CONSOLE = Site("console", "/console/", **_ANY_SCREEN, home_label="返回企业服务管理")
APP = Site(
    "app",
    "/app/",
    ("app", "portal", "console"),
    ("app", "shared"),
    gate="verification",
    standing="verification",
)
BANK = Site("bank", "/bank/", ("bank",), ("bank", "shared"), "staff", home_label="返回工作台")
OPS = Site("ops", "/ops/", ("ops",), ("ops", "shared"), "staff", home_label="返回工作台")
PORTAL = Site("portal", "/", **_ANY_SCREEN)
SITES = (CONSOLE, APP, BANK, OPS, PORTAL)
"""The portal has the root and comes last."""


@cache
def _route(spaces: tuple[str, ...], name: str, urlconf: str | None) -> str:
    known = get_resolver(urlconf).namespace_dict
    for space in spaces:
        if space in known and name in known[space][1].reverse_dict:
            return f"{space}:{name}"
    raise NoReverseMatch(f"no route {name} in {', '.join(spaces)}")


@cache
def _template(folders: tuple[str, ...], name: str) -> str:
    return str(select_template([f"{folder}/{name}" for folder in folders]).template.name)


def site_at(path: str) -> Site:
    """The site of a path (without a script name)."""
    return next((site for site in SITES if site.has(path)), PORTAL)


def site_of(request: HttpRequest) -> Site:
    """The site a request is in; found once a request."""
    found: Site | None = getattr(request, "site_record", None)
    if found is None:
        found = site_at(request.path_info)
        request.site_record = found  # type: ignore[attr-defined]
    return found


def redirect_to(request: HttpRequest, name: str, *args: Any, part: str = "") -> HttpResponseRedirect:
    """To a route of the site the request is in; ``part`` is an anchor of that page, without #."""
    return HttpResponseRedirect(site_of(request).url(name, *args) + (f"#{part}" if part else ""))


def render_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A template of the site the request is in."""
    return render(request, site_of(request).template(template), dict(context or {}), status=status)
