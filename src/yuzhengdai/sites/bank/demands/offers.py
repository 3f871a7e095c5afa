"""The institution's own offers: list, one with its history, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from yuzhengdai.domain.demands.enums import OPEN_OFFERS, OfferState
from yuzhengdai.domain.demands.messages import title_for_institutions, why_of
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.demands.selectors.hall import (
    hall_demand,
    offer_get,
    offer_history,
    offers_of_institution,
)
from yuzhengdai.domain.demands.services.offer_check import fees_from_json
from yuzhengdai.domain.demands.services.offers import offer_confirm, offer_release, offer_withdraw
from yuzhengdai.domain.demands.words import DEMAND_ACTIONS, INTENTION, OFFER_ACTIONS, OUTDATED
from yuzhengdai.domain.demands.workflow import OFFERS
from yuzhengdai.domain.institutions.enums import WORKING_ROLES
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.foundation.core.clock import iso
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.foundation.core.money import day, moment, rate, term, wan, yuan
from yuzhengdai.foundation.core.paging import page_of
from yuzhengdai.sites.bank.demands.hall import label_of
from yuzhengdai.sites.bank.demands.making import demand_rows
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import OfficerView

PAGE_SIZE = 20
_TURNS = {
    OfferState.PENDING.value: "you",
    OfferState.SENT.value: "them",
    OfferState.ACCEPTED.value: "ok",
}
_COUNTED_AT_MOST = 1000


class OfferListView(OfficerView):
    """本机构的方案, newest first, by state."""

    def get(self, request: HttpRequest) -> HttpResponse:
        state = choice(request, "state", OfferState.values, label="状态")
        rows = offers_of_institution(self.request.actor)
        rows = rows.filter(state=state) if state else rows
        total = rows.order_by()[:_COUNTED_AT_MOST].count()
        page = page_of(rows, request.GET.get("page"), size=PAGE_SIZE, total=total)
        context: dict[str, Any] = {
            "page_title": "本机构的方案",
            "nav": "demands",
            "page": page,
            "rows": [_line(offer) for offer in page],
            "state": state,
            "states": OfferState.choices,
        }
        return render(request, "bank/demands/offers.html", context)


class OfferView(OfficerView):
    """One own offer; another institution's is 404."""

    def get(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        offer = offer_get(actor=self.request.actor, offer_id=offer_id)
        return self.show(offer)

    def show(self, offer: Offer) -> HttpResponse:
        """Terms, fees, history, and the buttons that the workflow allows this role."""
        actor = self.request.actor
        allowed = OFFERS.allowed(state=offer.state, roles=actor.roles)
        is_outdated = offer.state in OPEN_OFFERS and offer.demand_revision != offer.demand.revision
        context: dict[str, Any] = {
            "page_title": "融资方案",
            "nav": "demands",
            "offer": offer,
            "title": title_for_institutions(offer.demand),
            "status": str(OfferState(offer.state).label),
            "turn": _TURNS.get(offer.state, "end"),
            "rows": offer_rows(offer),
            "fees": fee_rows(offer),
            "demand_rows": demand_rows(hall_demand(offer.demand)),
            "timeline": self.timeline(offer),
            "actions": [
                (action, OFFER_ACTIONS[action].label)
                for action in ("confirm", "release", "withdraw")
                if action in allowed and (action != "confirm" or is_outdated)
            ],
            "may_edit": "edit" in allowed,
            "is_outdated": is_outdated,
            "outdated": OUTDATED,
            "why": why_of(offer) if offer.end_reason else "",
            "intention": INTENTION,
        }
        return render(self.request, "bank/demands/offer.html", context)

    def timeline(self, offer: Offer) -> list[dict[str, Any]]:
        """The steps of this offer."""
        items: list[dict[str, Any]] = []
        for change in offer_history(actor=self.request.actor, offer=offer):
            words = OFFER_ACTIONS.get(change.action) or DEMAND_ACTIONS.get(change.action)
            if words is None or not words.institution:
                continue
            items.append(
                {
                    "time": moment(change.created_at),
                    "datetime": iso(change.created_at),
                    "title": words.institution,
                    "who": change.by_name if change.side == "institution" else "",
                    "text": change.note,
                    "now": not items,
                }
            )
        made = {
            "time": moment(offer.created_at),
            "datetime": iso(offer.created_at),
            "title": DEMAND_ACTIONS["offer"].institution,
            "who": offer.officer.name if not items else "",
            "text": "",
            "now": not items,
        }
        return [*items, made]


_Act = Callable[..., Offer]


class OfferActionView(OfficerView):
    """「确认方案仍然有效」, 「撤回方案」, 「放行」: GET asks, POST does."""

    allowed_roles: ClassVar[frozenset[str]] = WORKING_ROLES
    acts: ClassVar[dict[str, tuple[_Act, str]]] = {
        "confirm": (offer_confirm, "企业会看到方案按修改后的需求仍然有效。"),
        "release": (offer_release, "放行后企业可以看到这份方案。"),
        "withdraw": (offer_withdraw, "撤回后企业不能再选择这份方案。撤回原因只有本机构看到。"),
    }

    def get(self, request: HttpRequest, offer_id: UUID, action: str) -> HttpResponse:
        offer = offer_get(actor=self.request.actor, offer_id=offer_id)
        return self.ask(offer, action)

    def post(self, request: HttpRequest, offer_id: UUID, action: str) -> HttpResponse:
        """Do it; what stands against it is told with the question."""
        offer = offer_get(actor=self.request.actor, offer_id=offer_id)
        act, _ = self.found(action)
        more = {"note": request.POST.get("note", "")} if action == "withdraw" else {}
        try:
            act(
                actor=self.request.actor,
                offer_id=offer_id,
                expected_version=posted_number(request, "version"),
                **more,
            )
        except FieldErrors as error:
            return self.ask(offer, action, error=next(iter(error.fields.values())), status=422)
        except (Conflict, Refused) as error:
            fresh = offer_get(actor=self.request.actor, offer_id=offer_id)
            return self.ask(fresh, action, error=error.sentence, status=error.http_status)
        messages.success(request, OFFER_ACTIONS[action].done)
        return redirect("bank:offer", offer_id)

    def found(self, action: str) -> tuple[_Act, str]:
        """The act; an unknown one is 404."""
        if action not in self.acts:
            raise Http404
        return self.acts[action]

    def ask(self, offer: Offer, action: str, *, error: str = "", status: int = 200) -> HttpResponse:
        """What the act does, who reads the reason, and what stood against the last try."""
        _, lead = self.found(action)
        context = {
            "page_title": OFFER_ACTIONS[action].label,
            "nav": "demands",
            "offer": offer,
            "title": title_for_institutions(offer.demand),
            "label": OFFER_ACTIONS[action].label,
            "lead": lead,
            "error": error,
            "note": self.request.POST.get("note", ""),
            "takes_note": action == "withdraw",
            "action": self.request.path,
        }
        return render(self.request, "bank/demands/offer_ask.html", context, status=status)


def offer_rows(offer: Offer) -> list[tuple[str, str]]:
    """The terms in words."""
    rows = [
        ("金融产品", offer.product_version.name),
        ("方案金额", wan(offer.amount_yuan)),
        ("年化利率（单利）", rate(offer.annual_rate_pct)),
        ("期限", term(offer.term_months)),
        ("还款方式", label_of(RepaymentMethod, offer.repayment_method)),
        ("担保方式", label_of(GuaranteeMode, offer.guarantee_mode)),
        ("方案有效期", day(offer.valid_until)),
        ("放款前条件", offer.conditions),
        ("给企业的话", offer.message),
        ("经办", offer.officer.name),
    ]
    return [(key, value) for key, value in rows if value]


def fee_rows(offer: Offer) -> list[list[Any]]:
    """Every fee of the product with what this offer takes for it, for ``ui.table``."""
    return [
        [
            fee.name,
            fee.payee or "—",
            fee.payer or "—",
            fee.standard or "—",
            fee.cycle or "—",
            yuan(fee.amount_yuan),
        ]
        for fee in fees_from_json(offer.fees)
    ]


def posted_number(request: HttpRequest, name: str) -> int:
    """A version from a form; -1 for rubbish, which never fits."""
    raw = request.POST.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def _line(offer: Offer) -> dict[str, Any]:
    return {
        "href": reverse("bank:offer", args=[offer.pk]),
        "title": title_for_institutions(offer.demand),
        "product": offer.product_version.name,
        "amount": wan(offer.amount_yuan),
        "rate": rate(offer.annual_rate_pct),
        "term": term(offer.term_months),
        "status": str(OfferState(offer.state).label),
        "turn": _TURNS.get(offer.state, "end"),
        "until": offer.valid_until.isoformat(),
        "officer": offer.officer.name,
        "is_outdated": offer.state in OPEN_OFFERS and offer.demand_revision != offer.demand.revision,
    }
