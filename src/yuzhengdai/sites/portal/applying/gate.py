"""「请先完成企业认证」 (R4): the way to the phone, to 人工认证, and to help; goes on by itself once verified (R11)."""

from __future__ import annotations

import hashlib
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.access.services import hand_over_make
from yuzhengdai.domain.access.services.hand_over import TOKEN_VALID
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.verification.enums import GateState
from yuzhengdai.domain.verification.watching import GateWatch, gate_watch, phone_step
from yuzhengdai.domain.verification.words import GATE, doing
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.sites.member.entry import safe_next
from yuzhengdai.sites.member.verification.card import review_answer
from yuzhengdai.sites.web.browser import is_phone
from yuzhengdai.sites.web.gates import EnterpriseView, PublicView
from yuzhengdai.sites.web.qr import qr_path
from yuzhengdai.sites.web.site import CONSOLE, site_at

NOTHING_TO_SCAN = frozenset({GateState.IN_REVIEW, GateState.FROZEN})
"""States in which the phone has nothing to do."""
POLL_MS = 1500
"""Between two questions of an open dialog, while the phone has steps to go."""
LAST_POLL_MS = 700
"""While only the certificate's password is to come: the dialog closes within two seconds of 「注册成功」 (R11)."""
_SIGNER = signing.TimestampSigner(salt="yuzhengdai.gate")
_NO_CONTENT = 204
_ENDED = {"stop": True, "text": "登录已结束，请重新登录后继续"}


def download_url(token: str) -> str:
    """The absolute address in the QR code: the download page and the hand-over token."""
    base: str = settings.SITE_BASE_URL
    return f"{base}{reverse('app:download')}?{urlencode({'t': token})}"


class GateView(EnterpriseView):
    """The dialog. A verified enterprise goes straight on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Dialog over a page of its own; other pages open it over themselves."""
        target = safe_next(request, reverse("portal:product-list"))
        actor = self.request.actor
        watched = gate_watch(actor=actor)
        state = watched.state
        if state == GateState.DONE:
            return HttpResponseRedirect(target)
        if state in NOTHING_TO_SCAN:
            return self.without_qr(request, target, watched)
        address = download_url(hand_over_make(actor=actor))
        path, size = qr_path(address)
        context = {
            "next": target,
            "close_href": _back_from(target),
            "qr_path": path,
            "qr_size": size,
            "valid_until": clock.iso(clock.now() + TOKEN_VALID),
            "status_url": status_url(request, actor, target),
            "verification_url": f"{reverse('console:verification')}?{urlencode({'next': target})}",
            "problem_url": f"{reverse('portal:feedback')}?{urlencode({'kind': 'verification', 'page': target})}",
            "phone_url": address if settings.IS_DEMO else "",
            "is_phone": is_phone(request),
            "poll_ms": _poll_ms(state),
            "mark": shown_state(watched),
            "state_text": state_text(actor, watched),
        }
        return render(request, "portal/applying/gate.html", context)

    def without_qr(self, request: HttpRequest, target: str, watched: GateWatch) -> HttpResponse:
        """While it is in review, or the enterprise is frozen: how things stand, and nothing to scan."""
        actor = self.request.actor
        answer = review_answer(actor) if watched.state == GateState.IN_REVIEW else GATE[watched.state].dialog
        context = {
            "close_href": _back_from(target),
            "status_url": status_url(request, actor, target),
            "poll_ms": _poll_ms(watched.state),
            "state": watched.state.value,
            "answer": answer,
            "heading": GATE[watched.state].heading or GATE[watched.state].title,
            "progress_url": reverse("console:verification"),
        }
        return render(request, "portal/applying/gate_waiting.html", context)


def status_url(request: HttpRequest, actor: Actor, target: str) -> str:
    """Where the open dialog asks, for this session alone."""
    watch = {"next": target, "who": _watch_mark(request, actor)}
    return f"{reverse('portal:gate-status')}?{urlencode(watch)}"


class GateStatusView(PublicView):
    """Whether to go on; asked every 1.5 s by an open dialog, more often while only the password is to come.

    Who asks stands signed in the address and holds for this session alone, so that an answer costs few small queries instead of
    looking the membership up each time. What it leads to checks them all.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """{"go": url} once verified, {"state", "text", "rest_ms", "mark"}, 204 when that is what the dialog shows already.

        ``mark`` is absent while the state says everything; it comes back as ``seen``.
        """
        found = _watcher(request)
        if found is None:
            return JsonResponse(_ENDED)
        actor, epoch = found
        watched = gate_watch(actor=actor)
        if watched.session_epoch != epoch:
            return JsonResponse(_ENDED)
        if watched.state == GateState.DONE:
            return JsonResponse({"go": safe_next(request, reverse("portal:product-list"))})
        shown = shown_state(watched)
        if request.GET.get("seen") == shown:
            return HttpResponse(status=_NO_CONTENT)
        text = state_text(actor, watched)
        answer = {"state": watched.state.value, "text": text, "rest_ms": _poll_ms(watched.state)}
        return JsonResponse(answer if shown == watched.state.value else answer | {"mark": shown})


def shown_state(watched: GateWatch) -> str:
    """What the dialog sends back as what it shows already: the state, and while the phone is at it the mark of its progress."""
    is_filling = watched.state in {GateState.OPEN, GateState.RETURNED} and watched.mark
    return f"{watched.state.value}.{watched.mark}" if is_filling else watched.state.value


def state_text(actor: Actor, watched: GateWatch) -> str:
    """The sentence of the dialog: scanned or not, and the phone's step; "" while nothing has happened."""
    said = GATE.get(watched.state)
    text = said.dialog if said else ""
    if watched.state not in {GateState.OPEN, GateState.RETURNED} or not watched.mark:
        return text
    at = phone_step(actor=actor)
    scanned = "已扫码，" if watched.is_scanned else ""
    if at is None:
        return f"{scanned}请在手机上继续" if scanned else text
    step = doing(at.step)
    if watched.is_under_way:
        return f"{scanned}第 {at.number} 步进行中：{step}"
    return text or f"已办到第 {at.number} 步：{step}。扫码后接着办，已填的内容都在"


def _poll_ms(state: GateState) -> int:
    return LAST_POLL_MS if state == GateState.CERTIFICATE else POLL_MS


def _watch_mark(request: HttpRequest, actor: Actor) -> str:
    session = _session_mark(request.session.session_key or "")
    epoch = cast(User, request.user).session_epoch
    return _SIGNER.sign(f"{actor.user_id}.{actor.organisation_id}.{session}.{epoch}")


def _watcher(request: HttpRequest) -> tuple[Actor, int] | None:
    """Whom the address speaks of and their ``session_epoch`` then, when it was made for the session that asks; else None."""
    try:
        said = _SIGNER.unsign(request.GET.get("who", ""), max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    user_id, enterprise_id, session, *epoch = said.split(".")
    if not epoch:  # an address of the version before
        return None
    if session != _session_mark(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
        return None
    # A session that was ended is answered nothing any more.
    if request.session.get(SESSION_KEY) != user_id:
        return None
    actor = Actor(kind=ActorKind.ENTERPRISE, user_id=UUID(user_id), organisation_id=UUID(enterprise_id))
    return actor, int(epoch[0])


def _session_mark(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def _back_from(target: str) -> str:
    """Where closing the dialog leads: the product whose application was clicked, else the products."""
    parts = target.split("/")
    if target.startswith("/products/") and len(parts) > 3:
        return f"/products/{parts[2]}/"
    if site_at(target) is CONSOLE:
        return reverse("console:profile-basic")
    return reverse("portal:product-list")
