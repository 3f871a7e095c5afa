"""对公账户打款验证: the account, then the two amounts that arrived. 72 hours, three tries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.verification.enums import TransferCheckState, WizardStep
from yuzhengdai.domain.verification.services.transfers import (
    transfer_begin,
    transfer_confirm,
    transfer_current,
)
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError, Conflict, FieldErrors, Refused
from yuzhengdai.sites.app.verification.base import StepView, step_url
from yuzhengdai.sites.app.verification.demo import is_simulated
from yuzhengdai.sites.app.verification.forms import AmountForm, TransferForm
from yuzhengdai.sites.web.typed_form import TypedForm

UNDER_WAY = frozenset({TransferCheckState.REQUESTED.value, TransferCheckState.SENT.value})
CHANGED = "这一页刚才已提交过，或在另一部手机上有改动；这一次没有计入次数。请核对金额后再点「下一步」"


class TransferView(StepView):
    """One page in two halves: where to send the money, then what arrived."""

    step = WizardStep.TRANSFER
    typed_key = "transfer"

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The account's form, or the amount's while a transfer is under way."""
        check = transfer_current(verification=self.row)
        is_under_way = check is not None and check.state in UNDER_WAY and check.expires_at > now()
        if form is None:
            kept = self.row.typed.get("transfer", {})
            initial = {**kept, "version": self.row.version}
            form = AmountForm(initial=initial) if is_under_way else TransferForm(initial=initial)
        frame = {
            "check": check,
            "is_under_way": is_under_way,
            "is_sent": is_under_way and check is not None and check.state == TransferCheckState.SENT,
            "has_second": check is not None and bool(check.second_amount_yuan),
            "is_done": self.step in self.state.done,
            "is_simulated": is_simulated("bank_transfer"),
            "has_more": self.state.place != self.step,
            "onward": step_url(self.state.place),
        }
        heading = "填写收到的金额" if is_under_way else "对公账户打款验证"
        return self.step_page(heading, form, status, **frame | context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Ask for the transfer, or read the amount back."""
        if "amount_yuan" in self.request.POST:
            return self._confirm()
        form = TransferForm(self.request.POST)
        try:
            transfer_begin(
                actor=self.request.actor,
                verification_id=self.row.pk,
                account_number=str(form.typed.get("account_number") or ""),
                bank_name=str(form.typed.get("bank_name") or ""),
            )
        except (FieldErrors, Refused) as error:
            return self._again(form, error)
        return redirect(self.here())

    def _confirm(self) -> HttpResponse:
        form = AmountForm(self.request.POST)
        try:
            transfer_confirm(
                actor=self.request.actor,
                verification_id=self.row.pk,
                amount_yuan=str(form.typed.get("amount_yuan") or ""),
                second_amount_yuan=str(form.typed.get("second_amount_yuan") or ""),
                expected_version=form.shown_version,
            )
        except (FieldErrors, Refused, Conflict) as error:
            check = transfer_current(verification=self.row)
            if check is not None and check.state == TransferCheckState.CONFIRMED:
                return self.go_on()  # sent again after a lost answer
            if check is None or check.state not in UNDER_WAY:
                account = TransferForm(self.request.POST)
                account.add_error(None, error.first_sentence)
                return self.show(account, error.http_status)
            return self._again(form, error)
        return self.go_on()

    def typed(self) -> Mapping[str, Any]:
        """The account, not the amount."""
        return {} if "amount_yuan" in self.request.POST else TransferForm(self.request.POST).typed

    def _again(self, form: TypedForm, error: AppError) -> HttpResponse:
        self.row = self.find() or self.row
        if isinstance(error, FieldErrors):
            form.add_field_errors(error)
        else:
            form.add_error(None, CHANGED if isinstance(error, Conflict) else error.sentence)
        return self.show(form, error.http_status)
