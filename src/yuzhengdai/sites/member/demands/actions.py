"""What an enterprise does with a demand or an offer: each a dialog over the page, and a page of its own without scripts."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.applications.services.from_offer import demand_reopen
from yuzhengdai.domain.demands.enums import OWNER_CLOSE_REASONS, OWNER_DECLINE_REASONS, OfferState
from yuzhengdai.domain.demands.form import last_day
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.selectors.mine import offer_received
from yuzhengdai.domain.demands.services.answer import offer_decline
from yuzhengdai.domain.demands.services.end import demand_close, demand_delete, demand_extend
from yuzhengdai.domain.demands.workflow import ACCEPTERS, PUBLISHERS
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.sites.member.demands.base import MemberDemandView, draw, posted_version
from yuzhengdai.sites.web.site import redirect_to, site_of


class AskView(MemberDemandView):
    """GET asks, POST does. ``version`` in the form is the one that the question was asked about."""

    signs = True
    allowed_roles: ClassVar[frozenset[str] | None] = PUBLISHERS
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    button: ClassVar[str] = ""
    done: ClassVar[str] = ""
    after: ClassVar[str] = "demand-detail"
    kind: ClassVar[str] = "danger"
    reasons: ClassVar[tuple[Any, ...]] = ()
    has_day: ClassVar[bool] = False

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        return self.ask(self.demand(demand_id))

    def post(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """The act; what stands against it is told with the question, nothing typed is lost."""
        demand = self.demand(demand_id)
        try:
            self.act(demand, posted_version(request))
        except FieldErrors as refused:
            return self.ask(demand, errors=dict(refused.fields), status=422)
        except (Refused, Conflict) as refused:
            return self.ask(self.demand(demand_id), error=refused.sentence, status=refused.http_status)
        messages.success(request, self.done)
        return redirect_to(request, self.after, *([demand.pk] if self.after == "demand-detail" else []))

    def act(self, demand: FinancingDemand, version: int) -> None:
        raise NotImplementedError

    def ask(
        self,
        demand: FinancingDemand,
        *,
        error: str = "",
        errors: dict[str, str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        return ask_page(
            self.request,
            row=demand,
            version=demand.version,
            name=demand.title,
            back=site_of(self.request).url("demand-detail", demand.pk),
            texts=self.texts(),
            error=error,
            errors=errors or {},
            status=status,
        )

    def texts(self) -> dict[str, Any]:
        """What the dialog says and asks for."""
        return {
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "kind": self.kind,
            "reasons": [("", "请选择"), *((one.value, one.label) for one in self.reasons)]
            if self.reasons
            else [],
            "has_day": self.has_day,
            "last_day": last_day().isoformat() if self.has_day else "",
        }


class DemandDeleteView(AskView):
    """删除: 「确定」 deletes, 「取消」 does not (C9)."""

    title, button, done, after = "删除需求", "确定", "需求已删除", "demands"
    lead = "删除后不再显示，也不能恢复。已提交方案的机构会收到通知，方案同时失效。"

    def act(self, demand: FinancingDemand, version: int) -> None:
        demand_delete(actor=self.request.actor, demand_id=demand.pk, expected_version=version)


class DemandCloseView(AskView):
    """撤回需求, with a reason."""

    title, button, done = "撤回需求", "确认撤回", "需求已撤回"
    lead = "撤回后机构不再看到这条需求，未接受的方案同时失效，机构会收到通知。"
    reasons = OWNER_CLOSE_REASONS

    def act(self, demand: FinancingDemand, version: int) -> None:
        demand_close(
            actor=self.request.actor,
            demand_id=demand.pk,
            expected_version=version,
            reason=self.request.POST.get("reason", ""),
            note=self.request.POST.get("note", ""),
        )


class DemandExtendView(AskView):
    """延长有效期."""

    title, button, done, kind = "延长有效期", "确认延长", "有效期已延长", ""
    lead = "不填写日期的，从今天起延长 60 天。已提交方案的机构会收到通知。"
    has_day = True

    def act(self, demand: FinancingDemand, version: int) -> None:
        demand_extend(
            actor=self.request.actor,
            demand_id=demand.pk,
            expected_version=version,
            valid_until=self.request.POST.get("valid_until", ""),
        )


class DemandReopenView(AskView):
    """重新开放需求, after an application that ended without credit."""

    title, button, done, kind = "重新开放需求", "重新开放", "需求已重新开放", ""
    lead = "需求会再次公开，此前提交过方案的机构会收到通知，可以再次提交方案。"

    def act(self, demand: FinancingDemand, version: int) -> None:
        demand_reopen(actor=self.request.actor, demand_id=demand.pk, expected_version=version)


class OfferDeclineView(MemberDemandView):
    """谢绝方案, with a reason that its institution reads."""

    signs = True
    allowed_roles: ClassVar[frozenset[str] | None] = ACCEPTERS

    def get(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        return self.ask(self.offer(offer_id))

    def post(self, request: HttpRequest, offer_id: UUID) -> HttpResponse:
        """The answer; what stands against it is told with the question."""
        offer = self.offer(offer_id)
        try:
            offer_decline(
                actor=self.request.actor,
                offer_id=offer.pk,
                expected_version=posted_version(request),
                reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""),
            )
        except FieldErrors as refused:
            return self.ask(offer, errors=dict(refused.fields), status=422)
        except (Refused, Conflict) as refused:
            return self.ask(self.offer(offer_id), error=refused.sentence, status=refused.http_status)
        messages.success(request, "已谢绝这份方案，机构会收到通知")
        return redirect_to(request, "demand-detail", offer.demand_id)

    def offer(self, offer_id: UUID) -> Offer:
        """One that was sent to the enterprise, or 404."""
        return offer_received(actor=self.request.actor, offer_id=offer_id)

    def ask(
        self, offer: Offer, *, error: str = "", errors: dict[str, str] | None = None, status: int = 200
    ) -> HttpResponse:
        if not error and offer.state != OfferState.SENT and self.request.method == "GET":
            error = f"这份方案{OfferState(offer.state).label}，不用再答复。"
        texts = {
            "title": "谢绝方案",
            "lead": "机构会看到您选择的原因和说明。谢绝后，这份方案不能再接受。",
            "button": "确认谢绝",
            "kind": "danger",
            "reasons": [("", "请选择"), *((one.value, one.label) for one in OWNER_DECLINE_REASONS)],
            "has_day": False,
            "last_day": "",
        }
        return ask_page(
            self.request,
            row=offer.demand,
            version=offer.version,
            name=f"{offer.institution.short_name}　{offer.product_version.name}",
            back=site_of(self.request).url("demand-detail", offer.demand_id),
            texts=texts,
            error=error,
            errors=errors or {},
            status=status,
        )


def ask_page(request: HttpRequest, *, status: int, texts: dict[str, Any], **context: Any) -> HttpResponse:
    """The question, with what was typed into it."""
    typed = {name: request.POST.get(name, "") for name in ("reason", "note", "valid_until")}
    return draw(
        request, "ask.html", {**texts, **context, "typed": typed, "action": request.path}, status=status
    )
