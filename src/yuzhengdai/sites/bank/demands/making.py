"""One demand with why it suits, and the form of the institution's offer on it: made, changed."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yuzhengdai.domain.demands.enums import OPEN_OFFERS, MarkKind, OfferState
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.demands.selectors.hall import (
    HallDemand,
    hall_demand_get,
    has_room,
    marks_of,
    offer_get,
    own_offer_on,
)
from yuzhengdai.domain.demands.services.marks import demand_mark_seen
from yuzhengdai.domain.demands.services.offers import offer_edit, offer_make
from yuzhengdai.domain.demands.words import DEMAND_ACTIONS, INTENTION, OFFER_ACTIONS, OFFERS_FULL
from yuzhengdai.domain.institutions.enums import WORKING_ROLES
from yuzhengdai.domain.matching.hall import area_verdict, facts_of_demand
from yuzhengdai.domain.matching.match import Match, match_product
from yuzhengdai.domain.products.eligibility import Verdict
from yuzhengdai.domain.products.enums import GuaranteeMode, LoanUse, ProductState
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.selectors import product_list_for_actor
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.money import day, rate, rate_range, term, wan
from yuzhengdai.foundation.reference import industries, regions
from yuzhengdai.sites.bank.demands.forms import OfferForm
from yuzhengdai.sites.bank.demands.hall import label_of
from yuzhengdai.sites.web.gates import OfficerView

PRODUCTS_SHOWN = 100
_KINDS = {Verdict.MEETS: "ok", Verdict.FAILS: "bad", Verdict.UNKNOWN: "info"}
_ORDER = {Verdict.MEETS: 0, Verdict.UNKNOWN: 1, Verdict.FAILS: 2}


class DemandPage(OfficerView):
    """What the pages around one demand share."""

    def demand(self, demand_id: UUID) -> HallDemand:
        """A live demand, or one that the institution has an offer on; anything else is 404."""
        return hall_demand_get(actor=self.request.actor, demand_id=demand_id)

    def show(
        self,
        demand: HallDemand,
        *,
        form: OfferForm | None = None,
        product: Product | None = None,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The demand, its products by how they suit, and the form where an offer may be made."""
        actor = self.request.actor
        own = own_offer_on(actor=actor, demand_id=demand.id)
        ranked = self.ranked(demand)
        chosen = product or self.chosen(ranked)
        matched = next((match for row, match in ranked if chosen is not None and row.pk == chosen.pk), None)
        is_open = demand.is_live and own is None and bool(actor.roles & WORKING_ROLES)
        is_full = is_open and not has_room(demand_id=demand.id)
        if form is None and is_open and not is_full and chosen is not None and chosen.published_version:
            form = OfferForm(demand=demand, product_version=chosen.published_version)
        marks = marks_of(actor=actor, demands=[demand.id]).get(demand.id, frozenset())
        context: dict[str, Any] = {
            "page_title": demand.title,
            "nav": "demands",
            "demand": demand,
            "rows": demand_rows(demand),
            "own": own,
            "form": form,
            "product": chosen,
            "products": [(row.pk, _product_text(row, match)) for row, match in ranked],
            "hints": hints_of(demand, matched, self.officer.institution.lending_areas),
            "problems": problems or [],
            "is_full": is_full,
            "full": OFFERS_FULL,
            "intention": INTENTION,
            "release_above": self.officer.institution.offer_release_above_yuan,
            "is_hidden": MarkKind.NOT_INTERESTED in marks,
            "submit": DEMAND_ACTIONS["offer"].label,
            "may": bool(actor.roles & WORKING_ROLES),
        }
        return render(self.request, "bank/demands/demand.html", context, status=status)

    def ranked(self, demand: HallDemand) -> list[tuple[Product, Match]]:
        """The institution's products on the shelf, what suits first."""
        rows = product_list_for_actor(actor=self.request.actor).filter(
            state=ProductState.ON_SHELF, published_version__isnull=False
        )
        facts = facts_of_demand(demand)
        found = [
            (row, match_product(row.published_version, facts, with_unasked=True))
            for row in rows[:PRODUCTS_SHOWN]
            if row.published_version is not None
        ]
        return sorted(found, key=lambda pair: (_ORDER[pair[1].verdict], len(pair[1].of(Verdict.UNKNOWN))))

    def chosen(self, ranked: list[tuple[Product, Match]]) -> Product | None:
        """The product of the address, else the first; an unknown one is 404."""
        asked = self.request.GET.get("product", "")
        if not asked:
            return ranked[0][0] if ranked else None
        found = next((row for row, _ in ranked if str(row.pk) == asked), None)
        if found is None:
            raise Http404
        return found


