"""电力户号 and 社保号: verified one by one, or skipped; then the attempt is handed in (R9, C5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.enterprises.services import electricity_absent
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.services.wizard import utilities_done
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.foundation.core.errors import Conflict, Refused
from yuzhengdai.sites.app.verification.base import StepView, step_url
from yuzhengdai.sites.app.verification.demo import is_simulated
from yuzhengdai.sites.app.verification.forms import EmptyForm
from yuzhengdai.sites.app.verification.result import hand_in
from yuzhengdai.sites.member.utilities.forms import (
    ELECTRICITY,
    SOCIAL,
    ElectricityForm,
    SocialInsuranceForm,
    typed_numbers,
    unjudged,
    utility_state,
    verify_electricity,
    verify_social_insurance,
)
from yuzhengdai.sites.web.typed_form import TypedForm

NOTHING_YET = "还没有验证的户号。暂时没有的，请点「跳过」，以后可以在「我的」里补"


class UtilitiesView(StepView):
    """One form, a button for each number; 「下一步」 verifies what was typed and not verified yet."""

    step = WizardStep.UTILITIES
    typed_key = "utilities"

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """Both numbers, with what is verified already."""
        kept = self.row.typed.get(self.typed_key, {})
        frame = {
            "electricity": context.get("electricity") or unjudged(ElectricityForm, kept),
            "social": context.get("social") or unjudged(SocialInsuranceForm, kept),
            "saved": utility_state(actor=self.request.actor),
            "is_simulated": is_simulated("gov_data"),
        }
        form = form or EmptyForm(initial={"version": self.row.version})
        return self.step_page("填写电力户号、社保号", form, status, **frame)

    def save(self, **kwargs: Any) -> HttpResponse:
        """The button that was pressed."""
        action = self.request.POST.get("action", "")
        if action == "skip":
            return self._finish()
        if action == "absent":
            return self._absent()
        wants_electricity = action == "electricity" or (not action and self._has(ELECTRICITY))
        wants_social = action == "social" or (not action and self._has(SOCIAL))
        electricity = ElectricityForm(self.request.POST) if wants_electricity else None
        social = SocialInsuranceForm(self.request.POST) if wants_social else None
        is_fine = True
        if electricity is not None:
            is_fine = verify_electricity(actor=self.request.actor, form=electricity)
        if social is not None:
            is_fine = verify_social_insurance(actor=self.request.actor, form=social) and is_fine
        if not is_fine:
            return self._again(electricity, social)
        if action:
            messages.success(self.request, "已验证并保存")
            self._keep_other(action)
            return redirect(self.here())
        state = utility_state(actor=self.request.actor)
        if not (state.electricity or state.absent or state.social_insurance):
            messages.warning(self.request, NOTHING_YET)
            return redirect(self.here())
        return self._finish()

    def typed(self) -> Mapping[str, Any]:
        """What is in the fields; a personal number is never kept."""
        return {**dict.fromkeys((*ELECTRICITY, *SOCIAL), ""), **typed_numbers(self.request.POST)}

    def _has(self, names: tuple[str, ...]) -> bool:
        return any(self.request.POST.get(name, "").strip() for name in names)

    def _again(self, electricity: ElectricityForm | None, social: SocialInsuranceForm | None) -> HttpResponse:
        """What was wrong at its field; what was typed beside it stays, unjudged."""
        return self.show(
            status=422,
            electricity=electricity or unjudged(ElectricityForm, self.typed()),
            social=social or unjudged(SocialInsuranceForm, self.typed()),
        )

    def _keep_other(self, action: str) -> None:
        """Typing in the fields of the other button outlives this one's redirect."""
        done = ELECTRICITY if action == "electricity" else SOCIAL
        self.keep_typed({name: value for name, value in self.typed().items() if name not in done})

    def _absent(self) -> HttpResponse:
        try:
            electricity_absent(actor=self.request.actor)
        except Refused as error:
            messages.error(self.request, error.sentence)
        self._keep_other("electricity")
        return redirect(self.here())

    def _finish(self) -> HttpResponse:
        try:
            self.row = utilities_done(actor=self.request.actor, verification_id=self.row.pk)
        except (Refused, Conflict) as error:
            messages.error(self.request, error.sentence)
            return redirect(self.here())
        place = wizard_state(verification=self.row).place
        # A transfer may still be under way: then there is something left to do before handing in.
        return hand_in(self) if place == WizardStep.RESULT else redirect(step_url(place))
