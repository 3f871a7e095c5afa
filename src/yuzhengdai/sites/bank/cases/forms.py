"""Forms of the actions on a file. They read what was typed; the rules are the services'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.refusals import RejectionReason
from yuzhengdai.domain.applications.selectors.case import colleagues
from yuzhengdai.domain.applications.services.disburse import DisbursementData, amount_left
from yuzhengdai.domain.applications.services.due_diligence import DUE_DILIGENCE_LENGTH
from yuzhengdai.domain.applications.services.inputs import NOTE_LENGTH, REASON_LENGTH
from yuzhengdai.domain.applications.services.return_for_supplement import supplement_day_default
from yuzhengdai.domain.applications.words import ANNUAL_RATE
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.figures import PERCENT, YUAN
from yuzhengdai.foundation.core.money import yuan
from yuzhengdai.sites.web.fields import DayField, FigureField
from yuzhengdai.sites.web.forms import SiteForm


def day_field(label: str, **kwargs: Any) -> DayField:
    """A day, however it is written."""
    return DayField(label=label, **kwargs)


def text_field(
    label: str, length: int, *, optional: bool = False, help_text: str = "", rows: int = 4
) -> forms.CharField:
    """A text of several lines."""
    # Too long is told by the service with the count; the browser stops typing at the length already.
    field = forms.CharField(label=label, required=False, help_text=help_text, strip=True)
    field.widget = forms.Textarea(attrs={"rows": rows})
    field.required = not optional
    field.error_messages["required"] = f"请填写{label}"
    field.max_length = length
    return field


class ActionForm(SiteForm):
    """Base: the version of the file that the officer has seen.

    A form knows its file: what it begins with (``beginning``) and what the service is told (``kwargs``). ``note`` is what was
    typed into the bar before the form was asked for.
    """

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(
        self,
        data: Any = None,
        *,
        application: Application,
        note: str = "",
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        begun = {"version": application.version, **(initial or {})}
        if data is None:
            begun = {**self.beginning(application), **begun}
        if note:
            begun |= {name: note for name in ("note", "reason_text", "text") if name in self.base_fields}
        super().__init__(data, initial=begun)

    def beginning(self, application: Application) -> dict[str, Any]:
        """What the form proposes for this file."""
        return {}

    def kwargs(self) -> dict[str, Any]:
        """What was filled in, by the names of the service's arguments; for a valid form."""
        filled = dict(self.cleaned_data)
        return {"expected_version": filled.pop("version"), **filled}


class NoteForm(ActionForm):
    """受理, 开始尽调: an optional remark that the enterprise reads."""

    note = text_field("处理意见", NOTE_LENGTH, optional=True, help_text="企业可见")


class SendBackForm(ActionForm):
    """退回建议."""

    note = text_field("退回的原因", NOTE_LENGTH, help_text="仅本机构可见")


class RevokeForm(ActionForm):
    """撤销授信."""

    note = text_field("撤销的原因", REASON_LENGTH, help_text="企业可见")


class ReasonForm(ActionForm):
    """不予受理, 未通过."""

    reason_code = forms.ChoiceField(
        label="原因",
        choices=[("", "请选择"), *RejectionReason.choices],
        error_messages={"required": "请选择原因", "invalid_choice": "请选择原因"},
        help_text="企业可见",
    )
    reason_text = text_field(
        "给企业的说明", REASON_LENGTH, help_text="一两句话说明原因和可以怎么做，企业可见"
    )


class ReturnForm(ActionForm):
    """退回补件."""

    note = text_field(
        "需要补充的内容",
        NOTE_LENGTH,
        help_text="一行写一项，写明缺什么、什么形式；企业可见，每项有一个上传位置",
    )
    until_on = day_field("补件期限", help_text="默认 10 个工作日；逾期未补，申请自动关闭")

    def beginning(self, application: Application) -> dict[str, Any]:
        """The usual last day."""
        return {"until_on": supplement_day_default()}


class DueDiligenceForm(ActionForm):
    """记录尽调."""

    text = text_field(
        "尽调记录", DUE_DILIGENCE_LENGTH, help_text="加密保存，仅本机构可见，企业看不到", rows=6
    )


class HandOverForm(ActionForm):
    officer_id = forms.ChoiceField(
        label="接手的人",
        choices=[],
        error_messages={"required": "请选择接手的人", "invalid_choice": "请在名单里选择接手的人"},
    )
    note = text_field("转办说明", NOTE_LENGTH, help_text="仅本机构可见")

    def __init__(self, data: Any = None, *, application: Application, **kwargs: Any) -> None:
        super().__init__(data, application=application, **kwargs)
        field = self.fields["officer_id"]
        if isinstance(field, forms.ChoiceField):
            officers = [(str(row.pk), _officer_label(row)) for row in colleagues(application=application)]
            field.choices = [("", "请选择"), *officers]

    def kwargs(self) -> dict[str, Any]:
        """The officer by id."""
        return {**super().kwargs(), "officer_id": UUID(self.cleaned_data["officer_id"])}


class DisburseForm(ActionForm):
    """登记放款."""

    receipt_number = forms.CharField(label="借据号", max_length=80)
    amount_yuan = FigureField(YUAN, label="放款金额")
    disbursed_on = day_field("放款日期")
    due_on = day_field("到期日期")
    annual_rate_pct = FigureField(PERCENT, label=ANNUAL_RATE)
    is_first_loan = forms.BooleanField(
        label="首贷", required=False, help_text="企业在银行业金融机构的第一笔贷款"
    )
    is_credit_loan = forms.BooleanField(label="信用贷款", required=False)
    is_renewal = forms.BooleanField(label="无还本续贷", required=False)

    def __init__(self, data: Any = None, *, application: Application, **kwargs: Any) -> None:
        super().__init__(data, application=application, **kwargs)
        if hasattr(application, "approval"):
            left = amount_left(application=application, approval=application.approval)
            self.fields["amount_yuan"].help_text = f"最多还可放款 {yuan(left)}"

    def beginning(self, application: Application) -> dict[str, Any]:
        """What is left of the credit, today, on the terms approved."""
        if not hasattr(application, "approval"):
            return {}
        approval = application.approval
        return {
            "disbursed_on": today(),
            "annual_rate_pct": approval.annual_rate_pct.normalize(),
            "is_credit_loan": approval.guarantee_mode == "credit",
            "amount_yuan": f"{amount_left(application=application, approval=approval):.2f}",
        }

    def kwargs(self) -> dict[str, Any]:
        """The receipt as one value."""
        filled = super().kwargs()
        return {"expected_version": filled.pop("expected_version"), "data": DisbursementData(**filled)}


class SettleForm(ActionForm):
    """登记结清."""

    service_checked = ("settled_on",)

    settled_on = day_field("结清日期")
    note = text_field("说明", NOTE_LENGTH, optional=True, help_text="企业可见")

    def beginning(self, application: Application) -> dict[str, Any]:
        return {"settled_on": today()}


def _officer_label(officer: Officer) -> str:
    branch = officer.branch.name if officer.branch is not None else "全行"
    return f"{officer.name}　{officer.post_words}　{branch}"
