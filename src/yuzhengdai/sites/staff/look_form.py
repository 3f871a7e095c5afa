"""The question before something masked is shown: one of a short list, and words of one's own for 「其他」."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.unmasking import REASONS, look_reason
from yuzhengdai.sites.web.forms import SiteForm


class LookReasonForm(SiteForm):
    """查看原因, for banks and operators alike. ``stated`` is the reason as it goes on record, once the form is valid."""

    use_required_attribute = False
    service_checked = ("reason",)
    stated: str = ""

    reason = forms.ChoiceField(label="查看原因", choices=[("", "请选择"), *REASONS.items()], required=False)
    reason_text = forms.CharField(
        label="补充说明", required=False, max_length=200, help_text="选「其他」时必填，4 至 60 个字"
    )

    def clean(self) -> dict[str, Any]:
        """One rule for everybody (``look_reason``); its sentences stand at the field that they are about."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.stated = look_reason(cleaned["reason"], cleaned["reason_text"])
            except FieldErrors as error:
                self.add_field_errors(error)
        return cleaned

    @property
    def sent(self) -> dict[str, str]:
        """What was chosen and typed, to be handed on with the next look at the same file."""
        return {name: str(self.data.get(name, "")) for name in ("reason", "reason_text")}
