"""网号/网证 in the wizard: the person shown by the platform's yes; the ID number only where 企业四要素 needs it (L6, R6)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import (
    agreement_current,
    agreement_paragraphs,
    user_consent_missing,
)
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.services.presenting import (
    agent_name_give,
    id_number_give,
    person_question,
)
from yuzhengdai.foundation.core.errors import AppError, FieldErrors, Refused
from yuzhengdai.foundation.core.masking import mask_id_number
from yuzhengdai.sites.app.verification.base import StepView, step_url
from yuzhengdai.sites.app.verification.forms import AgentNameForm, IdNumberForm
from yuzhengdai.sites.member.verification.presenting import person_platform
from yuzhengdai.sites.web.typed_form import TypedForm


class NetworkIdView(StepView):
    """「出示网证」: whose name is asked about, and the way there; an 经办人 who is not known by name says it first."""

    step = WizardStep.NETWORK_ID
    template = "network_id"

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """Whom the platform is asked about, and the way there."""
        try:
            asked = person_question(verification=self.row).person_name
        except Refused:
            asked = ""
        form = form or AgentNameForm(initial={"person_name": asked, "version": self.row.version})
        frame = {
            "asked": asked,
            "platform": person_platform(),
            "is_done": self.step in self.state.done,
            "onward": step_url(self.state.place),
        }
        return self.step_page("国家网络身份认证", form, status, **frame | context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """The name of an 经办人; everybody else has nothing to send here."""
        form = AgentNameForm(self.request.POST)
        if "person_name" not in self.request.POST:
            return self.go_on()
        try:
            agent_name_give(
                actor=self.request.actor,
                verification_id=self.row.pk,
                person_name=str(form.typed.get("person_name") or ""),
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(form, 422)
        except Refused as error:
            form.add_error(None, error.sentence)
            return self.show(form, error.http_status)
        return redirect(self.here())


class IdNumberView(StepView):
    """The number of the 法定代表人, once, with its reason and a consent of its own."""

    step = WizardStep.ID_NUMBER
    template = "id_number"

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The reason, the text, the field; a number that is there only masked."""
        agreement = agreement_current(kind=AgreementKind.ID_NUMBER_QUERY)
        missing = user_consent_missing(user=self.row.user, kind=AgreementKind.ID_NUMBER_QUERY)
        form = form or IdNumberForm(initial={"version": self.row.version})
        frame = {
            "agreement": agreement,
            "paragraphs": agreement_paragraphs(body=agreement.body),
            "is_agreed": missing is None,
            "is_ticked": "agree" in self.request.POST,
            "known": mask_id_number(self.row.id_number) if self.row.id_number else "",
            "onward": step_url(self.state.place),
            "agree_error": "",
        }
        return self.step_page("填写身份证号", form, status, **frame | context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Keep it; an empty field keeps the one that is there."""
        form = IdNumberForm(self.request.POST)
        typed = str(form.typed.get("id_number") or "").strip()
        if self.row.id_number and not typed:
            return self.go_on()
        try:
            id_number_give(
                actor=self.request.actor,
                verification_id=self.row.pk,
                id_number=typed,
                is_agreed="agree" in self.request.POST,
            )
        except FieldErrors as error:
            agree = error.fields.get("agree", "")
            form.add_field_errors(FieldErrors({k: v for k, v in error.fields.items() if k != "agree"}))
            return self.show(form, 422, agree_error=agree)
        except AppError as error:
            form.add_error(None, error.sentence)
            return self.show(form, error.http_status)
        return self.go_on()
