"""人工认证: where it stands, consent, own pictures, the letter to be signed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current, agreement_paragraphs
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberScope
from yuzhengdai.domain.verification.desk import review_due_at
from yuzhengdai.domain.verification.enums import PictureKind, ReviewReason, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import (
    verification_latest_for,
    verification_papers,
    verification_steps,
)
from yuzhengdai.domain.verification.services.draft import verification_open
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.sites.console.verification.base import (
    EDITABLE,
    NEXT_KEY,
    VerificationBase,
    first_open_step,
    remember_next,
    step_states,
    to_step,
)
from yuzhengdai.sites.web.file_response import file_response

KEPT = "已保存，7 天内可继续"
"""What 「暂不认证」 answers (R9)."""


class VerificationView(VerificationBase):
    """Where 企业认证 stands: leads on to the next step, or says who is at it and until when."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page per state."""
        remember_next(request)
        next_url = str(request.session.get(NEXT_KEY) or reverse("portal:product-list"))
        if self.enterprise.state != EnterpriseState.CLAIMED:
            return self.page(request, "passed", next_url=next_url)
        row = self.open_row()
        if row is None:
            return self._ended(request)
        if row.state == VerificationState.DRAFT:
            return to_step(first_open_step(row) if self.has_consented() else "start")
        if row.state == VerificationState.RETURNED:
            return self.page(request, "returned", row=row, reason_label=ReviewReason(row.reason_code).label)
        steps = verification_steps(verification=row)
        return self.page(request, "status", row=row, due_at=review_due_at(row), steps=steps, today=today())

    def _ended(self, request: HttpRequest) -> HttpResponse:
        last = verification_latest_for(actor=self.request.actor)
        if last is None or last.state != VerificationState.REFUSED:
            return to_step("start")
        label = ReviewReason(last.reason_code).label if last.reason_code in ReviewReason.values else ""
        return self.page(request, "refused", row=last, reason_label=label)


class VerificationStartView(VerificationBase):
    """Consent to 《身份信息处理同意书》: unticked, with purpose, transmission, storage and period."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The text and the tick."""
        remember_next(request)
        row = self.open_row()
        if self.enterprise.state != EnterpriseState.CLAIMED or (row and row.state not in EDITABLE):
            return redirect("console:verification")
        return self._show(request, row)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Consent to the version that was shown, open the attempt, go on."""
        if "later" in request.POST:
            verification_open(actor=self.request.actor)
            messages.success(request, KEPT)
            return to_step("start")
        agreement = agreement_current(kind=AgreementKind.IDENTITY_DATA)
        if not self.has_consented():
            if request.POST.get("agreement") != str(agreement.pk):
                return self._show(request, self.open_row(), "同意书已更新，请阅读新的内容后再同意")
            if request.POST.get("agree") != "1":
                return self._show(request, self.open_row(), "请阅读同意书，同意后勾选再继续")
            consent_record(actor=self.request.actor, agreement=agreement, user=self.user)
        return to_step(first_open_step(verification_open(actor=self.request.actor)))

    def _show(self, request: HttpRequest, row: Verification | None, error: str = "") -> HttpResponse:
        agreement: Agreement = agreement_current(kind=AgreementKind.IDENTITY_DATA)
        last = None if row else verification_latest_for(actor=self.request.actor)
        return self.page(
            request,
            "start",
            422 if error else 200,
            agreement=agreement,
            paragraphs=agreement_paragraphs(body=agreement.body),
            has_consented=self.has_consented(),
            was_expired=last is not None and last.state == VerificationState.EXPIRED,
            error=error,
            steps=step_states(row, "start"),
        )


class PictureView(VerificationBase):
    """One of the applicant's own pictures; a PDF comes as a download."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """404 for everything that is not the own attempt's, and for the live face: only an operator sees that."""
        row = verification_latest_for(actor=self.request.actor)
        if row is None or kind not in PictureKind.values:
            raise Http404
        file = verification_papers(verification=row).get(kind)
        if file is None:
            raise Http404
        return file_response(file, inline=True)


class LetterView(VerificationBase):
    """The letter of authorisation, to be printed, signed, sealed and photographed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filled in as far as is known."""
        row = self.open_row()
        scopes = [str(MemberScope(scope).label) for scope in (row.agent_scopes if row else [])]
        return self.page(
            request,
            "letter",
            person_name=row.person_name if row else "",
            scopes=scopes or [str(label) for label in MemberScope.labels],
            ends_on=row.agent_ends_on if row else None,
        )
