"""Pages of the app that follow: they say so."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from yuzhengdai.sites.app.gates import AppPublicView, AppVerifiedView


class _Later(View):
    title: ClassVar[str] = ""
    what: ClassVar[str] = ""
    tab: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        return render(request, "app/later.html", {"title": self.title, "what": self.what, "tab": self.tab})


class AppLaterView(_Later, AppPublicView):
    """Says what will be here. ``tab``: the page is one of the five main ones."""


class AppVerifiedLaterView(_Later, AppVerifiedView):
    """The same for what only verified enterprises can use: others are led to the wizard first (R4)."""
