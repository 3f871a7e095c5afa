"""What an application's form sends, as the page and the services take it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.submit import Submission
from yuzhengdai.domain.applications.validation import raw_values
from yuzhengdai.sites.member.applying.page import FormState


def posted_version(request: HttpRequest) -> int:
    """The draft's version that this page was made from; -1 for rubbish, which never fits."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def submission_of(request: HttpRequest, application_id: UUID, product_id: UUID) -> Submission:
    """The form as the service takes it."""
    try:
        version_id = UUID(request.POST.get("product_version", ""))
    except ValueError:
        version_id = UUID(int=0)
    tab = request.POST.get("tab", "")[:40]
    return Submission(
        typed=request.POST.dict(),
        grants=request.POST.getlist("grants"),
        key=f"{application_id.hex}{tab}"[:64],
        product_id=product_id,
        version_id=version_id,
        tab=tab,
        base_version=posted_version(request),
    )


def posted_state(
    request: HttpRequest,
    draft: Application,
    *,
    base_version: int,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    file_problems: list[str] | None = None,
) -> FormState:
    """The page again as it was sent: typed, ticked, under the same marks."""
    return FormState(
        draft=draft,
        raw=raw_values(request.POST.dict()),
        tab=request.POST.get("tab", "")[:40] or secrets.token_urlsafe(12),
        base_version=base_version,
        ticked=request.POST.getlist("grants"),
        errors=errors or {},
        notice=notice,
        file_problems=file_problems or [],
    )
