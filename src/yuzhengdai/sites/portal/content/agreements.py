"""平台协议 and the other texts that people agree to, to read and to print."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.markup import markup_html
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment

_ALIASES = {
    "privacy_policy": "privacy",
    "user_agreement": "user_service",
    "user_service_agreement": "user_service",
}
_PUBLIC = (AgreementKind.PLATFORM, AgreementKind.USER_SERVICE, AgreementKind.PRIVACY)


class AgreementView(SharedPageView):
    """The version in force of one kind; 平台协议 without a kind."""

    keep_s = 60.0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, or 404 for an unknown kind."""
        kind = str(kwargs.get("kind", AgreementKind.PLATFORM)).replace("-", "_")
        kind = _ALIASES.get(kind, kind)
        if kind not in AgreementKind.values:
            raise Http404
        self.kind = AgreementKind(kind)
        return super().get(request, **kwargs)

    def fragment(self) -> Fragment:
        """The text, or that none is in force yet."""
        agreement: Agreement | None
        try:
            agreement = agreement_current(kind=self.kind)
        except Agreement.DoesNotExist:
            agreement = None
        context = {
            "kind": self.kind.value,
            "label": self.kind.label,
            "agreement": agreement,
            "day": money.day(agreement.published_at) if agreement and agreement.published_at else "",
            "body": markup_html(agreement.body) if agreement else "",
            "others": [(kind.value, kind.label) for kind in _PUBLIC if kind != self.kind],
        }
        nav = "agreement" if self.kind == AgreementKind.PLATFORM else ""
        title = agreement.title if agreement else str(self.kind.label)
        return Fragment(render_fragment("portal/content/agreement.html", context), title, nav=nav)
