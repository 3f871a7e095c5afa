"""Other papers than the resident ID card: 港澳台, 外籍. They always go to 人工审核 (R6)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.services.wizard import wizard_paper_choose
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.sites.app.verification.base import StepView, step_url
from yuzhengdai.sites.app.verification.forms import PaperForm
from yuzhengdai.sites.web.typed_form import TypedForm


class PaperChoiceView(StepView):
    step = WizardStep.ID_FRONT
    template = "paper"

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        form = form or PaperForm(initial={"paper": self.row.paper, "version": self.row.version})
        return self.step_page("您使用哪种证件？", form, status, back=step_url(self.step))

    def save(self, **kwargs: Any) -> HttpResponse:
        form = PaperForm(self.request.POST)
        paper = str(form.typed.get("paper") or "")
        if paper == self.row.paper:
            return redirect(step_url(self.step))
        try:
            wizard_paper_choose(actor=self.request.actor, verification_id=self.row.pk, paper=paper)
        except FieldErrors as error:
            form.add_field_errors(error)
            return self.show(form, 422)
        return redirect(step_url(self.step))

    def here(self) -> str:
        return reverse("app:verification-paper")
