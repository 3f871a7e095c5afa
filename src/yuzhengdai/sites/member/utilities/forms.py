"""Forms and rows of 电力户号 and 社保号, for 「其他信息」 (C5) and step 4 of the wizard.

A view makes the form of the button that was pressed, calls ``verify_electricity`` or ``verify_social_insurance`` and shows the page again
with what was typed unless the answer is ``is_saved``. ``form.trouble`` says that the source did not answer: the page then shows it
as an alert, and the same button tries again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError

from yuzhengdai.domain.enterprises.enums import UtilityKind
from yuzhengdai.domain.enterprises.models import UtilityAccount
from yuzhengdai.domain.enterprises.selectors import utility_accounts
from yuzhengdai.domain.enterprises.services import electricity_verify, social_insurance_verify
from yuzhengdai.domain.enterprises.services.utilities import masked_number
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import local, now
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, RateLimited, Refused
from yuzhengdai.foundation.core.masking import mask_name, mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.foundation.core.validators import (
    PERSONAL_NUMBER,
    clean_contact_phone,
    clean_electricity_account_number,
    clean_social_insurance_unit_number,
    holds_personal,
)
from yuzhengdai.sites.web.fields import LineField, ShortField
from yuzhengdai.sites.web.forms import SiteForm


class ElectricityNumberField(ShortField):
    """10 or 13 digits; spaces, hyphens and full-width digits are taken as typed by people."""

    def check_typed(self, typed: str) -> str:
        return clean_electricity_account_number(typed)


class SocialInsuranceNumberField(ShortField):
    """A 单位社保编号; a personal 18-digit number is refused."""

    def check_typed(self, typed: str) -> str:
        return clean_social_insurance_unit_number(typed)


class ContactPhoneField(ShortField):
    """A mobile or a landline with its area code."""

    def check_typed(self, typed: str) -> str:
        try:
            return clean_contact_phone(typed)
        except ValidationError as error:
            if error.code == "required":
                raise ValidationError(f"请填写{self.label}") from None
            raise


class UtilityForm(SiteForm):
    """``trouble`` is why the source could not be asked; "" while it could."""

    use_required_attribute = False
    trouble: str = ""
    source_label: ClassVar[str]
    button_label: ClassVar[str]


class ElectricityForm(UtilityForm):
    """「电力户号」「缴费人姓名」「缴费人电话」."""

    prefix = "electricity"
    source_label, button_label = "供电公司接口", "验证电力户号"
    number = ElectricityNumberField(
        label="电力户号",
        help_text="10 位或 13 位数字，在电费账单或网上国网中可以找到",
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )
    payer_name = LineField(
        label="缴费人姓名",
        limit=60,
        help_text="与供电公司登记的一致，可以是个人或单位",
        attrs={"autocomplete": "off"},
    )
    payer_phone = ContactPhoneField(label="缴费人电话", attrs={"inputmode": "tel", "autocomplete": "off"})


class SocialInsuranceForm(UtilityForm):
    prefix = "social"
    source_label, button_label = "社保部门接口", "验证社保号"
    number = SocialInsuranceNumberField(
        label="社保号",
        help_text="单位社保编号，在社保缴费凭证上可以找到；请不要填写个人身份证号或社会保障号",
        attrs={"autocomplete": "off"},
    )


ELECTRICITY = ("electricity-number", "electricity-payer_name", "electricity-payer_phone")
SOCIAL = ("social-number",)
"""Names of the fields of the two numbers."""

_CHECKS = {ELECTRICITY[0]: clean_electricity_account_number, SOCIAL[0]: clean_social_insurance_unit_number}
_Form = TypeVar("_Form", ElectricityForm, SocialInsuranceForm)


def typed_numbers(posted: Mapping[str, str], *, done: Collection[str] = ()) -> dict[str, str]:
    """What is in the fields that were posted, empty for ``done``; somebody's ID number is never kept, a wrong number is."""
    typed = {name: posted.get(name, "") for name in (*ELECTRICITY, *SOCIAL) if name in posted}
    kept = {name: "" if _is_personal(name, text) else text for name, text in typed.items()}
    return kept | dict.fromkeys(done, "")


