"""The texts that people agree to, as the pages of the portal and of the app show them."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.foundation.core import money
from yuzhengdai.foundation.core.markup import markup_html

_ALIASES = {
    "privacy_policy": "privacy",
    "user_agreement": "user_service",
    "user_service_agreement": "user_service",
}


def agreement_kind(slug: str) -> AgreementKind:
    """The kind that an address names, also by its older names. Raises Http404 for an unknown one."""
    kind = slug.replace("-", "_")
    kind = _ALIASES.get(kind, kind)
    if kind not in AgreementKind.values:
        raise Http404
    return AgreementKind(kind)


def agreement_shown(kind: AgreementKind) -> dict[str, Any]:
    """The version in force: ``agreement``, its ``day`` and ``body``; None and "" where none is in force yet."""
    agreement: Agreement | None
    try:
        agreement = agreement_current(kind=kind)
    except Agreement.DoesNotExist:
        agreement = None
    return {
        "label": kind.label,
        "agreement": agreement,
        "day": money.day(agreement.published_at) if agreement and agreement.published_at else "",
        "body": markup_html(agreement.body) if agreement else "",
    }
