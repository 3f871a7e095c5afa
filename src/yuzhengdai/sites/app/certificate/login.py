"""「证书密码登录」: the other way into the app, on the phone that holds the key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.access.services import login_by_certificate
from yuzhengdai.domain.certificates.enums import ChallengePurpose
from yuzhengdai.domain.certificates.services import challenge_make
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.sites.app.certificate.common import decoded, origin_of, refusal
from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.access.ending import finish_login
from yuzhengdai.sites.member.entry import acting_as, safe_next
from yuzhengdai.sites.web.actors import client_address, current_user
from yuzhengdai.sites.web.browser import browser_mark, remember_browser


class CertificateLoginView(AppPublicView):
    """The password, and which enterprise where the phone holds several."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page; whoever is logged in already goes on."""
        target = safe_next(request)
        if current_user(request) is not None:
            return HttpResponseRedirect(target or reverse("app:home"))
        return render(request, "app/certificate/login.html", {"next": target})

    def post(self, request: HttpRequest) -> HttpResponse:
        """{"next": …} for a right signature, else the reason."""
        try:
            done, enterprise = login_by_certificate(
                actor=acting_as(request),
                browser=browser_mark(request),
                origin=origin_of(request),
                challenge=str(request.POST.get("challenge", ""))[:200],
                certificate_pem=str(request.POST.get("certificate", "")),
                signature=decoded(str(request.POST.get("signature", ""))),
            )
        except AppError as error:
            return refusal(error)
        return JsonResponse({"next": finish_login(request, done, safe_next(request), enterprise=enterprise)})


class CertificateLoginChallengeView(AppPublicView):
    """Something to sign, for this browser."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            made = challenge_make(
                purpose=ChallengePurpose.LOGIN,
                browser=browser_mark(request),
                address=client_address(request),
            )
        except AppError as error:
            return refusal(error)
        response = JsonResponse({"challenge": made})
        remember_browser(request, response)
        return response
