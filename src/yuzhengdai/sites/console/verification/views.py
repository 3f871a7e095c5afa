"""人工认证: where it stands, consent, the letter to be signed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import (
    agreement_current,
    agreement_paragraphs,
    user_consent_missing,
)
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberScope
from yuzhengdai.domain.verification.desk import review_due_at
from yuzhengdai.domain.verification.enums import ReviewReason, VerificationState, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import (
    has_run_out,
    verification_latest_for,
    verification_open_for,
    verification_steps,
)
from yuzhengdai.domain.verification.services.draft import verification_open
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.sites.console.verification.base import ConsolePage, PageView, bar, first_open, page_url
from yuzhengdai.sites.member.verification.base import KEPT
from yuzhengdai.sites.web.typed_form import TypedForm


class VerificationView(ConsolePage):
    """Where 企业认证 stands: leads on to the next step, or says who is at it and until when."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page per state."""
        self.remember_next()
        if self.enterprise.state != EnterpriseState.CLAIMED:
            last = verification_latest_for(actor=self.request.actor)
            return self.page("passed", next_url=self.next_url(), is_by_counter=_is_by_counter(last))
        row = verification_open_for(actor=self.request.actor)
        if row is None or has_run_out(verification=row):
            return self._ended()
        if row.state == VerificationState.DRAFT:
            state = wizard_state(verification=row, way=VerificationWay.MANUAL)
            return redirect(page_url(first_open(state)))
        if row.state == VerificationState.RETURNED:
            return self.page("returned", row=row, reason_label=ReviewReason(row.reason_code).label)
        steps = verification_steps(verification=row)
        return self.page("status", row=row, due_at=review_due_at(row), steps=steps, today=today())

    def _ended(self) -> HttpResponse:
        last = verification_latest_for(actor=self.request.actor)
        if last is None or last.state != VerificationState.REFUSED:
            return redirect(page_url("start"))
        label = ReviewReason(last.reason_code).label if last.reason_code in ReviewReason.values else ""
        return self.page("refused", row=last, reason_label=label)


def _is_by_counter(row: Verification | None) -> bool:
    """Whether this person was proved at a counter: without a certificate so far, which can be had later."""
    return (
        row is not None and row.state == VerificationState.PASSED and row.way == VerificationWay.COUNTER.value
    )


class VerificationStartView(PageView):
    """Consent to 《身份信息处理同意书》: unticked, with purpose, transmission, storage and period."""

    step = "start"

    def elsewhere(self) -> str:
        """Without an attempt this is where one begins; one handed in is not filled in any more."""
        self.remember_next()
        super().elsewhere()
        if hasattr(self, "row"):
            return ""
        row = verification_open_for(actor=self.request.actor)
        is_handed_in = row is not None and row.state not in EDITABLE_STATES
        is_done = self.enterprise.state != EnterpriseState.CLAIMED or is_handed_in
        return self.front() if is_done and self.request.method == "GET" else ""

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The text and the tick."""
        agreement: Agreement = agreement_current(kind=AgreementKind.IDENTITY_DATA)
        state = getattr(self, "state", None)
        last = None if state else verification_latest_for(actor=self.request.actor)
        frame = {
            "agreement": agreement,
            "paragraphs": agreement_paragraphs(body=agreement.body),
            "has_consented": self._has_consented(),
            "was_expired": last is not None and last.state == VerificationState.EXPIRED,
            "error": "",
            "steps": bar(state, self.step),
        }
        return self.page(self.step, status, **frame | context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Consent to the version that was shown, open the attempt, go on."""
        agreement = agreement_current(kind=AgreementKind.IDENTITY_DATA)
        if not self._has_consented():
            if self.request.POST.get("agreement") != str(agreement.pk):
                return self.show(status=422, error="同意书已更新，请阅读新的内容后再同意")
            if self.request.POST.get("agree") != "1":
                return self.show(status=422, error="请阅读同意书，同意后勾选再继续")
            consent_record(actor=self.request.actor, agreement=agreement, user=self.user)
        verification_open(actor=self.request.actor)
        return self.go_on()

    def keep(self) -> HttpResponse:
        """「暂不认证」: the attempt is opened, its days count from now."""
        verification_open(actor=self.request.actor)
        messages.success(self.request, KEPT)
        return redirect(self.here())

    def _has_consented(self) -> bool:
        return user_consent_missing(user=self.user, kind=AgreementKind.IDENTITY_DATA) is None


class LetterView(ConsolePage):
    """The letter of authorisation, to be printed, signed, sealed and photographed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filled in as far as is known."""
        row = verification_open_for(actor=self.request.actor)
        scopes = [str(MemberScope(scope).label) for scope in (row.agent_scopes if row else [])]
        return self.page(
            "letter",
            person_name=row.person_name if row else "",
            scopes=scopes or [str(label) for label in MemberScope.labels],
            ends_on=row.agent_ends_on if row else None,
        )