def _is_personal(name: str, text: str) -> bool:
    try:
        _CHECKS.get(name, str)(text)
    except ValidationError as error:
        return error.code == PERSONAL_NUMBER or holds_personal(text)
    # A right number of an account may have the digits of a day in it by chance.
    return name not in _CHECKS and holds_personal(text)


def unjudged(kind: type[_Form], typed: Mapping[str, str]) -> _Form:
    """An unbound form with what was typed before: shown, not judged."""
    prefix = f"{kind.prefix}-"
    return kind(initial={name.removeprefix(prefix): value for name, value in typed.items()})


@dataclass(frozen=True, slots=True)
class UtilityRow:
    """One saved account as pages show it: masked."""

    id: UUID
    number: str
    payer_name: str
    payer_phone: str
    verified_on: str
    source: str


@dataclass(frozen=True, slots=True)
class UtilityState:
    """What is saved: accounts, the word that there is none, the unit number."""

    electricity: list[UtilityRow]
    absent: UtilityRow | None
    social_insurance: UtilityRow | None
    may_have_draft: bool = True

    @property
    def has_electricity(self) -> bool:
        """Whether something is said of electricity, an account or that there is none."""
        return bool(self.electricity or self.absent)


def utility_state(*, actor: Actor) -> UtilityState:
    rows = list(utility_accounts(actor=actor))
    electricity = [one for one in rows if one.kind == UtilityKind.ELECTRICITY]
    social = [one for one in rows if one.kind == UtilityKind.SOCIAL_INSURANCE]
    absent = [one for one in electricity if one.is_absent]
    return UtilityState(
        electricity=[utility_row(one) for one in electricity if not one.is_absent],
        absent=utility_row(absent[0]) if absent else None,
        social_insurance=utility_row(social[-1]) if social else None,
        may_have_draft=not rows or bool(getattr(rows[0], "has_draft", False)),
    )


def utility_row(account: UtilityAccount) -> UtilityRow:
    phone = str(account.payer_phone)
    return UtilityRow(
        id=account.pk,
        number=masked_number(account),
        payer_name=mask_name(str(account.payer_name)),
        payer_phone=mask_phone(phone) if phone else "",
        verified_on=day(account.verified_at) if account.verified_at else "",
        source=account.source,
    )


def verify_electricity(*, actor: Actor, form: ElectricityForm, replaces: UUID | None = None) -> bool:
    """Ask and save; False leaves sentences at the form. NotFound passes through."""
    if not form.is_valid():
        return False
    try:
        electricity_verify(actor=actor, replaces=replaces, **form.cleaned_data)
    except (FieldErrors, ExternalError, RateLimited, Refused) as error:
        return tell(form, error)
    return True


def verify_social_insurance(*, actor: Actor, form: SocialInsuranceForm) -> bool:
    """Ask and save; False leaves sentences at the form."""
    if not form.is_valid():
        return False
    try:
        social_insurance_verify(actor=actor, number=form.cleaned_data["number"])
    except (FieldErrors, ExternalError, RateLimited, Refused) as error:
        return tell(form, error)
    return True


def tell(form: UtilityForm, error: FieldErrors | ExternalError | RateLimited | Refused) -> bool:
    """Put an error where it belongs: at its fields, or as the trouble of the source. Always False."""
    if isinstance(error, FieldErrors):
        form.add_field_errors(error)
    elif isinstance(error, ExternalError) and error.transient:
        form.trouble = (
            f"{form.source_label}暂时没有响应（{local(now()):%H:%M}）。您填写的内容已经保留，"
            f"7 天内打开这一页都在，接口恢复后点一次「{form.button_label}」即可。"
        )
    else:
        form.trouble = error.sentence
    return False
