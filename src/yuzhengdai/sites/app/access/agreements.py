"""The texts that people agree to, to read on the phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.agreement_text import agreement_kind, agreement_shown


class AgreementView(AppPublicView):
    """The version in force of one kind."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The text, or that none is in force yet; 404 for an unknown kind."""
        return render(request, "app/access/agreement.html", agreement_shown(agreement_kind(kind)))
