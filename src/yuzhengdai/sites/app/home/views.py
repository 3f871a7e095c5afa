"""首页 of the app: what waits for the enterprise first; for visitors what 豫正贷 is and the way in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.domain.applications.selectors.enterprise import application_head
from yuzhengdai.domain.certificates.selectors import certificate_valid
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.applications.presenting import list_row
from yuzhengdai.sites.member.today import today_of
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.site import site_of

_HEAD_ROWS = 3


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
        today = today_of(request)
        counts = today.counts
        rows = application_head(actor=actor, limit=_HEAD_ROWS) if counts.total else []
        certificate = certificate_valid(actor=actor)
        return {
            "greeting": today.sentence,
            "enterprise": enterprise.name,
            "verify": today.verify,
            "things": [
                thing for thing in today.things if not (today.verify and thing.href == today.verify["href"])
            ],
            "rows": [list_row(site, row) for row in rows],
            "submitted": counts.total - counts.drafts,
            "drafts": counts.drafts,
            "certificate": f"手机证书有效至 {day(certificate.not_after)}" if certificate else "",
        }
