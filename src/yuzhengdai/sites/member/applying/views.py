"""The application page (P6): one form, its draft, its submission."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from yuzhengdai.domain.agreements.selectors import consent_missing
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.permissions import APPLICANT_ROLES
from yuzhengdai.domain.applications.selectors.enterprise import (
    application_for_enterprise,
    application_mark,
    running_for_product,
)
from yuzhengdai.domain.applications.services.documents import application_document_remove
from yuzhengdai.domain.applications.services.draft import (
    application_draft_look,
    application_draft_open,
    application_draft_save,
    application_draft_untouched_discard,
)
from yuzhengdai.domain.applications.services.from_offer import application_create_from_offer
from yuzhengdai.domain.applications.services.submit import application_submit
from yuzhengdai.domain.applications.validation import raw_values
from yuzhengdai.domain.credit.workflow import GRANTERS
from yuzhengdai.domain.demands.selectors.mine import offer_received
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.selectors import product_on_shelf, product_once_published
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, NotFound, Refused
from yuzhengdai.sites.member.applications.uploads import add_uploads
from yuzhengdai.sites.member.applying.opened import (
    begun,
    is_untouched,
    is_written,
    opened_token,
    unwritten,
)
from yuzhengdai.sites.member.applying.page import (
    FormState,
    apply_url,
    consent_note,
    form_context,
    summary,
)
from yuzhengdai.sites.member.applying.posted import posted_state, posted_version, submission_of
from yuzhengdai.sites.member.catalogue.wanted import Wanted, with_query
from yuzhengdai.sites.member.utilities.forms import utility_state
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.origin import is_asked_from_elsewhere
from yuzhengdai.sites.web.shown import seal_kind
from yuzhengdai.sites.web.site import redirect_to, render_page, site_of


class ApplicantView(VerifiedEnterpriseView):
    """A member who may apply, of a verified enterprise."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    def show(self, state: FormState, *, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        # Everything a page of a draft shows, read once.
        draft = state.draft
        if is_written(draft):
            draft = application_for_enterprise(actor=actor, application_id=draft.pk)
        full = replace(state, draft=draft, opened=opened_token(draft))
        context = form_context(
            full,
            site=site_of(self.request),
            enterprise=self.enterprise,
            utilities=utility_state(actor=actor),
            may_grant=bool(actor.roles & GRANTERS),
        )
        context["running"] = running_for_product(actor=actor, product_id=draft.product_id)
        context["consent_note"] = consent_note(actor)
        return render_page(self.request, "applying/form.html", context, status=status)


