"""Users: made once their phone is proved, renamed, given another number, logged out everywhere."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from yuzhengdai.domain.accounts.audit_actions import AccountAudit
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.services import sms_enqueue


def user_ensure(*, phone: str, actor: Actor) -> tuple[User, bool]:
    """The user of a number that has just proved a code, made if there is none; returns (user, whether made now)."""
    found = User.objects.for_phone(phone)
    if found is not None:
        return found, False
    with transaction.atomic():
        user = User(phone=phone, phone_index=phone_index(phone))
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:
            # A rival was faster; its row is the user.
            found = User.objects.for_phone(phone)
            if found is None:
                raise
            return found, False
        audit_record(actor=actor, action=AccountAudit.USER_CREATE, object_kind="user", object_id=user.pk)
    return user, True


def user_rename(*, actor: Actor, user: User, name: str) -> User:
    """Store the name the user goes by (shown to the own enterprise)."""
    with transaction.atomic():
        user.name = name
        user.save(update_fields=["name"])
        audit_record(actor=actor, action=AccountAudit.USER_RENAME, object_kind="user", object_id=user.pk)
    return user


def user_end_sessions(*, actor: Actor, user: User) -> User:
    """End every session of this user by counting the epoch up."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
        audit_record(actor=actor, action=AccountAudit.SESSIONS_END, object_kind="user", object_id=user.pk)
    user.refresh_from_db(fields=["session_epoch"])
    return user


def user_change_phone(*, actor: Actor, user: User, new_phone: str) -> User:
    """Bind another number (C3). The caller has proved both numbers by code.

    Ends all sessions; the old number is told by SMS. Raises Refused when the new number has an account already.
    """
    with transaction.atomic():
        row = lock(User.objects.all(), pk=user.pk)
        old_phone = str(row.phone)
        if old_phone == new_phone:
            return row
        if User.objects.filter(phone_index=phone_index(new_phone)).exists():
            raise Refused(
                "accounts.phone_taken", "这个手机号已有账号，请换一个号码，或用它登录后由企业管理员邀请加入。"
            )
        row.phone = new_phone
        row.phone_index = phone_index(new_phone)
        row.session_epoch += 1
        row.save(update_fields=["phone", "phone_index", "session_epoch"])
        audit_record(actor=actor, action=AccountAudit.PHONE_CHANGE, object_kind="user", object_id=row.pk)
        sms_enqueue(
            phone=old_phone,
            template="phone_changed",
            params={"phone": mask_phone(new_phone)},
            text=f"【豫正贷】您的登录手机号已改为 {mask_phone(new_phone)}。若非本人操作，请立即拨打服务热线。",
            dedupe_key=f"phone-changed:{row.pk}:{row.session_epoch}",
        )
    return row


def sessions_purge() -> int:
    """Take away sessions that have run out, a thousand at a time; returns how many. A job of the worker."""
    gone = Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)[:1000]
    return Session.objects.filter(pk__in=list(gone)).delete()[0]