class DemandView(DemandPage):
    """The page; looking at it is noted for the own institution alone."""

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        demand = self.demand(demand_id)
        demand_mark_seen(actor=self.request.actor, demand_id=demand_id)
        return self.show(demand)


class OfferMakeView(DemandPage):
    """「提交方案」."""

    allowed_roles: ClassVar[frozenset[str]] = WORKING_ROLES

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Somebody came back to the address of the button."""
        return redirect("bank:demand", demand_id)

    def post(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Make it, or the page again with everything typed."""
        demand = self.demand(demand_id)
        product = self.posted_product()
        version = product.published_version
        if version is None:
            raise Http404
        form = OfferForm(request.POST, demand=demand, product_version=version)
        form.is_valid()
        data = form.data_for_service()
        if form.errors:
            return self.show(demand, form=form, product=product, status=422)
        try:
            made = offer_make(
                actor=self.request.actor,
                demand_id=demand_id,
                version_id=self.posted_version(version.pk),
                data=data,
                demand_version=form.cleaned_data["revision"],
                key=form.cleaned_data["key"] or f"{demand_id}",
            )
        except FieldErrors as error:
            problems = form.add_service_errors(error)
            return self.show(demand, form=form, product=product, problems=problems, status=422)
        except (Conflict, Refused) as error:
            fresh = _with(request, revision=str(demand.revision))
            again = OfferForm(fresh, demand=demand, product_version=version)
            return self.show(
                demand, form=again, product=product, problems=[error.sentence], status=error.http_status
            )
        offer = offer_get(actor=self.request.actor, offer_id=made.offer_id)
        is_pending = offer.state == OfferState.PENDING
        messages.success(
            request,
            "方案已提交，超过放行金额，等业务主管放行后企业才能看到。"
            if is_pending
            else "方案已提交，企业会收到通知。",
        )
        return redirect("bank:offer", made.offer_id)

    def posted_product(self) -> Product:
        """One of the own products on the shelf, or 404."""
        try:
            wanted = UUID(self.request.POST.get("product", ""))
        except ValueError:
            raise Http404 from None
        rows = product_list_for_actor(actor=self.request.actor).filter(
            pk=wanted, state=ProductState.ON_SHELF, published_version__isnull=False
        )
        found = rows.first()
        if found is None:
            raise Http404
        return found

    def posted_version(self, current: UUID) -> UUID:
        """The version that the page showed: where the product was changed meanwhile the service says so."""
        try:
            return UUID(self.request.POST.get("product_version", ""))
        except ValueError:
            return current


