"""「确认电脑上的操作」 under 「扫一扫」: a PC that this phone logged in asks for the certificate password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from yuzhengdai.domain.access.services import phone_proof_give, phone_proof_waiting
from yuzhengdai.domain.certificates.enums import ChallengePurpose
from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.certificates.services import signature_verify
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.sites.app.certificate.common import CertificatePageView, decoded, origin_of, refusal
from yuzhengdai.sites.web.browser import browser_mark


class PcProofView(CertificatePageView):
    """Which PC asks, and the password; nothing to do without a PC that asks."""

    def get(self, request: HttpRequest) -> HttpResponse:
        row = phone_proof_waiting(user=self.user, phone=browser_mark(request))
        if row is None:
            return HttpResponseRedirect(reverse("app:scan"))
        asked_at = local(row.proof_asked_at).strftime("%H:%M:%S") if row.proof_asked_at else ""
        return self.page(
            "pc_proof",
            back=reverse("app:scan"),
            pairs=[("浏览器", row.browser), ("地点", f"网络地址 {row.place}"), ("时间", asked_at)],
            is_valid=certificate_valid(actor=self.request.actor) is not None,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """{"text": …} for a right signature, else the reason."""
        phone = browser_mark(request)
        try:
            row = phone_proof_waiting(user=self.user, phone=phone)
            if row is None:
                raise Refused(
                    "access.proof_over", "电脑上的这次确认已过期，请在电脑上重新点「在手机上确认」。"
                )
            certificate = signature_verify(
                purpose=ChallengePurpose.CONFIRM.value,
                browser=phone,
                origin=origin_of(request),
                challenge=str(request.POST.get("challenge", ""))[:200],
                certificate_pem=str(request.POST.get("certificate", "")),
                signature=decoded(str(request.POST.get("signature", ""))),
            )
            phone_proof_give(
                actor=self.request.actor,
                user=self.user,
                phone=phone,
                scan_id=row.pk,
                certificate=certificate,
            )
        except AppError as error:
            return refusal(error)
        return JsonResponse({"text": "已确认，请看电脑"})
