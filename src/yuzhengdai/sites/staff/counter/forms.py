"""Forms of 窗口协办. What must be true of the values stands in domain.verification."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.enums import IdPaper
from yuzhengdai.foundation.core.text import normalise_enterprise_name
from yuzhengdai.foundation.core.validators import clean_phone, clean_uscc
from yuzhengdai.sites.web.forms import SiteForm
from yuzhengdai.sites.web.proof_forms import RoleForm
from yuzhengdai.sites.web.typed_form import TypedForm

PICTURES = "image/*"
DOCUMENTS = "image/*,application/pdf"


class StartForm(SiteForm):
    """Who is there, for which enterprise."""

    half_width_fields = ("phone", "uscc")
    phone = forms.CharField(
        label="申请人手机号", max_length=40, help_text="申请人本人的手机，能收短信即可，不需要智能手机"
    )
    uscc = forms.CharField(label="统一社会信用代码", max_length=40, help_text="见营业执照")
    enterprise_name = forms.CharField(label="企业名称", max_length=120, min_length=2)
    entity_type = forms.ChoiceField(label="法人类型", choices=[("", "请选择"), *EntityType.choices])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_uscc(self) -> str:
        return clean_uscc(self.cleaned_data["uscc"])

    def clean_enterprise_name(self) -> str:
        return normalise_enterprise_name(self.cleaned_data["enterprise_name"])


class CodeForm(TypedForm):
    """A code that the person types."""

    code = forms.CharField(label="短信验证码", max_length=20)
    submission = forms.CharField(widget=forms.HiddenInput, required=False)


class ConfirmForm(CodeForm):
    """Both: the officer's tick, the person's code."""

    is_seen = forms.BooleanField(label="我已当面核对申请人本人与证件，证件为原件", required=False)
    code = forms.CharField(label="申请人的短信验证码", max_length=20)


class CounterRoleForm(RoleForm):
    """Asks for the kind of paper too, which at a counter need not be a resident ID card."""

    who = "申请人"
    field_order = ("role", "paper", "agent_scopes", "agent_ends_on")
    paper = forms.ChoiceField(label="证件类型", choices=IdPaper.choices)
    agent_ends_on = forms.CharField(
        label="授权截止日期", max_length=20, help_text="经办人填写，最长三年，例如 2027-06-30，与授权书一致"
    )


class PictureForm(TypedForm):
    """One photograph or scan."""

    picture = forms.FileField(label="照片", widget=forms.FileInput())


class IdentityForm(TypedForm):
    """The person's paper, as on the card."""

    person_name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(label="证件号码", max_length=40)
    id_address = forms.CharField(label="住址", max_length=200)
    issuing_authority = forms.CharField(label="签发机关", max_length=60)
    id_valid_from = forms.CharField(label="有效期起", max_length=20)
    id_valid_until = forms.CharField(label="有效期至", max_length=20)


class ProposeForm(SiteForm):
    """Of whom the right is proposed."""

    post = forms.ChoiceField(label="人员", choices=())

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [("", "请选择"), *posts]


class EndForm(SiteForm):
    """Why the right goes."""

    reason = forms.CharField(label="原因", max_length=200, min_length=2, help_text="本人不会看到，留在记录里")
