"""The form that asks why before something is stopped; what a reason must be, the service says (``core.reasons``)."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.sites.web.forms import SiteForm


class ReasonForm(SiteForm):
    """One field, named by what is stopped; ``help_text`` says who reads it. ``version`` tells a stale page, where there is one."""

    service_checked = ("reason",)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str = "停用原因", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text
