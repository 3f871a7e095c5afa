"""平台协议 and the other texts that people agree to, to read and to print."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.sites.member.agreement_text import agreement_kind, agreement_shown
from yuzhengdai.sites.web.page_cache import Fragment, SharedPageView, render_fragment

_PUBLIC = (AgreementKind.PLATFORM, AgreementKind.USER_SERVICE, AgreementKind.PRIVACY)


class AgreementView(SharedPageView):
    """The version in force of one kind; 平台协议 without a kind."""

    keep_s = 60.0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, or 404 for an unknown kind."""
        self.kind = agreement_kind(str(kwargs.get("kind", AgreementKind.PLATFORM)))
        return super().get(request, **kwargs)

    def fragment(self) -> Fragment:
        """The text, or that none is in force yet."""
        context = agreement_shown(self.kind) | {
            "kind": self.kind.value,
            "others": [(kind.value, kind.label) for kind in _PUBLIC if kind != self.kind],
        }
        agreement: Agreement | None = context["agreement"]
        nav = "agreement" if self.kind == AgreementKind.PLATFORM else ""
        title = agreement.title if agreement else str(self.kind.label)
        return Fragment(render_fragment("portal/content/agreement.html", context), title, nav=nav)
