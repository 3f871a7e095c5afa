"""Pages of work that follows: they say so instead of being a dead link."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.sites.web.gates import PublicView, VerifiedEnterpriseView


class LaterView(PublicView):
    """Says what will be here. ``title`` is the label of the menu entry."""

    title: ClassVar[str] = ""
    what: ClassVar[str] = ""
    layout: ClassVar[str] = "layouts/portal.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        context = {"title": self.title, "what": self.what, "layout": self.layout}
        return render(request, "shared/later.html", context)


class VerifiedLaterView(VerifiedEnterpriseView):
    """The same for what only verified enterprises may use (R4): the gate stands before it already now."""

    title: ClassVar[str] = ""
    what: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        context = {"title": self.title, "what": self.what, "layout": "layouts/portal.html"}
        return render(request, "shared/later.html", context)


class ConsoleLaterView(VerifiedEnterpriseView):
    """The same inside /console/."""

    title: ClassVar[str] = ""
    what: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        context = {"title": self.title, "what": self.what, "layout": "layouts/console.html"}
        return render(request, "shared/later.html", context)
