"""Forms of the wizard. What must be true of the values stands in domain.verification; forms only carry them."""

from __future__ import annotations

from typing import Any

from django import forms

from yuzhengdai.domain.verification.enums import WAYS_TO_CHOOSE, IdPaper
from yuzhengdai.sites.web import proof_forms as shared
from yuzhengdai.sites.web.typed_form import TypedForm

IMAGES_ACCEPTED = "image/*"
"""Told so, iPhones hand over a JPEG instead of their HEIC; where one comes all the same, the server takes it."""
DOCUMENTS_ACCEPTED = "image/*,application/pdf"
LONG_TERM = "长期"


class OneLine(forms.Textarea):
    """Long on a phone, yet one line: line ends that were typed are none."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return "".join(typed.splitlines()) if isinstance(typed, str) else typed


class WholeField(forms.CharField):
    """A name or an address, all of it to be seen at once."""

    widget = OneLine


class RoleForm(shared.RoleForm):
    """As a phone asks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = "身份"
        ends_on = self.fields["agent_ends_on"]
        ends_on.help_text = "最长三年，与授权书上写的一致"
        ends_on.widget = forms.DateInput(attrs={"placeholder": "例如 2027-06-30", "autocomplete": "off"})


class PaperForm(TypedForm):
    """Which paper shows the person."""

    paper = forms.ChoiceField(label="证件类型", choices=IdPaper.choices, widget=forms.RadioSelect)


class WayForm(TypedForm):
    """By which way identity is shown."""

    way = forms.ChoiceField(
        label="认证方式",
        choices=[(way.value, str(way.label)) for way in WAYS_TO_CHOOSE],
        widget=forms.RadioSelect,
    )


class PictureForm(TypedForm):
    """One photograph (or PDF where ``documents``)."""

    picture = forms.FileField(label="选择照片", widget=forms.FileInput(attrs={"accept": IMAGES_ACCEPTED}))

    def __init__(self, *args: Any, documents: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["picture"]
        field.help_text = "JPG、PNG、HEIC，10 MB 以内"
        if documents:
            field.label = "选择照片或 PDF"
            field.help_text = "JPG、PNG、HEIC 或 PDF，10 MB 以内"
            field.widget.attrs["accept"] = DOCUMENTS_ACCEPTED


class IdentityForm(TypedForm):
    """The person's paper, as on the card."""

    person_name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(label="公民身份号码", max_length=40)
    id_address = WholeField(label="住址", max_length=200)
    issuing_authority = forms.CharField(label="签发机关", max_length=60)
    id_valid_from = forms.CharField(label="有效期起", max_length=20)
    id_valid_until = forms.CharField(label="有效期至", max_length=20, help_text="长期有效的填「长期」")

    def __init__(self, *args: Any, paper: str = IdPaper.RESIDENT_ID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if paper != IdPaper.RESIDENT_ID:
            self.fields["id_number"].label = "证件号码"
            self.fields["id_address"].label = "在内地的住址"

    @property
    def data_for_service(self) -> dict[str, Any]:
        """What was typed; 「长期」 is a fact of its own, not a date."""
        typed = dict(self.typed)
        is_long_term = str(typed.get("id_valid_until") or "").strip() == LONG_TERM
        return typed | {
            "id_is_long_term": is_long_term,
            "id_valid_until": "" if is_long_term else typed["id_valid_until"],
        }


class LicenceForm(shared.LicenceForm):
    """With a name and an address that are seen as a whole."""

    name = WholeField(label="企业名称", max_length=200)
    registered_address = WholeField(label="住所", max_length=300)


class TransferForm(TypedForm):
    account_number = forms.CharField(
        label="对公账号",
        max_length=40,
        help_text="户名须与企业名称一致",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    bank_name = forms.CharField(label="开户银行", max_length=100, help_text="写到支行，例如 示例银行郑州分行")


class AmountForm(TypedForm):
    """What arrived: two amounts, in either order."""

    amount_yuan = forms.CharField(
        label="收到的金额（元）",
        max_length=20,
        help_text="例如 0.36",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    second_amount_yuan = forms.CharField(
        label="另一笔金额（元）",
        max_length=20,
        help_text="共有两笔，先后不限",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class AgentNameForm(TypedForm):
    """The name of an 经办人 who goes by 网证."""

    person_name = forms.CharField(label="经办人姓名", max_length=60, help_text="与网证上的本人一致")


class IdNumberForm(TypedForm):
    id_number = forms.CharField(
        label="法定代表人身份证号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )


class EmptyForm(TypedForm):
    """Nothing but the version that was shown."""
