"""Handing in, and what came of it: passed, in review with who and until when, refused with what to do, returned (R8, R9)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.verification.desk import review_due_at
from yuzhengdai.domain.verification.enums import ReviewReason, VerificationState, WizardStep
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_latest_for
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.domain.verification.words import HAND_IN, HEADINGS
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Refused
from yuzhengdai.sites.app.verification.base import StepView, step_url
from yuzhengdai.sites.app.verification.demo import is_simulated
from yuzhengdai.sites.app.verification.forms import EmptyForm
from yuzhengdai.sites.member.utilities.forms import utility_state
from yuzhengdai.sites.member.verification.rows import (
    checked_row,
    identity_rows,
    licence_rows,
    role_rows,
    shown_rows,
    utility_rows,
)
from yuzhengdai.sites.web.typed_form import TypedForm

CHANGEABLE = (
    (WizardStep.ROLE, "办理身份"),
    (WizardStep.ID_CONFIRM, "身份信息"),
    (WizardStep.NETWORK_ID, "身份信息"),
    (WizardStep.LICENCE, "营业执照"),
    (WizardStep.LICENCE_CONFIRM, "营业执照"),
    (WizardStep.LETTER, "法人授权书"),
    (WizardStep.UTILITIES, "电力社保"),
)


def hand_in(view: StepView, version: int | None = None) -> HttpResponse:
    """Submit and show what came of it; what is missing is told on the result page."""
    try:
        verification_submit(actor=view.request.actor, verification_id=view.row.pk, expected_version=version)
    except FieldErrors as error:
        for sentence in error.fields.values():
            messages.error(view.request, sentence)
    except (Refused, Conflict) as error:
        messages.error(view.request, error.sentence)
    return redirect(step_url(WizardStep.RESULT))


class ResultView(StepView):
    """One page per outcome."""

    step = WizardStep.RESULT

    def elsewhere(self) -> str:
        """Handed-in attempts are shown here too."""
        row = verification_latest_for(actor=self.request.actor)
        if row is None or row.state == VerificationState.EXPIRED:
            return reverse("app:verification")
        if row.state in EDITABLE_STATES:
            return super().elsewhere()
        self.row, self.state = row, wizard_state(verification=row)
        return reverse("app:verification") if self.state.place == WizardStep.DONE else ""

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """What came of it, or the button that hands in."""
        row = self.row
        kind = _KINDS.get(row.state, "ready")
        frame = {
            "kind": kind,
            "reason_label": _reason(row),
            "due_at": review_due_at(row),
            "today": today(),
            "parts": self.parts() if kind in {"ready", "returned"} else [],
            "is_simulated": is_simulated("gov_data") or is_simulated("identity"),
            "back": reverse("app:home"),
        }
        form = form or EmptyForm(initial={"version": row.version})
        return self.step_page(HEADINGS.get(row.state, HAND_IN), form, status, **frame | context)

    def parts(self) -> list[dict[str, Any]]:
        """What was filled in, part by part, each with the way to change it; the way of checking has a page of its own."""
        row, head = self.row, self.head_title
        values = {
            WizardStep.ROLE: role_rows(row, head),
            WizardStep.ID_CONFIRM: [*identity_rows(row), checked_row(row)],
            WizardStep.NETWORK_ID: [("姓名", row.person_name), checked_row(row)],
            WizardStep.LICENCE: shown_rows(row, head) if row.licence_from else [],
            WizardStep.LICENCE_CONFIRM: licence_rows(row, head),
            WizardStep.LETTER: [("法人授权书", "已上传")],
            WizardStep.UTILITIES: utility_rows(utility_state(actor=self.request.actor)),
        }
        return [
            {
                "label": label,
                "href": step_url(step),
                "rows": [{"key": key, "value": value} for key, value in values[step] if value],
            }
            for step, label in CHANGEABLE
            if step in self.state.done and values[step]
        ]

    def save(self, **kwargs: Any) -> HttpResponse:
        if self.row.state not in EDITABLE_STATES:
            return redirect(self.here())
        return hand_in(self, EmptyForm(self.request.POST).shown_version)


_KINDS = {
    VerificationState.PASSED.value: "passed",
    VerificationState.IN_REVIEW.value: "in_review",
    VerificationState.SUBMITTED.value: "in_review",
    VerificationState.REFUSED.value: "refused",
    VerificationState.RETURNED.value: "returned",
}


def _reason(row: Verification) -> str:
    return str(ReviewReason(row.reason_code).label) if row.reason_code in ReviewReason.values else ""
