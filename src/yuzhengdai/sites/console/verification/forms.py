"""Forms of 人工认证: fields and pictures of a page together."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.sites.web import proof_forms as shared
from yuzhengdai.sites.web.typed_form import TypedForm


class _Picture(forms.FileField):
    def __init__(self, label: str, *, accept: str, help_text: str = "") -> None:
        widget = forms.FileInput(attrs={"accept": accept})
        super().__init__(label=label, help_text=help_text, widget=widget)


_IMAGES = "image/jpeg,image/png,image/webp"
_DOCUMENTS = f"{_IMAGES},application/pdf"
_CARD = "四角完整、文字清楚，JPG 或 PNG，10 MB 以内"


class RoleForm(shared.RoleForm):
    """Who does it; an agent's powers and letter."""

    letter = _Picture("法人授权书", accept=_DOCUMENTS, help_text="盖章签字后的照片或 PDF，10 MB 以内")


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
    id_front = _Picture("身份证人像面", accept=_IMAGES, help_text=_CARD)
    id_back = _Picture("身份证国徽面", accept=_IMAGES, help_text=_CARD)


class LicenceForm(shared.LicenceForm):
    licence = _Picture("营业执照", accept=_DOCUMENTS, help_text="照片或 PDF，10 MB 以内，副本亦可")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uscc"].help_text = "须与注册时填写的一致"
        self.fields["registered_address"].help_text = "营业执照上的住所或经营场所"
        self.fields["established_on"].help_text = "例如 2016-08-17"
