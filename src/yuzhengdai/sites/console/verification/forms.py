"""Forms of 人工认证. What must be true of the values stands in domain.verification.checks; forms only carry them."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.enums import VerificationRole
from yuzhengdai.foundation.reference import regions
from yuzhengdai.sites.web.typed_form import TypedForm


class _Picture(forms.FileField):
    def __init__(self, label: str, *, accept: str, help_text: str = "") -> None:
        widget = forms.FileInput(attrs={"accept": accept})
        super().__init__(label=label, help_text=help_text, widget=widget)


_IMAGES = "image/jpeg,image/png,image/webp"
_DOCUMENTS = f"{_IMAGES},application/pdf"


class RoleForm(TypedForm):
    """Who does it; an agent's powers."""

    role = forms.ChoiceField(label="办理身份", widget=forms.RadioSelect)
    agent_scopes = forms.MultipleChoiceField(
        label="授权内容", choices=MemberScope.choices, widget=forms.CheckboxSelectMultiple
    )
    agent_ends_on = forms.CharField(
        label="授权截止日期", max_length=20, help_text="最长三年，例如 2027-06-30，与授权书上写的一致"
    )
    letter = _Picture("法人授权书", accept=_DOCUMENTS, help_text="盖章签字后的照片或 PDF，10 MB 以内")

    def __init__(self, *args: Any, head_title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [
            (VerificationRole.LEGAL_REPRESENTATIVE.value, f"我是{head_title}"),
            (VerificationRole.AGENT.value, "我是经办人"),
        ]


class IdentityForm(TypedForm):
    """The person's ID card."""

    person_name = forms.CharField(
        label="姓名", max_length=60, help_text="与身份证一致，少数民族姓名可含「·」"
    )
    id_number = forms.CharField(label="身份证号", max_length=40)
    id_address = forms.CharField(label="住址", max_length=200, help_text="身份证上的住址")
    id_valid_until = forms.CharField(
        label="有效期截止日",
        max_length=20,
        help_text="例如 2035-08-17，见身份证国徽面；长期有效的请勾选「长期」",
    )
    id_is_long_term = forms.BooleanField(label="长期", required=False)
    id_front = _Picture(
        "身份证人像面", accept=_IMAGES, help_text="四角完整、文字清楚，JPG 或 PNG，10 MB 以内"
    )
    id_back = _Picture("身份证国徽面", accept=_IMAGES, help_text="四角完整、文字清楚，JPG 或 PNG，10 MB 以内")


class LicenceForm(TypedForm):
    """The business licence."""

    name = forms.CharField(label="企业名称", max_length=200)
    uscc = forms.CharField(label="统一社会信用代码", max_length=40, help_text="须与注册时填写的一致")
    entity_type = forms.ChoiceField(label="法人类型", choices=[("", "请选择"), *EntityType.choices])
    legal_representative_name = forms.CharField(max_length=60)
    registered_address = forms.CharField(label="住所", max_length=300, help_text="营业执照上的住所或经营场所")
    established_on = forms.CharField(label="成立日期", max_length=20, help_text="例如 2016-08-17")
    region_code = forms.ChoiceField(label="所属地区", choices=[("", "请选择"), *regions.choices()])
    licence = _Picture("营业执照", accept=_DOCUMENTS, help_text="照片或 PDF，10 MB 以内，副本亦可")

    def __init__(self, *args: Any, head_title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["legal_representative_name"].label = f"{head_title}姓名"


class ReviewForm(TypedForm):
    """Nothing but the version that was shown."""
