"""The forms of 授信建议 and 同意授信: terms and the rows of the cost list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from yuzhengdai.domain.applications import words
from yuzhengdai.domain.applications.beside_offer import REASON_LENGTH
from yuzhengdai.domain.applications.costs import (
    MAX_ITEMS,
    PRICE_NAMES,
    Cost,
    CostCycle,
    CostPayer,
    cycle_of,
    payer_of,
)
from yuzhengdai.domain.applications.enums import RateKind
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.offers import guarantee_choices, repayment_choices
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH
from yuzhengdai.domain.applications.services.propose import CONCLUSION_LENGTH
from yuzhengdai.domain.applications.services.terms import ApprovalData
from yuzhengdai.domain.products.enums import ProductKind
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.figures import BASIS_POINTS, MONTHS, PERCENT, WAN, YUAN, write_figure
from yuzhengdai.foundation.core.money import rate_range, term_range, wan, wan_range
from yuzhengdai.sites.bank.cases.forms import (
    ActionForm,
    day_field,
    text_field,
)
from yuzhengdai.sites.web.fields import FigureField

SPARE_ROWS = 2
_USUAL_VALIDITY_DAYS = 180
_FROM_SERVICE = {
    "approved_amount_yuan": "approved_amount_wan",
    "off_platform_yuan": "off_platform_wan",
    "related_yuan": "related_wan",
}


class TermsForm(ActionForm):
    """The terms of a credit, as both who proposes and who approves fill them in."""

    service_checked = (
        "approved_amount_wan", "valid_until", "single_term_months", "annual_rate_pct", "lpr_pct", "spread_bp",
        "off_platform_wan", "related_wan",
    )  # fmt: skip

    approved_amount_wan = FigureField(WAN, label=words.APPROVED_AMOUNT)
    is_revolving = forms.BooleanField(label="循环额度", required=False, help_text="有效期内可随借随还")
    valid_until = day_field(words.VALID_UNTIL, help_text="逾期未签约自动失效")
    single_term_months = FigureField(MONTHS, label=words.SINGLE_TERM)
    rate_kind = forms.ChoiceField(
        label="利率方式",
        choices=RateKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择利率方式", "invalid_choice": "请选择利率方式"},
    )
    annual_rate_pct = FigureField(PERCENT, label=words.ANNUAL_RATE, help_text="固定利率时填写")
    lpr_pct = FigureField(PERCENT, label="LPR", help_text="LPR 加减点时填写最近一期")
    spread_bp = FigureField(BASIS_POINTS, label="加减点", help_text="加点填正数，减点填负数")
    repayment_method = forms.ChoiceField(
        label="还款方式",
        choices=[],
        error_messages={"required": "请选择还款方式", "invalid_choice": "请选择还款方式"},
    )
    guarantee_mode = forms.ChoiceField(
        label="担保方式",
        choices=[],
        error_messages={"required": "请选择担保方式", "invalid_choice": "请选择担保方式"},
    )
    conditions = text_field(words.CONDITIONS, NOTE_LENGTH, optional=True, help_text="每行一条，企业可见")
    off_platform_wan = FigureField(
        WAN, label=words.OFF_PLATFORM, help_text="企业在本机构、不在平台上的授信；没有填 0；仅本机构可见"
    )
    related_wan = FigureField(
        WAN, label=words.RELATED, help_text="计入同一客户敞口的关联企业；没有的不填；仅本机构可见"
    )
    related_reason = forms.CharField(
        label="关联关系说明", required=False, max_length=300, help_text="填了关联企业授信时必填"
    )
    worse_reason = text_field(
        "与方案不同的原因", REASON_LENGTH, optional=True, help_text="比企业接受的方案差时必填，企业可见"
    )

    def __init__(self, data: Any = None, *, application: Application, **kwargs: Any) -> None:
        super().__init__(data, application=application, **kwargs)
        version = application.product_version
        if application.offer_id is None:
            # Nothing was accepted before that it could be worse than.
            del self.fields["worse_reason"]
        self._offer("repayment_method", repayment_choices(version))
        self._offer("guarantee_mode", guarantee_choices(version))
        self.fields[
            "approved_amount_wan"
        ].help_text = f"申请 {wan(application.amount_yuan or 0)}，产品 {wan_range(version.amount_min_yuan, version.amount_max_yuan)}"
        self.fields[
            "annual_rate_pct"
        ].help_text = (
            f"产品区间 {rate_range(version.rate_min_pct, version.rate_max_pct)}；LPR 加减点时由系统算出"
        )
        self.fields[
            "single_term_months"
        ].help_text = f"产品 {term_range(version.term_min_months, version.term_max_months)}"

    def show_the_rate_that_follows(self) -> None:
        """With LPR 加减点 the field of the rate shows what follows from the two, not what was typed there before."""
        if not self.is_bound or self.data.get("rate_kind") != RateKind.LPR:
            return
        read = {**dict.fromkeys(("lpr_pct", "spread_bp")), **getattr(self, "cleaned_data", {})}
        follows = ApprovalData(
            rate_kind=RateKind.LPR, lpr_pct=read["lpr_pct"], spread_bp=read["spread_bp"]
        ).rate_pct
        shown: dict[str, Any] = {name: self.data.get(name) for name in self.data}
        shown["annual_rate_pct"] = "" if follows is None else write_figure(follows, PERCENT)
        self.data = shown

    def beginning(self, application: Application) -> dict[str, Any]:
        """What the applicant asked for, as the starting point."""
        return {
            "approved_amount_wan": write_figure(application.amount_yuan, WAN),
            "is_revolving": application.product_version.is_revolving,
            "valid_until": today() + timedelta(days=_USUAL_VALIDITY_DAYS),
            "single_term_months": application.term_months,
            "rate_kind": RateKind.FIXED.value,
            "repayment_method": application.repayment_method,
            "guarantee_mode": application.guarantee_mode,
        }

    def data_with(self, costs: list[Cost]) -> ApprovalData:
        """What the service takes. Fields with errors are None and told anyway."""
        given = self.cleaned_data
        return ApprovalData(
            approved_amount_yuan=given.get("approved_amount_wan"),
            is_revolving=bool(given.get("is_revolving")),
            valid_until=given.get("valid_until"),
            single_term_months=given.get("single_term_months"),
            rate_kind=given.get("rate_kind", ""),
            lpr_pct=given.get("lpr_pct"),
            spread_bp=given.get("spread_bp"),
            annual_rate_pct=given.get("annual_rate_pct"),
            repayment_method=given.get("repayment_method", ""),
            guarantee_mode=given.get("guarantee_mode", ""),
            conditions=given.get("conditions", ""),
            off_platform_yuan=given.get("off_platform_wan"),
            related_yuan=given.get("related_wan"),
            related_reason=given.get("related_reason", ""),
            worse_reason=given.get("worse_reason", ""),
            costs=costs,
        )

    def add_service_errors(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Put errors of the service at their fields; returns those that belong to the cost rows."""
        left: dict[str, str] = {}
        for name, sentence in fields.items():
            own = _FROM_SERVICE.get(name, name)
            if own in self.fields:
                self.add_error(own, sentence)
            else:
                left[name] = sentence
        return left

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]


