"""「平台协议」 of the back office (C11): the text in force, its versions, the consent given and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.agreements.selectors import (
    agreement_paragraphs,
    agreement_versions,
    consent_list,
    consent_missing,
)
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day, moment
from yuzhengdai.sites.web.gates import EnterpriseView

_ROWS = 50


class AgreementsView(EnterpriseView):
    """What we agreed to, and what is in force."""

    def get(self, request: HttpRequest) -> HttpResponse:
        versions = list(agreement_versions(kind=AgreementKind.PLATFORM).defer("body")[:_ROWS])
        missing = consent_missing(enterprise=self.enterprise)
        context = {
            "versions": [_version_row(one) for one in versions],
            "current": _version_row(versions[0]) if versions else None,
            "is_missing": missing is not None,
            "consents": [_consent_row(one) for one in consent_list(actor=self.request.actor)[:_ROWS]],
        }
        return render(request, "console/profile/agreements.html", context)


class AgreementVersionView(EnterpriseView):
    """One published version, to read and to print."""

    def get(self, request: HttpRequest, agreement_id: UUID) -> HttpResponse:
        found = Agreement.objects.filter(pk=agreement_id, published_at__lte=now()).first()
        if found is None:
            raise Http404
        context = {
            "row": _version_row(found),
            "paragraphs": agreement_paragraphs(body=found.body),
            "sha256": found.sha256,
        }
        return render(request, "console/profile/agreement.html", context)


def _version_row(one: Agreement) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "version": one.version,
        "on": day(one.published_at) if one.published_at else "",
        "note": one.change_note,
    }


def _consent_row(one: AgreementConsent) -> dict[str, Any]:
    return {
        "agreement_id": one.agreement_id,
        "title": one.agreement.title,
        "version": one.agreement.version,
        "at": moment(one.created_at),
        "who": str(one.user.name) or mask_phone(str(one.user.phone)) or "已注销用户",
        "for_enterprise": one.enterprise_id is not None,
        "is_withdrawn": one.withdrawn_at is not None,
        "sha256": one.sha256[:16],
    }
