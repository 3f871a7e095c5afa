"""「手机证书」: what one holds, trying it out, ending it, getting another one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from yuzhengdai.domain.certificates.enums import ChallengePurpose, RevocationReason
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.selectors import certificate_own, certificate_valid
from yuzhengdai.domain.certificates.services import certificate_revoke, challenge_make, signature_verify
from yuzhengdai.domain.verification.renewal import renewal_source
from yuzhengdai.domain.verification.selectors import has_given_certificate, verification_passed_for
from yuzhengdai.domain.verification.services.renewal import renewal_open
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.sites.app.certificate.common import CertificatePageView, decoded, origin_of, refusal
from yuzhengdai.sites.web.actors import client_address
from yuzhengdai.sites.web.browser import browser_mark, remember_browser

_PURPOSE = ChallengePurpose.CONFIRM.value


class CertificateView(CertificatePageView):
    """State and validity, and what can be done."""

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.request.actor
        found, passed = certificate_own(actor=actor), verification_passed_for(actor=actor)
        may_set = passed is not None and not has_given_certificate(verification=passed)
        is_valid = certificate_valid(actor=actor) is not None
        return self.page(
            "mine",
            back=reverse("app:mine"),
            certificate=found,
            state=_state(found),
            is_valid=is_valid,
            may_set=may_set,
            is_light=not is_valid and not may_set and renewal_source(actor=actor) is not None,
        )


class ChallengeView(CertificatePageView):
    def post(self, request: HttpRequest) -> HttpResponse:
        """{"challenge": …}, bound to this user and browser."""
        try:
            made = challenge_make(
                purpose=_PURPOSE,
                browser=browser_mark(request),
                user=self.user,
                address=client_address(request),
            )
        except AppError as error:
            return refusal(error)
        response = JsonResponse({"challenge": made})
        remember_browser(request, response)
        return response


class CheckView(CertificatePageView):
    """「用证书密码验证」: the phone has signed."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """{"text": …}, or the reason."""
        try:
            row = signature_verify(
                purpose=_PURPOSE,
                browser=browser_mark(request),
                origin=origin_of(request),
                challenge=str(request.POST.get("challenge", ""))[:200],
                certificate_pem=str(request.POST.get("certificate", "")),
                signature=decoded(str(request.POST.get("signature", ""))),
            )
            if row.enterprise_id != self.enterprise.pk:
                raise Refused("certificates.other_enterprise", "这张手机证书属于您的另一家企业。")
        except AppError as error:
            return refusal(error)
        return JsonResponse({"text": f"验证通过，{row.enterprise.name}的手机证书可以使用"})


class RevokeView(CertificatePageView):
    """「手机或密码丢失」."""

    signs = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """What it means, and a button."""
        certificate = certificate_valid(actor=self.request.actor)
        if certificate is None:
            return HttpResponseRedirect(reverse("app:certificate"))
        return self.page("revoke", back=reverse("app:certificate"), certificate=certificate)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Revoke one's own; a repeat changes nothing."""
        certificate = certificate_valid(actor=self.request.actor)
        if certificate is not None:
            certificate_revoke(
                actor=self.request.actor,
                certificate_id=certificate.pk,
                reason=RevocationReason.KEY_COMPROMISE,
            )
            messages.success(request, "手机证书已吊销，从现在起不能再用。")
        return HttpResponseRedirect(reverse("app:certificate"))


class RenewView(CertificatePageView):
    """「重新办理手机证书」: by showing again who one is, by face alone where the passed attempt allows it, else by a whole one."""

    signs = True
    allowed_roles = frozenset({"enterprise:admin", "enterprise:agent"})

    def get(self, request: HttpRequest) -> HttpResponse:
        """A reload: back to the certificate."""
        return HttpResponseRedirect(reverse("app:certificate"))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the attempt and go to its first step."""
        try:
            renewal_open(actor=self.request.actor)
        except Refused as error:
            messages.warning(request, error.sentence)
            return HttpResponseRedirect(reverse("app:certificate"))
        return HttpResponseRedirect(reverse("app:verification"))


def _state(row: PhoneCertificate | None) -> tuple[str, str]:
    """(label, turn of the status)."""
    if row is None:
        return "未办理", "end"
    if row.revoked_at is not None:
        return "已吊销", "no"
    return ("已过期", "no") if row.not_after <= now() else ("有效", "ok")
