"""电力户号 and 社保号: asked at the source first, saved once it has confirmed them (C5, R9).

The source is asked outside the transaction. A repeat of what is saved already changes nothing but the payer and the time of
confirmation; a source that is down raises ``ExternalError`` and leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseState, UtilityKind
from yuzhengdai.domain.enterprises.models import Enterprise, UtilityAccount
from yuzhengdai.domain.enterprises.permissions import require_manage_utilities
from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.domain.enterprises.services.shared import change_record, enterprise_lock
from yuzhengdai.foundation.audit.actions import action_is
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, RateLimited, Refused
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.core.masking import mask_account_number, mask_social_insurance_unit_number
from yuzhengdai.foundation.core.outside import outside_call
from yuzhengdai.foundation.core.text import clean_line
from yuzhengdai.foundation.core.validators import (
    clean_contact_phone,
    clean_electricity_account_number,
    clean_social_insurance_unit_number,
    dialled_digits,
)
from yuzhengdai.foundation.integrations.gov_data.base import AccountCheck
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data

NUMBER_TAG = "enterprises.utility_account.number"
UTILITIES = "utilities"
"""Kind of the questions, as 运行状态 counts them."""
MAX_ACCOUNTS = 20
MAX_REFUSED_A_DAY = 20
"""Wrong guesses: an account's payer must not be found out by trying."""

_ELECTRICITY_MISMATCH = {
    "payer_name": ("payer_name", "缴费人姓名与供电公司的登记不一致，请对照电费账单核对"),
    "payer_phone": ("payer_phone", "缴费人电话与供电公司的登记不一致，请核对后重试"),
    "uscc": ("number", "这个户号登记在其他单位名下，请核对户号；租用场地的，请选择「租用场地，无独立户号」"),
}
_FIELD = {
    UtilityKind.ELECTRICITY: "electricity_account_number",
    UtilityKind.SOCIAL_INSURANCE: "social_insurance_unit_number",
}


def electricity_verify(
    *, actor: Actor, number: str, payer_name: str, payer_phone: str, replaces: UUID | None = None
) -> UtilityAccount:
    """Ask the electricity source and save. ``replaces`` names the account that this one takes the place of (「修改」).

    Raises FieldErrors at number, payer_name or payer_phone, RateLimited, ExternalError when the source is down.
    """
    enterprise = _open(actor)
    typed = _clean(
        number=lambda: clean_electricity_account_number(number),
        payer_name=lambda: clean_line(payer_name, label="缴费人姓名", max_length=60),
        payer_phone=lambda: clean_contact_phone(payer_phone),
    )
    if replaces is not None:
        _live_electricity(enterprise, replaces)
    _require_guesses_left(enterprise)
    with outside_call(UTILITIES, by=actor.user_id):
        check = get_gov_data().electricity_check(
            account_number=typed["number"],
            payer_name=typed["payer_name"],
            payer_phone=dialled_digits(typed["payer_phone"]),
            uscc=enterprise.uscc,
        )
    if not check.is_found:
        raise _refusal(
            actor, enterprise, "not_found", "number", "供电公司没有查到这个户号，请对照电费账单核对"
        )
    if not check.is_match:
        field, sentence = _ELECTRICITY_MISMATCH.get(
            check.mismatch, ("number", "户号与缴费人信息不一致，请对照电费账单核对")
        )
        raise _refusal(actor, enterprise, check.mismatch or "mismatch", field, sentence)
    with transaction.atomic():
        row = _unfrozen(enterprise_lock(enterprise.pk))
        if replaces is not None:
            old = _live_electricity(row, replaces)
            if str(old.number) != typed["number"]:
                _end(actor, old)
        _end_absent(actor, row)
        return _save(actor, row, UtilityKind.ELECTRICITY, check, **typed)


def electricity_absent(*, actor: Actor) -> UtilityAccount:
    """「租用场地，无独立户号」. Raises Refused while there are verified accounts; a repeat is the first answer."""
    enterprise = _open(actor)
    with transaction.atomic():
        row = _unfrozen(enterprise_lock(enterprise.pk))
        found = _live(row).filter(kind=UtilityKind.ELECTRICITY)
        told = found.filter(is_absent=True).first()
        if told is not None:
            return told
        if found.exists():
            raise Refused(
                "enterprises.utility_present",
                "已有验证过的电力户号。如果不再使用，请先移除户号，再选择无独立户号。",
            )
        account = UtilityAccount.objects.create(enterprise=row, kind=UtilityKind.ELECTRICITY, is_absent=True)
        change_record(
            enterprise=row, actor=actor, field=_FIELD[UtilityKind.ELECTRICITY], before="", after="无独立户号"
        )
        _audit(actor, EnterpriseAudit.ELECTRICITY_ABSENT, account)
        return account


def social_insurance_verify(*, actor: Actor, number: str) -> UtilityAccount:
    """Ask the social-insurance source and save; the one before, if another, ends.

    A personal 18-digit number is refused before anybody is asked, and stored nowhere. Raises as ``electricity_verify``.
    """
    enterprise = _open(actor)
    typed = _clean(number=lambda: clean_social_insurance_unit_number(number))
    _require_guesses_left(enterprise)
    with outside_call(UTILITIES, by=actor.user_id):
        check = get_gov_data().social_insurance_check(
            unit_number=typed["number"], uscc=enterprise.uscc, name=enterprise.name
        )
    if not check.is_found:
        raise _refusal(actor, enterprise, "not_found", "number", "社保经办机构没有查到这个单位编号，请核对")
    if not check.is_match:
        raise _refusal(
            actor, enterprise, check.mismatch or "mismatch", "number",
            "这个单位社保编号登记在其他单位名下，请核对后重试",
        )  # fmt: skip
    with transaction.atomic():
        row = _unfrozen(enterprise_lock(enterprise.pk))
        index = blind_index(NUMBER_TAG, typed["number"])
        for old in _live(row).filter(kind=UtilityKind.SOCIAL_INSURANCE).exclude(number_index=index):
            _end(actor, old)
        return _save(actor, row, UtilityKind.SOCIAL_INSURANCE, check, **typed)


