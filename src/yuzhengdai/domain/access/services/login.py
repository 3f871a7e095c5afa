"""Login by phone and code (L2), choosing the enterprise (L3), leaving. The session itself is the site's business."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.selectors import Choice, enterprise_choice, enterprise_choices
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.accounts.services import code_verify, user_ensure
from yuzhengdai.domain.enterprises.selectors import invitations_for, open_invitations
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.keyring import keyed_hash


class LoginWay(StrEnum):
    """How somebody proved who they are; written into the audit log."""

    CODE = "code"
    REGISTRATION = "registration"
    CERTIFICATE = "certificate"
    HAND_OVER = "hand_over"
    PLATFORM = "platform"
    SCAN = "scan"
    USBKEY = "usbkey"


@dataclass(frozen=True, slots=True)
class LoginDone:
    """Who logged in, how and on what, between which enterprises there is to choose, and how many invitations wait for an answer."""

    user: User
    choices: list[Choice]
    invitations: int
    way: LoginWay
    device: str = ""


def login_by_code(*, actor: Actor, phone: str, browser: str, code: str, submission: str = "") -> LoginDone:
    """Prove the code, then find the user. A number that was invited and has no account yet gets one, and no place by that.

    Raises FieldErrors on "code"; Refused ``access.not_registered`` or ``access.disabled``, told only now that the
    number is proved.
    """
    code_verify(purpose=CodePurpose.LOGIN, phone=phone, browser=browser, code=code, submission=submission)
    with transaction.atomic():
        user = User.objects.for_phone(phone)
        if user is None and open_invitations().filter(phone_index=phone_index(phone)).exists():
            user, _ = user_ensure(phone=phone, actor=actor)
        if user is None:
            raise Refused("access.not_registered", "这个手机号还没有注册，请先注册。")
        return login_finish(actor=actor, user=user, way=LoginWay.CODE, device=browser_device(browser))


@transaction.atomic
def login_finish(*, actor: Actor, user: User, way: LoginWay, device: str = "") -> LoginDone:
    """The one end of every way of logging in: shut-out people stay out, the login is on record, invitations only wait.

    ``device`` says on what it happened without telling the device's secret: a certificate's serial, ``browser_device``.
    Raises Refused ``access.disabled``.
    """
    if not user.is_active:
        raise Refused("access.disabled", "这个手机号的账号已停用，请拨打服务热线核实后恢复。")
    detail = {"way": str(way), "device": device[:60]}
    audit_record(actor=actor, action=AccessAudit.LOGIN, object_kind="user", object_id=user.pk, detail=detail)
    waiting = invitations_for(user=user).count()
    return LoginDone(user, enterprise_choices(user=user), waiting, way, device[:60])


def browser_device(browser: str) -> str:
    """A browser's mark in a form that may stand in the audit log: the same browser reads the same."""
    return f"browser:{keyed_hash('access.device', browser)[:12]}" if browser else ""


def enterprise_choose(*, actor: Actor, user: User, enterprise_id: UUID) -> Choice:
    """Choose the enterprise to act for. Raises NotFound for one the user has no place in."""
    with transaction.atomic():
        choice = enterprise_choice(user=user, enterprise_id=enterprise_id)
        if choice is None:
            raise NotFound
        audit_record(
            actor=actor, action=AccessAudit.CHOOSE, object_kind="enterprise", object_id=choice.enterprise.pk
        )
    return choice


def logout_record(*, actor: Actor) -> None:
    """Write that somebody left."""
    with transaction.atomic():
        audit_record(actor=actor, action=AccessAudit.LOGOUT, object_kind="user", object_id=actor.user_id)