class ApplyView(ApplicantView):
    """Draw the draft; take what the form's buttons ask for (``do``)."""

    def is_signing(self, request: HttpRequest) -> bool:
        """「立即申请」; keeping a draft binds nobody."""
        return request.POST.get("do") == "submit"

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """The draft of this product, or the form of a new one, which nothing is written of; the 平台协议 first (P5). From another site
        the product's page stands before it.
        """
        if is_asked_from_elsewhere(request):
            return redirect_to(request, "product-detail", product_id)
        try:
            product = self.product(product_id)
        except Http404:
            return self.off_shelf(product_id)
        if consent_missing(enterprise=self.enterprise) is not None:
            agreement = site_of(request).url("apply-agreement", product_id)
            return HttpResponseRedirect(with_query(agreement, request.GET.urlencode()))
        if request.GET.get("offer"):
            return self.from_offer(request.GET["offer"], product)
        draft = application_draft_look(actor=self.request.actor, enterprise=self.enterprise, product=product)
        if is_written(draft):
            draft = application_draft_open(
                actor=self.request.actor, enterprise=self.enterprise, product=product
            )
        kept = raw_values(draft.draft_data)
        wanted = Wanted.of_application(request.GET.dict(), draft.product_version)
        others = wanted.differences(kept)
        state = FormState(
            draft=draft,
            raw=wanted.filled_into(kept),
            tab=secrets.token_urlsafe(12),
            base_version=draft.version,
            notice=f"您刚才选择的是{others}，与草稿里填写的不同。草稿没有改动，需要时请自行修改"
            if others
            else "",
            notice_kind="",
        )
        return self.show(state)

    def from_offer(self, offer: str, product: Product) -> HttpResponse:
        """The draft made from an accepted 融资方案; what stands against it is told on the demand's page."""
        try:
            found = offer_received(actor=self.request.actor, offer_id=UUID(offer))
        except (ValueError, NotFound):
            raise Http404 from None
        if found.product_version.product_id != product.pk:
            raise Http404
        try:
            draft = application_create_from_offer(
                actor=self.request.actor, enterprise=self.enterprise, offer_id=found.pk
            )
        except Refused as refused:
            messages.warning(self.request, refused.sentence)
            return redirect_to(self.request, "demand-detail", found.demand_id)
        if draft.state != ApplicationState.DRAFT:
            return redirect_to(self.request, "apply-success", draft.pk)
        return self.show(
            FormState(draft, raw_values(draft.draft_data), secrets.token_urlsafe(12), draft.version)
        )

    def post(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """Files first, so that nothing is lost; then the button."""
        do = request.POST.get("do", "save")
        has_files = bool(request.FILES) or hasattr(request, "refused_uploads")
        if do in {"cancel", "discard"} and is_untouched(
            request, unwritten(self, self.named_id(), product_id)
        ):
            messages.info(request, "已取消申请")
            return redirect_to(request, "product-list")
        if do == "submit" and not has_files:
            return self.submit(request, product_id)
        draft = self.posted_draft(product_id)
        if isinstance(draft, HttpResponse):
            return draft
        problems: list[str] = []
        if has_files:
            _, problems = add_uploads(request, self.request.actor, draft.pk)
        if do == "submit" and not problems:
            return self.submit(request, product_id)
        saved = self.save(request, draft)
        if isinstance(saved, HttpResponse):
            return saved
        if problems:
            state = posted_state(request, draft, base_version=saved.version, file_problems=problems)
            return self.show(state, status=422)
        return self.after_saving(do, draft)

    def product(self, product_id: UUID) -> Product:
        """On the shelf, or 404."""
        try:
            return product_on_shelf(product_id=product_id)
        except Product.DoesNotExist:
            raise Http404 from None

    def off_shelf(self, product_id: UUID) -> HttpResponse:
        """A product that was public says on its own page that it is off the shelf; anything else is 404."""
        try:
            product_once_published(product_id=product_id)
        except Product.DoesNotExist:
            raise Http404 from None
        messages.warning(self.request, "这个产品已下架，暂时不能申请。已填写的草稿仍保留在「我的申请」")
        return redirect_to(self.request, "product-detail", product_id)

    def named_id(self) -> UUID:
        """The application that the form names."""
        try:
            return UUID(self.request.POST.get("application", ""))
        except ValueError:
            raise Http404 from None

    def posted_draft(self, product_id: UUID) -> Application | HttpResponse:
        """The draft this form belongs to; what was submitted meanwhile leads to its page."""
        application_id = begun(self, self.named_id(), product_id)
        found = application_mark(actor=self.request.actor, application_id=application_id)
        if found.product_id != product_id:
            raise Http404
        if found.state != ApplicationState.DRAFT:
            return redirect_to(self.request, "apply-success", found.pk)
        return found

    def submit(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """「立即申请」. The service finds the draft under its lock; only what was refused is looked up again."""
        try:
            made_id = self.submitted(request, product_id, self.named_id())
        except (FieldErrors, Conflict, Refused) as refused:
            draft = self.posted_draft(product_id)
            if isinstance(draft, HttpResponse):
                return draft
            return self.not_submitted(request, draft, refused)
        return redirect_to(request, "apply-success", made_id)

    def submitted(self, request: HttpRequest, product_id: UUID, application_id: UUID) -> UUID:
        """Submit; a form of which nothing was kept yet is begun first, which is seen only when the draft is not found."""

        def submit() -> UUID:
            made_id, _ = application_submit(
                actor=self.request.actor,
                enterprise=self.enterprise,
                application_id=application_id,
                submission=submission_of(request, application_id, product_id),
            )
            return made_id

        try:
            return submit()
        except NotFound:
            begun_id = begun(self, application_id, product_id)
            if not Application.objects.filter(pk=begun_id).exists():
                raise
            application_id = begun_id
            return submit()

    def not_submitted(
        self, request: HttpRequest, draft: Application, problem: FieldErrors | Conflict | Refused
    ) -> HttpResponse:
        """What was typed is kept; the page says what stands against it."""
        if isinstance(problem, Conflict):
            return self.conflict(request, draft, problem)
        if isinstance(problem, Refused):
            return self.refused(request, draft, problem)
        saved = self.save(request, draft)
        if isinstance(saved, HttpResponse):
            return saved
        state = posted_state(request, draft, base_version=saved.version, errors=problem.fields)
        return self.show(state, status=422)

    def save(self, request: HttpRequest, draft: Application) -> Application | HttpResponse:
        """Keep what was typed, or show what stands against it."""
        try:
            return application_draft_save(
                actor=self.request.actor,
                application_id=draft.pk,
                typed=request.POST.dict(),
                tab=request.POST.get("tab", ""),
                base_version=posted_version(request),
                is_asked=request.POST.get("do", "save") == "save",
            )
        except Conflict as conflict:
            return self.conflict(request, draft, conflict)
        except Refused as refused:
            return self.refused(request, draft, refused)

    def conflict(self, request: HttpRequest, draft: Application, conflict: Conflict) -> HttpResponse:
        """The same page with everything typed; the next press of the button overwrites knowingly."""
        fresh = Application.objects.get(pk=draft.pk)
        if conflict.code == "applications.product_changed" and draft.offer_id is None:
            product = self.product(draft.product_id)
            fresh = application_draft_open(
                actor=self.request.actor, enterprise=self.enterprise, product=product
            )
        state = posted_state(request, fresh, base_version=fresh.version, notice=conflict.sentence)
        return self.show(state, status=409)

    def refused(self, request: HttpRequest, draft: Application, refused: Refused) -> HttpResponse:
        """Off the shelf, consent withdrawn, submitted by somebody else: the sentence and where to go."""
        if refused.code == "applications.consent_missing":
            self.save_quietly(request, draft)
            return HttpResponseRedirect(apply_url(site_of(request), draft, "apply-agreement"))
        fresh = application_for_enterprise(actor=self.request.actor, application_id=draft.pk)
        if fresh.state != ApplicationState.DRAFT:
            return redirect_to(request, "apply-success", draft.pk)
        self.save_quietly(request, draft)
        state = posted_state(request, fresh, base_version=fresh.version, notice=refused.sentence)
        return self.show(state, status=refused.http_status)

    def save_quietly(self, request: HttpRequest, draft: Application) -> None:
        """Keep the words where that is still possible."""
        try:
            application_draft_save(
                actor=self.request.actor,
                application_id=draft.pk,
                typed=request.POST.dict(),
                tab=request.POST.get("tab", ""),
                base_version=posted_version(request),
            )
        except AppError:
            return

    def after_saving(self, do: str, draft: Application) -> HttpResponse:
        """Where each button but 「立即申请」 leads once the words are kept."""
        here = apply_url(site_of(self.request), draft)
        action, _, argument = do.partition(":")
        if action == "cancel":
            is_empty = application_draft_untouched_discard(actor=self.request.actor, application_id=draft.pk)
            kept = "" if is_empty else "，填写的内容保存为草稿，可在「我的申请」继续"
            messages.info(self.request, f"已取消申请{kept}")
            if draft.offer is not None:
                return redirect_to(self.request, "demand-detail", draft.offer.demand_id)
            return redirect_to(self.request, "product-list")
        if action == "phone":
            return redirect_to(self.request, "apply-phone", draft.pk)
        if action == "discard":
            return redirect_to(self.request, "application-discard", draft.pk)
        if action == "remove":
            self.remove_document(draft, argument)
            return HttpResponseRedirect(f"{here}#documents")
        if action == "upload":
            return HttpResponseRedirect(f"{here}#documents")
        messages.success(self.request, "草稿已保存")
        return HttpResponseRedirect(here)

    def remove_document(self, draft: Application, argument: str) -> None:
        """「删除」 beside a document."""
        try:
            application_document_remove(
                actor=self.request.actor, application_id=draft.pk, document_id=UUID(argument)
            )
        except (ValueError, NotFound):
            raise Http404 from None


class DraftSaveView(ApplicantView):
    """Autosave: {"saved_at", "version"}, or {"error"} with 409 when another page saved meanwhile."""

    def post(self, request: HttpRequest, application_id: UUID) -> JsonResponse:
        """Keep what was typed, valid or not; of a form as it was opened, nothing."""
        fresh = unwritten(self, application_id)
        if is_untouched(request, fresh):
            return JsonResponse({"saved_at": f"{local(now()):%H:%M}", "version": 0})
        application_id = application_id if fresh is None else begun(self, application_id)
        try:
            draft = application_draft_save(
                actor=self.request.actor,
                application_id=application_id,
                typed=request.POST.dict(),
                tab=request.POST.get("tab", ""),
                base_version=posted_version(request),
                is_asked=False,
            )
        except (Refused, Conflict) as refused:
            return JsonResponse({"error": refused.sentence}, status=refused.http_status)
        return JsonResponse({"saved_at": f"{local(now()):%H:%M}", "version": draft.version})


class SummaryView(ApplicantView):
    """申请概要 for what is typed so far, as a fragment."""

    def post(self, request: HttpRequest, application_id: UUID) -> HttpResponse:
        """Reads the form's fields, writes nothing."""
        draft = unwritten(self, application_id) or application_for_enterprise(
            actor=self.request.actor, application_id=application_id
        )
        context = {
            "summary": summary(draft, raw_values(request.POST.dict())),
            "version": draft.product_version,
            "institution": draft.institution,
            "seal_kind": seal_kind(draft.institution.tone),
        }
        return render_page(request, "applying/summary.html", context)
