"""After a refusal: what it means, where else to turn, and 「改投此产品」."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.selectors.next_steps import next_steps_of, next_steps_of_demand
from yuzhengdai.domain.applications.services.carry_over import application_carry_over
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.matching.match import Answer
from yuzhengdai.domain.matching.next_steps import NextProduct
from yuzhengdai.domain.products.eligibility import DISCLAIMER, Verdict, summary
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.figures import WAN, write_figure
from yuzhengdai.sites.member.catalogue.rows import row_of
from yuzhengdai.sites.member.catalogue.wanted import Wanted, with_query
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.site import Site, redirect_to

_VERDICTS = {Verdict.MEETS: "yes", Verdict.UNKNOWN: "todo"}


def next_context(site: Site, actor: Actor, application: Application) -> dict[str, Any] | None:
    """For ``shared/applications/next_steps.html``; None where the application was not refused."""
    steps = next_steps_of(actor=actor, application=application)
    if steps is None:
        return None
    return {
        "meaning": steps.said.meaning,
        "change": steps.said.change,
        "products": [_product(site, step, steps.said.doubted) for step in steps.products],
        "action": site.url("application-carry-over", application.pk),
        "all_href": site.url("product-list"),
        "may": bool(actor.roles & APPLICANT_ROLES),
        "disclaimer": DISCLAIMER,
    }


def next_context_of_demand(site: Site, actor: Actor, demand: FinancingDemand) -> dict[str, Any] | None:
    """The same for a demand that came to nothing: the products' forms begin with what the demand asked for."""
    steps = next_steps_of_demand(actor=actor, demand=demand)
    if steps is None:
        return None
    wanted = Wanted(
        amount_wan=write_figure(demand.amount_yuan, WAN), term_months=str(demand.term_months), use=demand.use
    )
    products = [
        {
            **_product(site, step, ()),
            "apply_href": with_query(site.url("apply", step.entry.id), wanted.apply_query),
        }
        for step in steps.products
    ]
    return {
        "meaning": steps.said.meaning,
        "change": steps.said.change,
        "products": products,
        "all_href": site.url("product-list"),
        "may": bool(actor.roles & APPLICANT_ROLES),
        "disclaimer": DISCLAIMER,
    }


def _product(site: Site, step: NextProduct, doubted: tuple[str, ...]) -> dict[str, Any]:
    results = [answer.result for answer in step.match.answers]
    return {
        **row_of(step.entry, site),
        "id": str(step.entry.id),
        "summary": summary(results),
        "first": [answer.words for answer in step.match.of(Verdict.UNKNOWN) if _is_about(answer, doubted)],
        "conditions": [
            {
                "text": answer.words,
                "why": answer.origin if answer.fact is None else f"{answer.said}（{answer.origin}）",
                "verdict": _VERDICTS[answer.verdict],
            }
            for answer in step.match.answers
        ],
    }


def _is_about(answer: Answer, doubted: tuple[str, ...]) -> bool:
    return answer.result.rule.field in doubted


class CarryOverView(VerifiedEnterpriseView):
    """「改投此产品」: opens the draft of the chosen product with what was written and handed in before."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def get(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Somebody came back to the address of the button: the page that holds it."""
        return redirect_to(request, "application-detail", application_id)

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """To the form of the chosen product, with a word on what is asked anew."""
        enterprise = current_enterprise(request)
        if enterprise is None:
            raise Http404
        try:
            product_id = UUID(request.POST.get("product", ""))
        except ValueError:
            raise Http404 from None
        try:
            carried = application_carry_over(
                actor=self.request.actor,
                enterprise=enterprise,
                application_id=application_id,
                product_id=product_id,
            )
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return redirect_to(request, "application-detail", application_id)
        words = "已带入上次填写的内容"
        words += f"和 {carried.documents} 份材料" if carried.documents else ""
        words += f"，请重新填写：{'、'.join(carried.asked_anew)}" if carried.asked_anew else "，请核对"
        messages.success(request, f"{words}。数据授权需要重新勾选")
        return redirect_to(request, "apply", product_id)
