"""首页 of the app: what waits for the enterprise first; for visitors what 豫正贷 is and the way in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yuzhengdai.domain.applications.selectors.enterprise import application_counts, application_head
from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import GateState
from yuzhengdai.domain.verification.selectors import verification_gate
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.applications.presenting import list_row
from yuzhengdai.sites.member.applications.views import todo
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.site import site_of

_HEAD_ROWS = 3
_VERIFY: dict[GateState, tuple[str, str, str]] = {
    GateState.OPEN: (
        "请先完成企业认证",
        "约 5 分钟，请准备身份证和营业执照。认证一次，全省产品都能申请",
        "去认证",
    ),
    GateState.IN_REVIEW: (
        "企业认证审核中",
        "已提交审核，结果会短信通知您。现在可以先查看金融产品",
        "查看进度",
    ),
    GateState.RETURNED: ("企业认证需要补充", "补充后继续审核，已填的内容都还在", "去补充"),
    GateState.REFUSED: ("企业认证未通过", "可以查看原因，修改后重新认证", "查看原因"),
    GateState.CERTIFICATE: ("还差最后一步：设置证书密码", "认证已通过，设置密码后手机证书就能使用", "去设置"),
    GateState.FROZEN: (
        "企业认证已冻结",
        "冻结期间不能提交新的申请，可拨打服务热线 0371-0000-0000 了解原因",
        "查看情况",
    ),
}
"""State of the enterprise's 企业认证 → title, text and button of the card."""


class AppHomeView(AppPublicView):
    """The first page after opening 豫正贷."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Three faces: a visitor, somebody without an enterprise, a member."""
        # A visitor without a session cookie costs no look at the session: the page is the same for all of them.
        user = current_user(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if user is None:
            return render(request, "app/home/visitor.html", {})
        enterprise = current_enterprise(request)
        if enterprise is None:
            return render(request, "app/home/nobody.html", {"phone_number": mask_phone(str(user.phone))})
        return render(request, "app/home/member.html", self.member(request, enterprise))

    def member(self, request: HttpRequest, enterprise: Enterprise) -> dict[str, Any]:
        """What a member sees; a bounded number of queries, however much there is."""
        actor = self.request.actor
        site = site_of(request)
        counts = application_counts(actor=actor)
        rows = application_head(actor=actor, limit=_HEAD_ROWS) if counts.total else []
        certificate = certificate_valid(actor=actor)
        return {
            "person": actor.name,
            "enterprise": enterprise.name,
            "todo": todo(site, actor) if counts.waiting else None,
            "verify": verification_card(request),
            "rows": [list_row(site, row) for row in rows],
            "total": counts.total,
            "certificate": f"手机证书有效至 {day(certificate.not_after)}" if certificate else "",
        }


def verification_card(request: HttpRequest) -> dict[str, str] | None:
    """The card that leads into 企业认证; None once there is nothing to do."""
    state = verification_gate(actor=request.actor)  # type: ignore[attr-defined]
    if state not in _VERIFY:
        return None
    title, text, label = _VERIFY[state]
    href = reverse("app:verification-certificate" if state == GateState.CERTIFICATE else "app:verification")
    return {
        "title": title,
        "text": text,
        "label": label,
        "href": href,
        "is_open": str(state == GateState.OPEN),
    }
