"""「注册」 (R2): prove the phone, then claim the enterprise. Until the code is proved nothing is looked up or told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.selectors import has_place_in_code
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_verify, user_ensure
from yuzhengdai.domain.agreements.models import Agreement
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import verified_enterprise
from yuzhengdai.domain.enterprises.services import enterprise_claim, join_request_make
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.idempotency import once


class RegistrationFailed(Refused):
    """Registering did not work, for a reason that may be told because the phone is proved (R3)."""


@dataclass(frozen=True, slots=True)
class RegistrationResult:
    """``existing`` is set where a verified enterprise has the code: then nothing was claimed and the person chooses."""

    user: User
    enterprise: Enterprise | None
    existing: Enterprise | None = None


def register(
    *,
    actor: Actor,
    name: str,
    uscc: str,
    entity_type: str,
    phone: str,
    browser: str,
    code: str,
    agreements: Iterable[Agreement],
    submission: str = "",
) -> RegistrationResult:
    """Register with canonical values. ``agreements`` are the texts that were ticked.

    Raises FieldErrors on "code", RegistrationFailed with the reason, RateLimited (claims).
    The same ``submission`` twice is one registration.
    """
    # The repeat of a form is one about the same enterprise: a code asks about one.
    asked = f"{submission}|{uscc}" if submission else ""
    code_verify(purpose=CodePurpose.REGISTER, phone=phone, browser=browser, code=code, submission=asked)
    with transaction.atomic():
        user, _ = user_ensure(phone=phone, actor=actor)
        if not user.is_active:
            raise RegistrationFailed("access.disabled", "这个手机号的账号已停用，请拨打服务热线核实后恢复。")
        for agreement in agreements:
            consent_record(actor=actor, agreement=agreement, user=user)
        existing = verified_enterprise(uscc=uscc)
        if existing is not None and has_place_in_code(user=user, uscc=uscc) is None:
            return RegistrationResult(user, None, existing)

        def claim() -> UUID:
            return _claim(actor=actor, user=user, name=name, uscc=uscc, entity_type=entity_type)

        if not submission:
            return RegistrationResult(user, Enterprise.objects.get(pk=claim()))
        # The code was accepted, so it is this person: a second click of the same form finds the first one's claim.
        claim_id, _ = once(purpose="access.register", owner_id=user.pk, key=submission[:64], create=claim)
        return RegistrationResult(user, Enterprise.objects.get(pk=claim_id))


def join_after_registration(
    *, actor: Actor, user_id: UUID, uscc: str, name: str, note: str = ""
) -> EnterpriseMember:
    """「申请加入该企业」 by the user whose phone was proved in the registration just before."""
    user = _proved_user(user_id)
    enterprise = verified_enterprise(uscc=uscc)
    if enterprise is None:
        raise NotFound
    return join_request_make(actor=actor, user=user, enterprise=enterprise, name=name, note=note)


def reclaim_after_registration(
    *, actor: Actor, user_id: UUID, name: str, uscc: str, entity_type: str
) -> Enterprise:
    """「我是法定代表人，重新认证」: a claim beside the verified row; the verification that passes restores control."""
    user = _proved_user(user_id)
    with transaction.atomic():
        claim, is_new = enterprise_claim(
            actor=actor, user=user, name=name, uscc=uscc, entity_type=entity_type
        )
        if is_new:
            audit_record(
                actor=actor, action=AccessAudit.RECLAIM, object_kind="enterprise", object_id=claim.pk
            )
    return claim


def _claim(*, actor: Actor, user: User, name: str, uscc: str, entity_type: str) -> UUID:
    if has_place_in_code(user=user, uscc=uscc) is not None:
        raise RegistrationFailed("access.already_registered", "您已用这个手机号注册过这家企业，请直接登录。")
    made, _ = enterprise_claim(actor=actor, user=user, name=name, uscc=uscc, entity_type=entity_type)
    audit_record(actor=actor, action=AccessAudit.REGISTER, object_kind="enterprise", object_id=made.pk)
    return made.pk


def _proved_user(user_id: UUID) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound
    return user
