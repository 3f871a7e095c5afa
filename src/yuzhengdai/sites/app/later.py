"""Pages of the app that follow: they say so."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.sites.app.gates import AppPublicView


class AppLaterView(AppPublicView):
    """Says what will be here."""

    title: ClassVar[str] = ""
    what: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        return render(request, "app/later.html", {"title": self.title, "what": self.what})
