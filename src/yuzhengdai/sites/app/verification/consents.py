"""Consents for identity and face data: what was agreed to when, and taking it back with deletion."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import consent_list
from yuzhengdai.domain.verification.services.consents import consent_withdraw
from yuzhengdai.sites.app.verification.base import WizardView

EFFECTS = {
    AgreementKind.IDENTITY_DATA.value: "正在办理的认证会结束，证件照片和识别结果会删除；已通过的认证只保留核实记录",
    AgreementKind.FACE_DATA.value: "留存的人脸照片和特征会删除；正在办理的认证改由人工审核，可以随时改用其他方式",
}
"""What withdrawing does, said before the button."""

WITHDRAWN = "已撤回同意，相关信息已删除"


class ConsentsView(WizardView):
    """The two texts of the wizard."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those that hold, newest first."""
        held = [
            {"consent": consent, "effect": EFFECTS[consent.agreement.kind]}
            for consent in consent_list(actor=self.request.actor)
            if consent.agreement.kind in EFFECTS and consent.withdrawn_at is None
        ]
        return self.page("consents", "身份与人脸信息的同意", held=held)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take one back. A kind that is not there is nobody's: 404 by the service."""
        count = consent_withdraw(actor=self.request.actor, kind=request.POST.get("kind", ""))
        if count:
            messages.success(request, WITHDRAWN)
        return redirect("app:verification-consents")
