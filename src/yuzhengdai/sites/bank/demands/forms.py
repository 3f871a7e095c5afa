"""The form of a 融资方案: its terms, and one figure for every fee that the product lists."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms

from yuzhengdai.domain.applications.offers import guarantee_choices, repayment_choices
from yuzhengdai.domain.demands.models import Offer
from yuzhengdai.domain.demands.selectors.hall import HallDemand
from yuzhengdai.domain.demands.services.offer_check import (
    CONDITIONS_LENGTH,
    MAX_FEES,
    MESSAGE_LENGTH,
    OfferData,
    OfferFee,
    fees_from_json,
    product_fees,
)
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.figures import MONTHS, PERCENT, WAN, YUAN, write_figure
from yuzhengdai.foundation.core.money import rate_range, term_range, wan_range
from yuzhengdai.sites.web.fields import DayField, FigureField
from yuzhengdai.sites.web.forms import SiteForm

_USUAL_VALIDITY = timedelta(days=14)
_FROM_SERVICE = {"amount_yuan": "amount_wan"}


class OfferForm(SiteForm):
    """Bounds and required figures are the service's to check (offer_check); here is only read what was typed."""

    use_required_attribute = False
    service_checked = (
        "amount_wan",
        "annual_rate_pct",
        "term_months",
        "valid_until",
        *(f"fee-{number}" for number in range(MAX_FEES)),
    )

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000, required=False
    )
    amount_wan = FigureField(WAN, label="方案金额", required=False)
    annual_rate_pct = FigureField(PERCENT, label="年化利率（单利）", required=False)
    term_months = FigureField(MONTHS, label="期限", required=False)
    repayment_method = forms.ChoiceField(label="还款方式", choices=[])
    guarantee_mode = forms.ChoiceField(label="担保方式", choices=[])
    valid_until = DayField(label="方案有效期", required=False)
    conditions = forms.CharField(
        label="放款前条件",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=CONDITIONS_LENGTH,
    )
    message = forms.CharField(
        label="给企业的话",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MESSAGE_LENGTH,
        help_text="不能写联系方式、网址和推广用语",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        demand: HallDemand,
        product_version: ProductVersion,
        offer: Offer | None = None,
    ) -> None:
        self.fees = fees_from_json(offer.fees) if offer is not None else product_fees(product_version)
        super().__init__(data, initial=_beginning(demand, product_version, offer))
        self._offer("repayment_method", repayment_choices(product_version))
        self._offer("guarantee_mode", guarantee_choices(product_version))
        low, high = product_version.amount_min_yuan, product_version.amount_max_yuan
        self.fields["amount_wan"].help_text = f"产品 {wan_range(low, high)}"
        bounds = rate_range(product_version.rate_min_pct, product_version.rate_max_pct)
        self.fields["annual_rate_pct"].help_text = f"产品公布 {bounds}"
        terms = term_range(product_version.term_min_months, product_version.term_max_months)
        self.fields["term_months"].help_text = f"产品 {terms}"
        for number, fee in enumerate(self.fees):
            self.fields[f"fee-{number}"] = FigureField(
                YUAN, label=fee.name, required=False, help_text=_fee_hint(fee)
            )
            self.initial[f"fee-{number}"] = (
                write_figure(fee.amount_yuan, YUAN) if offer is not None or _is_free(fee) else ""
            )

    @property
    def fee_fields(self) -> list[Any]:
        """The bound fields of the fees."""
        return [self[f"fee-{number}"] for number in range(len(self.fees))]

    def data_for_service(self) -> OfferData:
        """What was read; a fee that was left empty is told at its field."""
        given = self.cleaned_data
        for number, fee in enumerate(self.fees):
            if given.get(f"fee-{number}") is None and f"fee-{number}" not in self.errors:
                self.add_error(f"fee-{number}", f"请填写{fee.name}，不收取的填 0")
        fees = [
            OfferFee(
                fee.name,
                fee.payee,
                fee.payer,
                fee.standard,
                fee.method,
                fee.cycle,
                given.get(f"fee-{number}") or _NOTHING,
            )
            for number, fee in enumerate(self.fees)
        ]
        return OfferData(
            amount_yuan=given.get("amount_wan"),
            annual_rate_pct=given.get("annual_rate_pct"),
            term_months=int(given["term_months"]) if given.get("term_months") is not None else None,
            repayment_method=given.get("repayment_method", ""),
            guarantee_mode=given.get("guarantee_mode", ""),
            fees=fees,
            conditions=given.get("conditions", ""),
            message=given.get("message", ""),
            valid_until=given.get("valid_until"),
        )

    def add_service_errors(self, error: FieldErrors) -> list[str]:
        """Put errors of the service at their fields; returns those that belong to none."""
        left = []
        for name, sentence in error.fields.items():
            own = _FROM_SERVICE.get(name, name)
            if own not in self.fields:
                left.append(sentence)
            elif own not in self.errors:
                self.add_error(own, sentence)
        return left

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]


_NOTHING = OfferFee("").amount_yuan


def _beginning(demand: HallDemand, version: ProductVersion, offer: Offer | None) -> Mapping[str, Any]:
    """The offer as it stands, else what the demand asks for as far as the product allows it."""
    if offer is not None:
        return {
            "revision": demand.revision,
            "version": offer.version,
            "amount_wan": write_figure(offer.amount_yuan, WAN),
            "annual_rate_pct": write_figure(offer.annual_rate_pct, PERCENT),
            "term_months": offer.term_months,
            "repayment_method": offer.repayment_method,
            "guarantee_mode": offer.guarantee_mode,
            "valid_until": offer.valid_until,
            "conditions": offer.conditions,
            "message": offer.message,
        }
    amount = min(max(demand.amount_yuan, version.amount_min_yuan), version.amount_max_yuan)
    months = min(max(demand.term_months, version.term_min_months), version.term_max_months)
    return {
        "key": secrets.token_urlsafe(16),
        "revision": demand.revision,
        "amount_wan": write_figure(amount, WAN),
        "term_months": months,
        "guarantee_mode": demand.guarantee_mode,
        "valid_until": today() + _USUAL_VALIDITY,
    }


def _fee_hint(fee: OfferFee) -> str:
    payer = f"{fee.payer}承担" if fee.payer not in {"", "—"} else ""
    return "　".join(part for part in (fee.standard, payer, fee.cycle) if part and part != "—")


def _is_free(fee: OfferFee) -> bool:
    return "不收取" in fee.standard