class ProposalForm(TermsForm):
    """授信建议."""

    conclusion = text_field(
        "尽调结论", CONCLUSION_LENGTH, help_text="还款来源、用途、风险和建议的理由；加密保存，仅本机构可见"
    )

    def __init__(self, data: Any = None, *, note: str = "", **kwargs: Any) -> None:
        begun = {"conclusion": note} if note else {}
        super().__init__(data, **{**kwargs, "initial": {**begun, **(kwargs.get("initial") or {})}})


class ApprovalForm(TermsForm):
    """审批: the terms proposed, to be signed or changed with a reason."""

    change_reason = text_field(
        "改动的原因", REASON_LENGTH, optional=True, help_text="与授信建议不同时必填，仅本机构可见", rows=2
    )
    note = text_field("审批意见", NOTE_LENGTH, optional=True, help_text="仅本机构可见", rows=2)


class CorrectionForm(TermsForm):
    """更正授信: the credit on record, with what was wrong put right."""

    change_reason = text_field("更正的原因", REASON_LENGTH, help_text="企业可见", rows=2)


def initial_of(data: ApprovalData) -> dict[str, Any]:
    """Terms on record as the form begins with them."""
    return {
        "approved_amount_wan": write_figure(data.approved_amount_yuan, WAN),
        "is_revolving": data.is_revolving,
        "valid_until": data.valid_until,
        "single_term_months": data.single_term_months,
        "rate_kind": data.rate_kind,
        "annual_rate_pct": write_figure(data.annual_rate_pct, PERCENT),
        "lpr_pct": write_figure(data.lpr_pct, PERCENT),
        "spread_bp": data.spread_bp,
        "repayment_method": data.repayment_method,
        "guarantee_mode": data.guarantee_mode,
        "conditions": data.conditions,
        "worse_reason": data.worse_reason,
        "off_platform_wan": write_figure(data.off_platform_yuan, WAN),
        "related_wan": write_figure(data.related_yuan, WAN),
        "related_reason": data.related_reason,
    }


