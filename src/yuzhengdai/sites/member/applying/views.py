"""The application page (P6): one form, its draft, its submission."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import consent_list, consent_missing
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
    application_draft_open,
    application_draft_save,
    application_draft_untouched_discard,
)
from yuzhengdai.domain.applications.services.submit import Submission, application_submit
from yuzhengdai.domain.applications.validation import raw_values
from yuzhengdai.domain.credit.workflow import GRANTERS
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.products.models import Product
from yuzhengdai.domain.products.selectors import product_on_shelf, product_once_published
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.money import day
from yuzhengdai.sites.member.applications.uploads import add_uploads
from yuzhengdai.sites.member.applying.page import FormState, form_context, summary
from yuzhengdai.sites.member.catalogue.wanted import Wanted, with_query
from yuzhengdai.sites.member.utilities.forms import utility_state
from yuzhengdai.sites.web.actors import current_enterprise
from yuzhengdai.sites.web.gates import VerifiedEnterpriseView
from yuzhengdai.sites.web.origin import is_asked_from_elsewhere
from yuzhengdai.sites.web.shown import seal_kind
from yuzhengdai.sites.web.site import redirect_to, render_page, site_of


class ApplicantView(VerifiedEnterpriseView):
    """A member who may apply, of a verified enterprise."""

    allowed_roles: ClassVar[frozenset[str] | None] = APPLICANT_ROLES

    @property
    def enterprise(self) -> Enterprise:
        """The chosen enterprise; there is one after dispatch."""
        enterprise = current_enterprise(self.request)
        if enterprise is None:
            raise Http404
        return enterprise

    def show(self, state: FormState, *, status: int = 200) -> HttpResponse:
        actor = self.request.actor
        # Everything a page of a draft shows, read once.
        draft = application_for_enterprise(actor=actor, application_id=state.draft.pk)
        full = FormState(
            draft=draft,
            raw=state.raw,
            tab=state.tab,
            base_version=state.base_version,
            ticked=state.ticked,
            errors=state.errors,
            notice=state.notice,
            notice_kind=state.notice_kind,
            file_problems=state.file_problems,
        )
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

    def get(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """The draft of this product, opened if there is none; the 平台协议 first (P5). Another site opens none: the product's
        page stands before it.
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
        draft = application_draft_open(actor=self.request.actor, enterprise=self.enterprise, product=product)
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

    def post(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """Files first, so that nothing is lost; then the button."""
        do = request.POST.get("do", "save")
        has_files = bool(request.FILES) or hasattr(request, "refused_uploads")
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

    def posted_id(self) -> UUID:
        """The application this form belongs to."""
        try:
            return UUID(self.request.POST.get("application", ""))
        except ValueError:
            raise Http404 from None

    def posted_draft(self, product_id: UUID) -> Application | HttpResponse:
        """The draft this form belongs to; what was submitted meanwhile leads to its page."""
        found = application_mark(actor=self.request.actor, application_id=self.posted_id())
        if found.product_id != product_id:
            raise Http404
        if found.state != ApplicationState.DRAFT:
            return redirect_to(self.request, "apply-success", found.pk)
        return found

    def submit(self, request: HttpRequest, product_id: UUID) -> HttpResponse:
        """「立即申请」. The service finds the draft under its lock; only what was refused is looked up again."""
        application_id = self.posted_id()
        try:
            made_id, _ = application_submit(
                actor=self.request.actor,
                enterprise=self.enterprise,
                application_id=application_id,
                submission=submission_of(request, application_id, product_id),
            )
        except (FieldErrors, Conflict, Refused) as refused:
            draft = self.posted_draft(product_id)
            if isinstance(draft, HttpResponse):
                return draft
            return self.not_submitted(request, draft, refused)
        return redirect_to(request, "apply-success", made_id)

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
        if conflict.code == "applications.product_changed":
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
            return redirect_to(request, "apply-agreement", draft.product_id)
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
        here = site_of(self.request).url("apply", draft.product_id)
        action, _, argument = do.partition(":")
        if action == "cancel":
            is_empty = application_draft_untouched_discard(actor=self.request.actor, application_id=draft.pk)
            kept = "" if is_empty else "，填写的内容保存为草稿，可在「我的申请」继续"
            messages.info(self.request, f"已取消申请{kept}")
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
        """Keep what was typed, valid or not."""
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
        draft = application_for_enterprise(actor=self.request.actor, application_id=application_id)
        context = {
            "summary": summary(draft, raw_values(request.POST.dict())),
            "version": draft.product_version,
            "institution": draft.institution,
            "seal_kind": seal_kind(draft.institution.tone),
        }
        return render_page(request, "applying/summary.html", context)


def posted_version(request: HttpRequest) -> int:
    """The draft's version that this page was made from; -1 for rubbish, which never fits."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def submission_of(request: HttpRequest, application_id: UUID, product_id: UUID) -> Submission:
    """The form as the service takes it."""
    try:
        version_id = UUID(request.POST.get("product_version", ""))
    except ValueError:
        version_id = UUID(int=0)
    tab = request.POST.get("tab", "")[:40]
    return Submission(
        typed=request.POST.dict(),
        grants=request.POST.getlist("grants"),
        key=f"{application_id.hex}{tab}"[:64],
        product_id=product_id,
        version_id=version_id,
        tab=tab,
        base_version=posted_version(request),
    )


def posted_state(
    request: HttpRequest,
    draft: Application,
    *,
    base_version: int,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    file_problems: list[str] | None = None,
) -> FormState:
    """The page again as it was sent: typed, ticked, under the same marks."""
    return FormState(
        draft=draft,
        raw=raw_values(request.POST.dict()),
        tab=request.POST.get("tab", "")[:40] or secrets.token_urlsafe(12),
        base_version=base_version,
        ticked=request.POST.getlist("grants"),
        errors=errors or {},
        notice=notice,
        file_problems=file_problems or [],
    )


def consent_note(actor: Actor) -> str:
    """What stands under the buttons: that submitting confirms, and which agreement holds."""
    consent = consent_list(actor=actor).filter(agreement__kind=AgreementKind.PLATFORM).first()
    agreed = (
        f"您已于 {day(consent.created_at)}同意《平台协议》{consent.agreement.version} 版。" if consent else ""
    )
    return f"提交即确认以上信息真实。{agreed}授信决定作出前，可在「我的申请」撤回。"
