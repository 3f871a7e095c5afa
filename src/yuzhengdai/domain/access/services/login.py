"""Login by phone and code (L2), choosing the enterprise (L3), leaving. The session itself is the site's business."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.access.selectors import Choice, enterprise_choice, enterprise_choices
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.accounts.services import code_verify, user_ensure
from yuzhengdai.domain.enterprises.models import MemberInvitation
from yuzhengdai.domain.enterprises.services import invitations_accept
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class LoginDone:
    """Who logged in, and between which enterprises there is to choose."""

    user: User
    choices: list[Choice]


def login_by_code(*, actor: Actor, phone: str, browser: str, code: str, submission: str = "") -> LoginDone:
    """Prove the code, then find the user and take up open invitations.

    Raises FieldErrors on "code"; Refused ``access.not_registered`` or ``access.disabled``, told only now that the
    number is proved.
    """
    code_verify(purpose=CodePurpose.LOGIN, phone=phone, browser=browser, code=code, submission=submission)
    with transaction.atomic():
        user = User.objects.for_phone(phone)
        if user is None and _is_invited(phone):
            user, _ = user_ensure(phone=phone, actor=actor)
        if user is None:
            raise Refused("access.not_registered", "这个手机号还没有注册，请先注册。")
        if not user.is_active:
            raise Refused("access.disabled", "这个手机号的账号已停用，请拨打服务热线核实后恢复。")
        invitations_accept(actor=actor, user=user)
        audit_record(actor=actor, action="access.login", object_kind="user", object_id=user.pk)
    return LoginDone(user, enterprise_choices(user=user))


def login_after_registration(*, actor: Actor, user: User) -> LoginDone:
    """The phone app goes straight on from 「注册」: the phone was proved by that code a moment ago.

    Raises Refused ``access.disabled``.
    """
    with transaction.atomic():
        if not user.is_active:
            raise Refused("access.disabled", "这个手机号的账号已停用，请拨打服务热线核实后恢复。")
        invitations_accept(actor=actor, user=user)
        audit_record(actor=actor, action="access.login", object_kind="user", object_id=user.pk)
    return LoginDone(user, enterprise_choices(user=user))


def enterprise_choose(*, actor: Actor, user: User, enterprise_id: UUID) -> Choice:
    """Choose the enterprise to act for. Raises NotFound for one the user has no place in."""
    with transaction.atomic():
        choice = enterprise_choice(user=user, enterprise_id=enterprise_id)
        if choice is None:
            raise NotFound
        audit_record(
            actor=actor, action="access.choose", object_kind="enterprise", object_id=choice.enterprise.pk
        )
    return choice


def logout_record(*, actor: Actor) -> None:
    """Write that somebody left."""
    with transaction.atomic():
        audit_record(actor=actor, action="access.logout", object_kind="user", object_id=actor.user_id)


def _is_invited(phone: str) -> bool:
    return MemberInvitation.objects.filter(
        phone_index=phone_index(phone),
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=now(),
    ).exists()
