"""Parts of the workbench that follow in later work: they say so inside the workbench."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.sites.web.gates import OfficerView


class BankLaterView(OfficerView):
    """``nav`` is the key of the menu entry, ``title`` its label."""

    nav: ClassVar[str] = ""
    title: ClassVar[str] = ""
    what: ClassVar[str] = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return render(
            request, "bank/later.html", {"nav": self.nav, "page_title": self.title, "what": self.what}
        )
