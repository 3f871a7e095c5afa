"""Forms of 企业认证, on the phone, on a computer and at a counter. What must be true of the values stands in domain.verification."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.enums import VerificationRole
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.web.typed_form import TypedForm


class RoleForm(TypedForm):
    """Who does it; an agent's powers and their end. ``who`` is the person as the page calls them."""

    who = "我"
    role = forms.ChoiceField(label="办理身份", widget=forms.RadioSelect)
    agent_scopes = forms.MultipleChoiceField(
        label="授权内容", choices=MemberScope.choices, widget=forms.CheckboxSelectMultiple
    )
    agent_ends_on = forms.CharField(
        label="授权截止日期", max_length=20, help_text="最长三年，例如 2027-06-30，与授权书上写的一致"
    )

    def __init__(self, *args: Any, head_title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [
            (VerificationRole.LEGAL_REPRESENTATIVE.value, f"{self.who}是{head_title}"),
            (VerificationRole.AGENT.value, f"{self.who}是经办人"),
        ]


class LicenceForm(TypedForm):
    name = forms.CharField(label="企业名称", max_length=200)
    uscc = forms.CharField(label="统一社会信用代码", max_length=40)
    entity_type = forms.ChoiceField(label="法人类型", choices=[("", "请选择"), *EntityType.choices])
    legal_representative_name = forms.CharField(max_length=60)
    registered_address = forms.CharField(label="住所", max_length=300)
    established_on = forms.CharField(label="成立日期", max_length=20)
    region_code = forms.ChoiceField(label="所属地区", choices=[("", "请选择"), *regions.choices()])

    def __init__(self, *args: Any, head_title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_representative_name"].label = f"{head_title}姓名"