class OfferEditView(DemandPage):
    """「修改方案」: the same form on an open offer."""

    allowed_roles: ClassVar[frozenset[str]] = WORKING_ROLES

    def get(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        offer = offer_get(actor=self.request.actor, offer_id=offer_id)
        demand = self.demand(offer.demand_id)
        form = OfferForm(demand=demand, product_version=offer.product_version, offer=offer)
        return self.page(offer, demand, form)

    def post(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        """Change it, or the form again with everything typed."""
        offer = offer_get(actor=self.request.actor, offer_id=offer_id)
        demand = self.demand(offer.demand_id)
        form = OfferForm(request.POST, demand=demand, product_version=offer.product_version, offer=offer)
        form.is_valid()
        data = form.data_for_service()
        if form.errors:
            return self.page(offer, demand, form, status=422)
        try:
            saved = offer_edit(
                actor=self.request.actor,
                offer_id=offer_id,
                expected_version=form.cleaned_data["version"] or 0,
                data=data,
            )
        except FieldErrors as error:
            return self.page(offer, demand, form, problems=form.add_service_errors(error), status=422)
        except (Conflict, Refused) as error:
            offer = offer_get(actor=self.request.actor, offer_id=offer_id)
            fresh = _with(request, version=str(offer.version), revision=str(demand.revision))
            again = OfferForm(fresh, demand=demand, product_version=offer.product_version, offer=offer)
            return self.page(offer, demand, again, problems=[error.sentence], status=error.http_status)
        is_pending = saved.state == OfferState.PENDING
        messages.success(
            request,
            "方案已修改，等业务主管放行后企业才能看到。" if is_pending else OFFER_ACTIONS["edit"].done,
        )
        return redirect("bank:offer", offer_id)

    def page(
        self,
        offer: Offer,
        demand: HallDemand,
        form: OfferForm,
        *,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form beside the demand as it is now."""
        context = {
            "page_title": "修改方案",
            "nav": "demands",
            "offer": offer,
            "demand": demand,
            "rows": demand_rows(demand),
            "form": form,
            "problems": problems or [],
            "is_open": offer.state in OPEN_OFFERS,
            "intention": INTENTION,
        }
        return render(self.request, "bank/demands/offer_edit.html", context, status=status)


def demand_rows(demand: HallDemand) -> list[tuple[str, str]]:
    """What the demand shows, and the facts its owner ticked."""
    industry = industries.industry(demand.industry_code) if demand.industry_code else None
    hoped = f"不高于 {rate(demand.rate_max_pct)}" if demand.rate_max_pct is not None else "未写明"
    rows = [
        ("企业", demand.enterprise_name or "未公开名称，已认证"),
        ("融资金额", wan(demand.amount_yuan)),
        ("融资期限", term(demand.term_months)),
        ("融资用途", label_of(LoanUse, demand.use)),
        ("担保方式", label_of(GuaranteeMode, demand.guarantee_mode)),
        ("期望利率", hoped),
        ("所属地区", regions.place_name(demand.region_code)),
        ("所属行业", industry.name if industry else "未写明"),
        *((shown.label, f"{shown.words}（{shown.source}）") for shown in demand.shown),
        ("有效期至", day(demand.valid_until)),
    ]
    if demand.max_offers is not None:
        rows.append(("企业想要的方案数", f"最多 {demand.max_offers} 家"))
    return rows


def hints_of(demand: HallDemand, matched: Match | None, areas: list[str]) -> list[dict[str, str]]:
    """Why it suits, condition by condition, and what stays open; the area first."""
    where = area_verdict(areas, demand.region_code)
    place = regions.place_name(demand.region_code) or "未写明地区"
    text = {
        Verdict.MEETS: f"{place}在本机构可贷区域内",
        Verdict.UNKNOWN: f"需求只写到{place}，是否在可贷区域内待核实",
        Verdict.FAILS: f"{place}不在本机构可贷区域内",
    }[where]
    found = [{"text": text, "kind": _KINDS[where]}]
    found.extend(
        {
            "text": f"{answer.words}：{answer.verdict.label}"
            + ("" if answer.fact is None else f"（{answer.said}，{answer.origin}）"),
            "kind": _KINDS[answer.verdict],
        }
        for answer in (matched.answers if matched is not None else ())
    )
    return found


def _product_text(row: Product, match: Match) -> str:
    version = row.published_version
    if version is None:
        return row.name
    prices = rate_range(version.rate_min_pct, version.rate_max_pct)
    return f"{row.name}（{prices}）{'' if match.verdict is not Verdict.FAILS else '　有条件不符合'}"


def _with(request: HttpRequest, **values: str) -> Any:
    data = request.POST.copy()
    for name, value in values.items():
        data[name] = value
    return data
