"""「在手机上确认」 of a session begun by a scan: asked here, answered under 「扫一扫」 on the phone that scanned."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from yuzhengdai.domain.access.enums import ScanState
from yuzhengdai.domain.access.services import phone_proof_ask, phone_proof_state, phone_proof_take
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.sites.member.access.base import AccessView
from yuzhengdai.sites.member.access.prove import prove_url
from yuzhengdai.sites.member.entry import home_url, safe_next
from yuzhengdai.sites.web.actors import PROVED_KEY, SCAN_KEY
from yuzhengdai.sites.web.gates import UserView
from yuzhengdai.sites.web.site import redirect_to

_NO_CONTENT = 204


def scan_of(request: HttpRequest) -> UUID | None:
    """The code by which this session began."""
    raw = str(request.session.get(SCAN_KEY, ""))
    return UUID(raw) if raw else None


class ProvePhoneView(UserView, AccessView):
    """Asks the phone that scanned; a session that no phone began is told to use the code instead."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the page."""
        return redirect_to(request, "login-prove")

    def post(self, request: HttpRequest) -> HttpResponse:
        scan_id = scan_of(request)
        try:
            if scan_id is None:
                raise NotFound
            phone_proof_ask(user=self.user, scan_id=scan_id)
        except NotFound:
            messages.warning(request, "找不到扫码登录的那部手机，请用短信验证码确认。")
        return HttpResponseRedirect(prove_url(request))


class ProvePhoneStatusView(UserView):
    """Asked every two seconds while somebody looks at the page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """{"state": …}, 204 when that is what the page shows."""
        scan_id = scan_of(request)
        state = phone_proof_state(user=self.user, scan_id=scan_id) if scan_id else ScanState.EXPIRED
        if request.GET.get("seen") == state.value:
            return HttpResponse(status=_NO_CONTENT)
        response = JsonResponse({"state": state.value})
        response["Cache-Control"] = "no-store"
        return response


class ProvePhoneDoneView(UserView):
    """The phone has confirmed: the session remembers it, and goes on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload of the answer: back to the page."""
        return redirect_to(request, "login-prove")

    def post(self, request: HttpRequest) -> HttpResponse:
        scan_id = scan_of(request)
        try:
            if scan_id is None:
                raise Refused("access.proof_missing", "找不到扫码登录的那部手机，请用短信验证码确认。")
            request.session[PROVED_KEY] = phone_proof_take(user=self.user, scan_id=scan_id)
        except Refused as error:
            messages.warning(request, error.sentence)
            return HttpResponseRedirect(prove_url(request))
        return HttpResponseRedirect(safe_next(request) or home_url(request))