def utility_account_end(*, actor: Actor, account_id: UUID) -> None:
    """「移除」 one account or the word that there is none. A repeat changes nothing; another's is NotFound."""
    enterprise = _open(actor)
    with transaction.atomic():
        row = _unfrozen(enterprise_lock(enterprise.pk))
        account = UtilityAccount.objects.filter(enterprise=row, pk=account_id).first()
        if account is None:
            raise NotFound
        if account.ended_at is None:
            _end(actor, account)


def masked_number(account: UtilityAccount) -> str:
    """The number as pages show it; "" where there is none."""
    number = str(account.number)
    if account.kind == UtilityKind.SOCIAL_INSURANCE:
        return mask_social_insurance_unit_number(number)
    return mask_account_number(number) if number else ""


def _open(actor: Actor) -> Enterprise:
    try:
        enterprise = enterprise_for_actor(actor=actor)
    except Enterprise.DoesNotExist:
        raise NotFound from None
    require_manage_utilities(actor=actor, enterprise=enterprise)
    return _unfrozen(enterprise)


def _unfrozen(enterprise: Enterprise) -> Enterprise:
    if enterprise.state not in {EnterpriseState.CLAIMED, EnterpriseState.VERIFIED}:
        raise Refused("enterprises.frozen", "企业账号已冻结或注销，暂时不能修改。")
    return enterprise


def _clean(**checks: Callable[[], str]) -> dict[str, str]:
    """Run the checks; all that is wrong is told at once."""
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field, check in checks.items():
        try:
            values[field] = check()
        except ValidationError as error:
            errors[field] = str(error.messages[0]).replace("请填写联系电话", "请填写缴费人电话")
    if errors:
        raise FieldErrors(errors)
    return values


def _live(enterprise: Enterprise) -> QuerySet[UtilityAccount]:
    return UtilityAccount.objects.filter(enterprise=enterprise, ended_at__isnull=True)


def _live_electricity(enterprise: Enterprise, account_id: UUID) -> UtilityAccount:
    found = _live(enterprise).filter(kind=UtilityKind.ELECTRICITY, pk=account_id).first()
    if found is None:
        raise NotFound
    return found


def _require_guesses_left(enterprise: Enterprise) -> None:
    refused = AuditEvent.objects.filter(
        action_is(EnterpriseAudit.UTILITY_REFUSED),
        object_kind="enterprise",
        object_id=enterprise.pk,
        created_at__gt=now() - timedelta(days=1),
    )
    if refused.count() >= MAX_REFUSED_A_DAY:
        raise RateLimited(
            6 * 3600,
            code="enterprises.utility_limit",
            sentence="今天核对不一致的次数较多，请明天再试，或拨打服务热线由人工协助。",
        )


def _refusal(actor: Actor, enterprise: Enterprise, reason: str, field: str, sentence: str) -> FieldErrors:
    """Note that the source disagreed (it was asked about a person), and say at which field."""
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=EnterpriseAudit.UTILITY_REFUSED,
            object_kind="enterprise",
            object_id=enterprise.pk,
            detail={"reason": reason[:40], "field": field},
        )
    return FieldErrors({field: sentence})


def _save(
    actor: Actor,
    enterprise: Enterprise,
    kind: UtilityKind,
    check: AccountCheck,
    *,
    number: str,
    payer_name: str = "",
    payer_phone: str = "",
) -> UtilityAccount:
    index = blind_index(NUMBER_TAG, number)
    account = _live(enterprise).filter(kind=kind, number_index=index).first()
    is_new = account is None
    if account is None:
        if kind == UtilityKind.ELECTRICITY and _live(enterprise).filter(kind=kind).count() >= MAX_ACCOUNTS:
            raise FieldErrors({"number": f"最多保存 {MAX_ACCOUNTS} 个电力户号，请先移除不再使用的户号"})
        account = UtilityAccount(enterprise=enterprise, kind=kind, number=number, number_index=index)
    account.payer_name, account.payer_phone = payer_name, payer_phone
    account.source, account.reference, account.verified_at = check.source[:60], check.reference[:80], now()
    account.save(force_insert=is_new)
    if is_new:
        change_record(
            enterprise=enterprise, actor=actor, field=_FIELD[kind], before="", after=masked_number(account)
        )
    _audit(actor, EnterpriseAudit(f"enterprises.{kind}_verify"), account)
    return account


def _end_absent(actor: Actor, enterprise: Enterprise) -> None:
    for told in _live(enterprise).filter(kind=UtilityKind.ELECTRICITY, is_absent=True):
        _end(actor, told)


def _end(actor: Actor, account: UtilityAccount) -> None:
    account.ended_at = now()
    account.save(update_fields=["ended_at"])
    before = "无独立户号" if account.is_absent else masked_number(account)
    kind = UtilityKind(account.kind)
    change_record(enterprise=account.enterprise, actor=actor, field=_FIELD[kind], before=before, after="")
    _audit(actor, EnterpriseAudit.UTILITY_END, account)


def _audit(actor: Actor, action: EnterpriseAudit, account: UtilityAccount) -> None:
    audit_record(
        actor=actor,
        action=action,
        object_kind="enterprise",
        object_id=account.enterprise_id,
        detail={"account": str(account.pk), "reference": account.reference},
    )