def cost_rows_of(data: ApprovalData) -> list[dict[str, str]]:
    """Costs on record as rows of the form, then spare ones."""
    rows = [{**asdict(cost), "amount_yuan": f"{cost.amount_yuan:.2f}"} for cost in data.costs]
    return rows + [{} for _ in range(SPARE_ROWS)]


class CostForm(forms.Form):
    """One row of the cost list. All empty: no row."""

    use_required_attribute = False
    name = forms.CharField(label="成本项目", required=False, max_length=60)
    payee = forms.CharField(label="收取方", required=False, max_length=80)
    payer = forms.ChoiceField(label="承担方", required=False, choices=[("", "选择"), *CostPayer.choices])
    standard = forms.CharField(label="标准", required=False, max_length=150)
    method = forms.CharField(label="支付方式", required=False, max_length=80)
    cycle = forms.ChoiceField(label="周期", required=False, choices=[("", "选择"), *CostCycle.choices])
    amount_yuan = FigureField(YUAN, label="每次金额（元）", said="每次金额")

    @property
    def is_blank(self) -> bool:
        """Nothing was typed into this row."""
        return not any(str(self.data.get(self.add_prefix(name)) or "").strip() for name in self.fields)

    def cost(self) -> Cost:
        """What was typed; a missing amount is marked by a negative one, which the service refuses."""
        data = self.cleaned_data
        amount = data.get("amount_yuan")
        return Cost(
            name=data.get("name", ""),
            payee=data.get("payee", ""),
            payer=data.get("payer", ""),
            standard=data.get("standard", ""),
            method=data.get("method", ""),
            cycle=data.get("cycle", ""),
            amount_yuan=amount if amount is not None else Decimal(-1),
        )


CostRows = forms.formset_factory(
    CostForm, extra=0, max_num=MAX_ITEMS, absolute_max=MAX_ITEMS + 5, validate_max=False
)


def cost_initial(version: ProductVersion) -> list[dict[str, str]]:
    """Rows from the fees the product publishes, then spare ones; amounts are for the officer to fill in."""
    price = PRICE_NAMES[ProductKind(version.kind)]
    fees = [fee for fee in version.fees if price not in str(fee.get("name", ""))]
    rows = [_row(fee) for fee in fees[: MAX_ITEMS - SPARE_ROWS]]
    return rows + [{} for _ in range(SPARE_ROWS)]


def _row(fee: Mapping[str, Any]) -> dict[str, str]:
    is_free = "不收取" in str(fee.get("standard", ""))
    return {
        "name": str(fee.get("name", "")),
        "payee": str(fee.get("payee", "")),
        "payer": payer_of(str(fee.get("payer", ""))),
        "standard": str(fee.get("standard", "")),
        "method": str(fee.get("method", "")),
        "cycle": cycle_of(str(fee.get("cycle", ""))),
        "amount_yuan": "0" if is_free else "",
    }
