"""Showing 电子营业执照 or 网号/网证 for 企业认证: off to the platform, and what to do with the ticket that comes back (L6).

The way there is bound to this browser, this person, this enterprise and this attempt; the ticket is exchanged by our server, and what it
says is taken or refused by domain.verification. A refusal leads back to the step, where papers may be photographed as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import VerificationWay, WizardStep
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_editable_for
from yuzhengdai.domain.verification.services.presenting import (
    licence_present,
    licence_put_away,
    person_present,
    person_question,
)
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.foundation.core.errors import AppError, NotFound
from yuzhengdai.foundation.core.tries import tries_require
from yuzhengdai.foundation.integrations.identity_platform.base import (
    IdentityPlatform,
    PlatformRow,
    Proves,
)
from yuzhengdai.foundation.integrations.identity_platform.papers import ShowsPapers
from yuzhengdai.foundation.integrations.identity_platform.registry import get_platform, platform_counting
from yuzhengdai.sites.member.access.platform_ways import at_our_address, way_begin
from yuzhengdai.sites.member.verification.base import VerificationView
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.origin import is_asked_ahead
from yuzhengdai.sites.web.site import site_of

PAPER_OF = "attempt"
"""Key of a way that a paper is shown for: the attempt's id."""
SHOWN_PER_HOUR = 20
NOT_OPEN = "这个平台没有接入，或不能用于企业认证，请拍摄证件或更换认证方式。"
NOT_YET = "请先选择办理身份并同意身份信息的处理，再出示。"
CHANGED = "出示期间换了账号、企业，或这次认证已结束，没有采用，请重新出示。"


def licence_platform() -> PlatformRow | None:
    """The 电子营业执照 that counts here, if one is connected."""
    return platform_counting(Proves.LICENCE)


def person_platform() -> PlatformRow | None:
    """The 网证 that counts here, if one is connected."""
    return platform_counting(Proves.PERSON)


class PresentView(VerificationView):
    """Off to the platform, for the attempt that is being filled in."""

    def get(self, request: HttpRequest, proves: str) -> HttpResponse:
        """Remember the way and go; back to the wizard with a sentence where that cannot be."""
        if is_asked_ahead(request):
            return HttpResponse(status=204)
        row = self.find()
        platform = platform_counting(proves) if proves in set(Proves) else None
        if row is None or platform is None:
            messages.warning(request, NOT_OPEN)
            return redirect(self.front())
        if WizardStep.CONSENT not in wizard_state(verification=row).done or not row.role:
            messages.warning(request, NOT_YET)
            return redirect(self.front())
        if elsewhere := at_our_address(request):
            return HttpResponseRedirect(elsewhere)
        try:
            if proves == Proves.PERSON:
                person_question(verification=row)
            marks = [f"user:{request.actor.user_id}"]  # type: ignore[attr-defined]
            tries_require(
                kind="verification.paper_shown",
                marks=marks,
                at_most=SHOWN_PER_HOUR,
                within=timedelta(hours=1),
            )
            who = {"user": str(row.user_id), "enterprise": str(row.enterprise_id)}
            return way_begin(
                request,
                get_platform(platform.key),
                next="",
                **{PAPER_OF: str(row.pk)},
                **who,
            )
        except AppError as error:
            messages.warning(request, error.sentence)
            return redirect(_step_url(request, platform.proves, row))


class PutAwayView(VerificationView):
    """「改为拍摄营业执照」."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the licence that was shown out again; a second click finds it done."""
        row = self.find()
        if row is None:
            return redirect(self.front())
        if row.licence_from:
            licence_put_away(actor=request.actor, verification_id=row.pk)  # type: ignore[attr-defined]
        return redirect(_step_url(request, Proves.LICENCE, row))


def paper_back(
    request: HttpRequest, adapter: IdentityPlatform, way: Mapping[str, Any], answer: Mapping[str, str]
) -> HttpResponse:
    """The browser came back with a ticket for an attempt: take what it says, or say why not."""
    front = site_of(request).url("verification")
    row = _attempt(request, way)
    if row is None:
        messages.warning(request, CHANGED)
        return redirect(front if current_user(request) is not None else site_of(request).url("login"))
    try:
        _take(request, adapter, row, way, answer)
    except AppError as error:
        messages.error(request, error.sentence)
        return redirect(_step_url(request, adapter.row.proves, row))
    messages.success(request, f"已采用{adapter.row.name}的答复。")
    return redirect(front)


def _take(
    request: HttpRequest,
    adapter: IdentityPlatform,
    row: Verification,
    way: Mapping[str, Any],
    answer: Mapping[str, str],
) -> None:
    shows = cast(ShowsPapers, adapter)
    ticket = "" if answer.get("error") else answer.get("ticket", "")
    known: dict[str, Any] = {
        "actor": request.actor,  # type: ignore[attr-defined]
        "verification_id": row.pk,
        "platform": adapter.row,
    }
    if adapter.row.proves == Proves.LICENCE:
        licence = shows.licence_shown(ticket=ticket, began_at=way["at"])
        licence_present(**known, shown=licence)
    elif adapter.row.proves == Proves.PERSON:
        asked = person_question(verification=row)
        person = shows.person_shown(
            ticket=ticket,
            began_at=way["at"],
            person_name=asked.person_name,
            id_number=asked.id_number,
        )
        person_present(**known, shown=person, asked=asked)
    else:
        raise NotFound


def _attempt(request: HttpRequest, way: Mapping[str, Any]) -> Verification | None:
    """The attempt that the way was begun for, where the same person still acts for the same enterprise."""
    user, enterprise = current_user(request), current_enterprise(request)
    if user is None or enterprise is None:
        return None
    if (str(user.pk), str(enterprise.pk)) != (way["user"], way["enterprise"]):
        return None
    row = verification_editable_for(actor=request.actor)  # type: ignore[attr-defined]
    return row if row is not None and row.pk == UUID(way[PAPER_OF]) else None


def _step_url(request: HttpRequest, proves: str, row: Verification) -> str:
    """The step where the paper may be shown or photographed."""
    site = site_of(request)
    if proves == Proves.LICENCE:
        return site.url("verification-licence")
    is_there = site.is_app and row.way == VerificationWay.NETWORK_ID
    return site.url("verification-network-id") if is_there else site.url("verification")
