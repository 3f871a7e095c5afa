"""「平台协议」 before the first application (P5), and the text of one grant (「查看授权书」)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from yuzhengdai.domain.agreements.models import Agreement
from yuzhengdai.domain.agreements.selectors import agreement_paragraphs, consent_missing
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.services.submit import application_purpose, asked_items
from yuzhengdai.domain.credit.covers import consequences_of
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.texts import VALID_DAYS, authorisation_text, valid_until
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.selectors import product_on_shelf
from yuzhengdai.foundation.core.money import day
from yuzhengdai.sites.member.catalogue.wanted import with_query
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.site import render_page, site_of


class ApplyAgreementView(VerifiedEnterpriseView):
    """Asks for the enterprise's consent; 「不同意」 leads back to the product."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES
    signs = True

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """The text, with what changed in this version."""
        product = _product(product_id)
        agreement = consent_missing(enterprise=self.enterprise)
        if agreement is None:
            return self.on(request, product_id)
        context = {
            "product": product,
            "query": request.GET.urlencode(),
            "agreement": agreement,
            "paragraphs": agreement_paragraphs(body=agreement.body),
            "lead": _lead(agreement),
            "changes": self._changes(agreement),
            "product_url": site_of(request).url("product-detail", product_id),
        }
        return render_page(request, "applying/agreement.html", context)

    def post(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """「同意」: record and go on; an outdated page is shown again with the new text."""
        _product(product_id)
        agreement = consent_missing(enterprise=self.enterprise)
        if agreement is None:
            return self.on(request, product_id)
        if request.POST.get("sha256") != agreement.sha256:
            return self.on(request, product_id, "apply-agreement")
        consent_record(
            actor=self.request.actor, agreement=agreement, user=self.user, enterprise=self.enterprise
        )
        return self.on(request, product_id)

    def on(self, request: HttpRequest, product_id: UUID, name: str = "apply") -> HttpResponse:
        """To the application with what was asked for in the address."""
        return HttpResponseRedirect(
            with_query(site_of(request).url(name, product_id), request.GET.urlencode())
        )

    def _changes(self, agreement: Agreement) -> list[tuple[str, str]]:
        changes = [("本版变化", agreement.change_note)] if agreement.change_note else []
        name = self.request.actor.name or "当前登录人"
        return [*changes, ("适用于", f"{self.enterprise.name}，由{name}代表确认")]


class GrantTextView(VerifiedEnterpriseView):
    """「查看授权书」: the very sentence that a tick stands for."""

    def get(self, request: HttpRequest, product_id: UUID, item: str) -> HttpResponse:
        """A dialog, or a page of its own."""
        product = _product(product_id)
        version = product.published_version
        found = {asked.value: asked for asked, _ in asked_items(version)} if version else {}
        if item not in found:
            raise Http404
        until = valid_until()
        text = authorisation_text(
            item=found[item],
            enterprise_name=self.enterprise.name,
            institution_name=product.institution.name,
            purpose=application_purpose(),
            until=until,
        )
        context = {
            "title": f"授权书：{found[item].label}",
            "text": text,
            "rows": [
                ("授权事项", f"{found[item].label}（{found[item].description.rstrip('。')}）"),
                ("授权给", product.institution.name),
                ("用途", "本次申请的受理、尽职调查和授信审批"),
                ("期限", f"{VALID_DAYS} 天，至 {day(until)}，申请结束时提前失效"),
                *_consequences(found[item]),
            ],
            "back": site_of(request).url("apply", product_id),
        }
        return render_page(request, "applying/grant.html", context)


def _consequences(item: DataItem) -> list[tuple[str, str]]:
    told = consequences_of(item)
    return [("可能的不利后果", told)] if told else []


def _product(product_id: UUID) -> Product:
    try:
        return product_on_shelf(product_id=product_id)
    except Product.DoesNotExist:
        raise Http404 from None


def _lead(agreement: Agreement) -> str:
    since = f"，{day(agreement.published_at)}生效" if agreement.published_at else ""
    return f"{agreement.version} 版{since}。首次申请前请阅读，同意后进入申请页面。"
