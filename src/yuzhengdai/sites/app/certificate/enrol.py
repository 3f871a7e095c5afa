"""The last step of 企业认证 (R10): the certificate password, the certificate, 注册成功.

Key pair and password stay on the phone: what comes here is a certificate request, what goes back a certificate.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from yuzhengdai.domain.access.selectors import hand_over_was_made
from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import has_given_certificate, verification_passed_for
from yuzhengdai.domain.verification.services.certificate import verification_certificate_issue
from yuzhengdai.foundation.core.errors import AppError, Refused
from yuzhengdai.sites.app.certificate.common import (
    CertificatePageView,
    decoded,
    device_name,
    refusal,
)
from yuzhengdai.sites.web.codes import wants_json

STEPS = ("身份", "人脸", "营业执照", "电力社保", "证书密码")
RENEWAL_STEPS = ("身份", "人脸", "证书密码")
NEEDS_SCRIPTS = "密钥要在您的手机上生成，浏览器须允许运行脚本。请打开浏览器的 JavaScript 后重试。"


class CertificatePasswordView(CertificatePageView):
    """Step 5 of 5. A certificate confirms what a scan may not: a session begun by one proves its person before it gets one."""

    signs = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """The password twice, for who has passed and has no certificate of it yet."""
        row = verification_passed_for(actor=self.request.actor)
        if row is None:
            return HttpResponseRedirect(reverse("app:verification"))
        if has_given_certificate(verification=row):
            is_valid = certificate_valid(actor=self.request.actor) is not None
            return HttpResponseRedirect(reverse("app:verification-done" if is_valid else "app:certificate"))
        return self.show(row)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Certify the phone's key; the same request again gets the same certificate."""
        row = verification_passed_for(actor=self.request.actor)
        csr = decoded(str(request.POST.get("csr", "")))
        try:
            if row is None:
                raise Refused("verification.not_passed", "企业认证通过后才能设置证书密码。")
            if not csr and not wants_json(request):
                return self.show(row, 422, NEEDS_SCRIPTS)
            made = verification_certificate_issue(
                actor=self.request.actor,
                verification_id=row.pk,
                csr_der=csr,
                device_name=device_name(request),
            )
        except AppError as error:
            if wants_json(request) or row is None:
                return refusal(error)
            return self.show(row, error.http_status, error.first_sentence)
        done = reverse("app:verification-done")
        if not wants_json(request):
            return HttpResponseRedirect(done)
        return JsonResponse({"certificate": made.certificate_pem, "next": done})

    def show(self, row: Verification, status: int = 200, problem: str = "") -> HttpResponse:
        # 「暂不认证」 stays here (R9); a password is nothing to keep.
        is_kept = "later" in self.request.GET
        names = RENEWAL_STEPS if row.renews_id else STEPS
        return self.page("password", status, names=names, verification=row, problem=problem, is_kept=is_kept)


class RegisteredView(CertificatePageView):
    """「注册成功」. Whoever sees it is logged in; the button only leads on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Only with a valid certificate; else where one gets it."""
        certificate = certificate_valid(actor=self.request.actor)
        if certificate is None:
            return HttpResponseRedirect(reverse("app:verification"))
        passed = verification_passed_for(actor=self.request.actor)
        is_renewal = passed is not None and passed.renews_id is not None
        came_from_pc = hand_over_was_made(actor=self.request.actor)
        return self.page(
            "registered", certificate=certificate, is_renewal=is_renewal, came_from_pc=came_from_pc
        )
