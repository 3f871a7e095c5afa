"""Pages behind the manual's links whose work has not landed: they say 「尚未开放」 before any login, QR code or promise.

The links stay, because the manual names them. Nothing here asks for anything: an owner who is told to verify first and then
hears that there is nothing would be right to feel cheated.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import PublicView


class LaterView(PublicView):
    """``title`` is the label of the menu entry; ``instead`` what can be done today, as (text, route) pairs."""

    title: ClassVar[str] = ""
    what: ClassVar[str] = ""
    nav: ClassVar[str] = ""
    instead: ClassVar[tuple[tuple[str, str], ...]] = ()
    template: ClassVar[str] = "shared/later.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, the same for everybody."""
        context = {"title": self.title, "what": self.what, "instead": self.instead, "nav": self.nav}
        return render(request, self.template, context | {"layout": self.layout(request)})

    def layout(self, request: HttpRequest) -> str:
        """The frame around it."""
        return "layouts/portal.html"


class ConsoleLaterView(LaterView):
    """The same inside /console/ for whoever stands there already; in the portal's frame for everybody else."""

    def layout(self, request: HttpRequest) -> str:
        """The console's frame needs an enterprise to greet."""
        return "layouts/console.html" if current_enterprise(request) else "layouts/portal.html"


class AppLaterView(LaterView):
    """The same in the phone app. ``tab``: the page is one of the five main ones."""

    tab: ClassVar[str] = ""
    template = "app/later.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"title": self.title, "what": self.what, "instead": self.instead, "tab": self.tab}
        return render(request, self.template, context)
