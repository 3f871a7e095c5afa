"""The texts that people agree to, to read on the phone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.sites.app.gates import AppPublicView


class AgreementView(AppPublicView):
    """The version in force of one kind."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The text, or that none is in force yet; 404 for an unknown kind."""
        kind = kind.replace("-", "_")
        if kind not in AgreementKind.values:
            raise Http404
        try:
            agreement = agreement_current(kind=kind)
        except Agreement.DoesNotExist:
            agreement = None
        context = {
            "label": AgreementKind(kind).label,
            "agreement": agreement,
            "day": money.day(agreement.published_at) if agreement and agreement.published_at else "",
            "body": markup_html(agreement.body) if agreement else "",
        }
        return render(request, "app/access/agreement.html", context)
