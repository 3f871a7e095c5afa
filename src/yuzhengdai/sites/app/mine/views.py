"""我的: who I am, which enterprise, its 企业认证, the certificate, settings, leaving."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.enterprises.enums import MemberRole
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.sites.app.gates import AppUserView
from yuzhengdai.sites.member.verification.card import standing_chip, verification_card
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.marks import enterprise_mark


class MineView(AppUserView):
    def get(self, request: HttpRequest) -> HttpResponse:
        """Also for somebody without an enterprise: phone, settings, leaving."""
        enterprise = current_enterprise(request)
        member = self.request.member
        certificate = certificate_valid(actor=self.request.actor)
        card = verification_card(request) if enterprise else None
        state, turn = standing_chip(enterprise, card) if enterprise else ("", "")
        context = {
            "phone_number": mask_phone(str(self.user.phone)),
            "person": self.request.actor.name,
            "enterprise": enterprise,
            "mark": enterprise_mark(enterprise.name) if enterprise else "",
            "state": state,
            "turn": turn,
            "role": MemberRole(member.role).label if member else "",
            "verify": card,
            "certificate": f"有效至 {day(certificate.not_after)}" if certificate else "还没有",
        }
        return render(request, "app/mine/mine.html", context)
