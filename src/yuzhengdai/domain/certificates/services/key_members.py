"""Whose a USBKEY is: proved by a code to the member's phone, said beforehand and undone by an administrator, undone by leaving."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_verify
from yuzhengdai.domain.certificates.audit_actions import CertificateAudit
from yuzhengdai.domain.certificates.enums import TrustedCaState
from yuzhengdai.domain.certificates.events import CertificateEvent
from yuzhengdai.domain.certificates.models import EnterpriseKey
from yuzhengdai.domain.certificates.selectors import keys_visible_to
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.selectors import live_membership
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.models import MessageKind
from yuzhengdai.foundation.notifications.services import notification_create, sms_enqueue


def key_bind(
    *, actor: Actor, key_id: UUID, user: User, browser: str, code: str, submission: str = ""
) -> EnterpriseKey:
    """Bind a key, proved in this browser a moment ago, to a member by the code that was sent to the member's phone.

    The member hears of it by SMS, the enterprise in 「消息中心」. Raises FieldErrors on "code"; Refused for a key that is bound or meant
    for another, for one that may not be used any more; NotFound for who is no member.
    """
    asked = f"{submission}|{key_id}" if submission else ""
    code_verify(
        purpose=CodePurpose.KEY_BIND, phone=str(user.phone), browser=browser, code=code, submission=asked
    )
    with transaction.atomic():
        row = lock(EnterpriseKey.objects.select_related("enterprise", "user", "ca"), pk=key_id)
        if row.user_id == user.pk:
            return row
        _check_bindable(row, user)
        row.user, row.bound_at = user, now()
        row.save(update_fields=["user", "bound_at"])
        _record(actor, CertificateAudit.KEY_BIND, row, user)
        _tell(
            row,
            user,
            "bound",
            f"已绑定{row.enterprise.name}的一把 USBKEY（序号尾号 {row.serial_hex[-6:]}），以后可用它登录",
        )
    return row


def key_meant_for(*, actor: Actor, key_id: UUID, user_id: UUID) -> EnterpriseKey:
    """Say whose an unbound key shall be; it is bound when that member logs in with it and proves the phone. For administrators.

    Raises Forbidden, NotFound, Refused for a bound key.
    """
    _require_administrator(actor)
    with transaction.atomic():
        row = _own(actor, key_id)
        member = live_membership_of(user_id, row)
        if key_is_bound(row):
            raise Refused("key.bound", "这把 USBKEY 已绑定成员，请先解除绑定。")
        row.meant_for = member
        row.user = row.bound_at = None
        row.save(update_fields=["meant_for", "user", "bound_at"])
        _record(actor, CertificateAudit.KEY_MEANT, row, member)
    return row


def key_is_bound(row: EnterpriseKey) -> bool:
    """Whether the key logs a member in: bound, and the member still has a place there and an open account."""
    if row.user is None or not row.user.is_active:
        return False
    return live_membership(user=row.user, enterprise_id=row.enterprise_id) is not None


def key_unbind(*, actor: Actor, key_id: UUID) -> EnterpriseKey:
    """Undo the binding, or what was said of whose it shall be; what the key began ends at once. A repeat changes nothing.

    An administrator for every key of the enterprise, a member for their own. Raises NotFound.
    """
    with transaction.atomic():
        row = _own(actor, key_id)
        unbind_row(row, actor=actor)
        return row


def unbind_row(row: EnterpriseKey, *, actor: Actor) -> None:
    """The same for a row that the caller has locked, in the caller's transaction."""
    user = row.user
    if user is None and row.meant_for_id is None:
        return
    row.user = row.meant_for = row.bound_at = None
    row.save(update_fields=["user", "meant_for", "bound_at"])
    _record(actor, CertificateAudit.KEY_UNBIND, row, user)
    if user is not None:
        ids = {"key": row.pk, "user": user.pk, "enterprise": row.enterprise_id}
        publish(Event(CertificateEvent.KEY_UNBOUND, ids, actor, {"serial": row.serial_hex}))
        _tell(
            row,
            user,
            "unbound",
            f"与{row.enterprise.name}的 USBKEY（序号尾号 {row.serial_hex[-6:]}）已解除绑定",
        )


def keys_end(*, enterprise_id: UUID, user_id: UUID | None = None, besides: UUID | None = None) -> int:
    """Unbind what an enterprise's members hold: of one, or of all but one; in the caller's transaction."""
    rows = EnterpriseKey.objects.filter(enterprise_id=enterprise_id, user__isnull=False)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if besides is not None:
        rows = rows.exclude(user_id=besides)
    found = list(rows.select_for_update(of=("self",)).select_related("enterprise", "user"))
    for row in found:
        unbind_row(row, actor=SYSTEM)
    return len(found)


def live_membership_of(user_id: UUID, row: EnterpriseKey) -> User:
    """The user of a live place in the key's enterprise. Raises NotFound."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or live_membership(user=user, enterprise_id=row.enterprise_id) is None:
        raise NotFound
    return user


def _check_bindable(row: EnterpriseKey, user: User) -> None:
    if live_membership(user=user, enterprise_id=row.enterprise_id) is None or not user.is_active:
        raise NotFound
    if key_is_bound(row):
        raise Refused("key.bound", "这把 USBKEY 刚刚已绑定其他成员，请重新登录。")
    if row.meant_for_id not in (None, user.pk):
        raise Refused("key.meant", "管理员已指定这把 USBKEY 给其他成员，请用那位成员的手机号确认。")
    is_open = row.ca.state == TrustedCaState.TRUSTED and row.enterprise.state == EnterpriseState.VERIFIED
    if not is_open or row.not_after <= now():
        raise Refused("key.over", "这把 USBKEY 现在不能用来登录，请用手机号登录。")


def _own(actor: Actor, key_id: UUID) -> EnterpriseKey:
    try:
        return lock(keys_visible_to(actor).select_related("enterprise", "user", "meant_for"), pk=key_id)
    except EnterpriseKey.DoesNotExist:
        raise NotFound from None


def _require_administrator(actor: Actor) -> None:
    if not actor.has_role("enterprise:admin"):
        raise Forbidden


def _record(actor: Actor, action: CertificateAudit, row: EnterpriseKey, user: User | None) -> None:
    audit_record(
        actor=actor,
        action=action,
        object_kind="enterprise_key",
        object_id=row.pk,
        detail={"serial": row.serial_hex, "user": str(user.pk) if user is not None else ""},
    )


def _tell(row: EnterpriseKey, user: User, state: str, what: str) -> None:
    mark = f"enterprise-key:{row.pk}:{state}:{now().timestamp():.0f}"
    sms_enqueue(
        phone=str(user.phone),
        template="enterprise_key",
        params={"what": what},
        text=f"【豫正贷】您的手机号{what}。若非本人操作，请立即联系本企业管理员，并拨打服务热线。",
        dedupe_key=mark,
    )
    verb = "绑定到" if state == "bound" else "解除与"
    tail = "" if state == "bound" else "的绑定"
    notification_create(
        recipient_kind="enterprise",
        recipient_id=row.enterprise_id,
        category=MessageKind.ENTERPRISE,
        title="USBKEY 绑定有变化",
        body=f"序号尾号 {row.serial_hex[-6:]} 的 USBKEY 已{verb}手机尾号 {mask_phone(str(user.phone))[-4:]} 的成员{tail}。",
        dedupe_key=mark,
        subject_kind="enterprise_key",
        subject_id=row.pk,
    )
