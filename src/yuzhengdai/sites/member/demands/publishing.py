"""发布需求 (C10): one form, its draft, what each reader will see, and where it ends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from yuzhengdai.domain.demands.enums import DemandState
from yuzhengdai.domain.demands.form import raw_values
from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.permissions import demands_visible_to
from yuzhengdai.domain.demands.services.draft import demand_discard, demand_draft_open, demand_draft_save
from yuzhengdai.domain.demands.services.publish import Publication, demand_publish
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, RateLimited, Refused
from yuzhengdai.sites.member.demands.base import MemberDemandView, PublisherView, draw, posted_version
from yuzhengdai.sites.member.demands.fields import error_items, shown_fields, typed_in
from yuzhengdai.sites.member.demands.preview import preview_of
from yuzhengdai.sites.web.origin import is_asked_from_elsewhere
from yuzhengdai.sites.web.site import redirect_to, site_of

_EMPTIED = "已清空，草稿没有改动。需要找回时点「撤销」"


@dataclass(frozen=True, slots=True)
class FormState:
    """What the page is drawn from: raw values, sentences, the marks of this open page."""

    demand_id: UUID
    raw: Mapping[str, str]
    tab: str
    version: int
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    undo: bool = False


class DemandNewView(PublisherView):
    """Draw the draft; take what the form's buttons ask for (``do``)."""

    def is_signing(self, request: HttpRequest) -> bool:
        """「立即提交」."""
        return request.POST.get("do") == "submit"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The draft, opened if there is none; another site opens none: the list stands before it."""
        if is_asked_from_elsewhere(request):
            return redirect_to(request, "demands")
        draft = demand_draft_open(actor=self.request.actor, enterprise=self.enterprise)
        tab = secrets.token_urlsafe(12)
        return self.show(FormState(draft.pk, raw_values(draft.draft_data), tab, draft.version))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Each button; what was typed is kept whatever stands against it."""
        draft = self.posted_draft()
        if draft is None:
            messages.info(request, "这条需求已经提交，或草稿已删除")
            return redirect_to(request, "demands")
        if draft.state != DemandState.DRAFT:
            return redirect_to(request, "demand-done", draft.pk)
        do = request.POST.get("do", "save")
        if do == "submit":
            return self.submit(request, draft)
        if do == "discard":
            demand_discard(actor=self.request.actor, demand_id=draft.pk)
            messages.success(request, "草稿已删除")
            return redirect_to(request, "demands")
        saved = self.save(request, draft)
        if isinstance(saved, HttpResponse):
            return saved
        if do == "reset":
            tab = self.tab()
            return self.show(
                FormState(draft.pk, raw_values({}), tab, saved.version, notice=_EMPTIED, undo=True)
            )
        if do == "preview":
            return self.show(FormState(draft.pk, raw_values(typed_in(request)), self.tab(), saved.version))
        messages.success(request, "草稿已保存")
        return redirect_to(request, "demand-new")

    def posted_draft(self) -> FinancingDemand | None:
        """The draft that this form belongs to; None where it is gone."""
        try:
            demand_id = UUID(self.request.POST.get("demand", ""))
        except ValueError:
            raise Http404 from None
        return demands_visible_to(self.request.actor).filter(pk=demand_id).first()

    def tab(self) -> str:
        """The mark of this open page."""
        return self.request.POST.get("tab", "")[:40] or secrets.token_urlsafe(12)

    def submit(self, request: HttpRequest, draft: FinancingDemand) -> HttpResponse:
        """「立即提交」."""
        tab = self.tab()
        form = Publication(
            typed=typed_in(request),
            key=f"{draft.pk.hex}{tab}"[:64],
            tab=tab,
            base_version=posted_version(request),
        )
        try:
            made_id, _ = demand_publish(
                actor=self.request.actor, enterprise=self.enterprise, demand_id=draft.pk, publication=form
            )
        except FieldErrors as refused:
            saved = self.save(request, draft)
            if isinstance(saved, HttpResponse):
                return saved
            raw = raw_values(typed_in(request))
            return self.show(FormState(draft.pk, raw, tab, saved.version, errors=refused.fields), status=422)
        except (Conflict, Refused, RateLimited) as refused:
            return self.told(request, draft, refused)
        return redirect_to(request, "demand-done", made_id)

    def save(self, request: HttpRequest, draft: FinancingDemand) -> FinancingDemand | HttpResponse:
        """Keep what was typed, or show what stands against it."""
        try:
            return demand_draft_save(
                actor=self.request.actor,
                demand_id=draft.pk,
                typed=typed_in(request),
                tab=self.tab(),
                base_version=posted_version(request),
            )
        except (Conflict, Refused) as refused:
            return self.told(request, draft, refused)

    def told(self, request: HttpRequest, draft: FinancingDemand, refused: AppError) -> HttpResponse:
        """The same page with everything typed and the sentence; the next press overwrites knowingly."""
        fresh = demands_visible_to(self.request.actor).filter(pk=draft.pk).first()
        if fresh is None or fresh.state != DemandState.DRAFT:
            messages.info(request, refused.sentence)
            return redirect_to(request, "demands")
        state = FormState(
            draft.pk, raw_values(typed_in(request)), self.tab(), fresh.version, notice=refused.sentence
        )
        return self.show(state, status=refused.http_status)

    def show(self, state: FormState, *, status: int = 200) -> HttpResponse:
        """The form beside what each reader will see."""
        context = {
            "state": state,
            "parts": shown_fields(state.raw, state.errors),
            "error_items": error_items(state.errors),
            "preview": preview_of(state.raw, self.enterprise),
            # Portal and console have this page both; each form stays where it was opened.
            "action": self.request.path,
        }
        return draw(self.request, "new.html", context, status=status)


class DemandDraftView(PublisherView):
    """Autosave: {"saved_at", "version"}, or {"error"} with 409 when another page saved meanwhile."""

    def post(self, request: HttpRequest, demand_id: UUID) -> JsonResponse:
        """Keep what was typed, valid or not."""
        try:
            draft = demand_draft_save(
                actor=self.request.actor,
                demand_id=demand_id,
                typed=typed_in(request),
                tab=request.POST.get("tab", ""),
                base_version=posted_version(request),
            )
        except (Refused, Conflict) as refused:
            return JsonResponse({"error": refused.sentence}, status=refused.http_status)
        return JsonResponse({"saved_at": f"{local(now()):%H:%M}", "version": draft.version})


class DemandPreviewView(PublisherView):
    """谁会看到什么 for what is typed so far, as a fragment."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Reads the form's fields, writes nothing."""
        raw = raw_values(typed_in(request))
        return draw(request, "preview.html", {"preview": preview_of(raw, self.enterprise)})


class DemandDoneView(MemberDemandView):
    """「发布成功」 or 「已提交，待审核」. Reached by redirect, so that reloading submits nothing."""

    def get(self, request: HttpRequest, demand_id: UUID) -> HttpResponse:
        """Of the actor's enterprise alone; a draft is led back to its form."""
        demand = self.demand(demand_id)
        if demand.state == DemandState.DRAFT:
            return redirect_to(request, "demand-new")
        context = {
            "row": demand,
            "is_held": demand.state in {DemandState.IN_REVIEW, DemandState.RETURNED},
            "list_url": site_of(request).url("demands"),
        }
        return draw(request, "done.html", context)
