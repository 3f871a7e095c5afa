"""Posts on the operator side, and second factors taken away by the security administrator."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from yuzhengdai.domain.accounts.audit_actions import AccountAudit
from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import StaffPost, User
from yuzhengdai.domain.accounts.second_factor import second_factor_reset
from yuzhengdai.domain.accounts.services.users import user_end_sessions, user_ensure
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.reasons import stop_reason
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.notifications.services import sms_enqueue

SYSTEM_ADMINISTRATOR = "operator:system_administrator"
SECURITY_ADMINISTRATOR = "operator:security_administrator"
_POST_KEEPERS = (SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR, "system")
_FACTOR_KEEPERS = (SECURITY_ADMINISTRATOR, "system")
_FIRST = (StaffRoleKind.SYSTEM_ADMINISTRATOR, StaffRoleKind.SECURITY_ADMINISTRATOR)
"""The two posts that the command line makes by itself where there are none: there is nobody yet to confirm."""


@transaction.atomic
def staff_post_propose(*, actor: Actor, phone: str, name: str, role: str) -> StaffPost:
    """Propose a post for the user of an E.164 number, made if there is none. It is of no effect until it is confirmed.

    The system administrator proposes and the security administrator confirms, or the other way. The command line makes the
    first of each of the two by itself. One phone has one post. Raises FieldErrors, Forbidden.
    """
    _require(actor, _POST_KEEPERS)
    errors = {}
    clean = name.strip()
    if not 2 <= len(clean) <= 40:
        errors["name"] = "请填写姓名，2 至 40 个字"
    if role not in StaffRoleKind.values:
        errors["role"] = "请选择岗位"
    if errors:
        raise FieldErrors(errors)
    user, _ = user_ensure(phone=phone, actor=actor)
    if StaffPost.objects.filter(user=user).exists():
        raise FieldErrors({"phone": "该手机号已有运营岗位，一个手机号只能有一个岗位"})
    post = StaffPost(user=user, role=role, name=clean)
    _propose(post, actor)
    is_first = actor.kind == ActorKind.SYSTEM and role in _FIRST and not _live(role).exists()
    if is_first:
        post.confirmed_at = now()
    post.save(force_insert=True)
    audit_record(
        actor=actor,
        action=AccountAudit.STAFF_FIRST if is_first else AccountAudit.STAFF_PROPOSE,
        object_kind="staff_post",
        object_id=post.pk,
        detail={"role": role},
    )
    return post


@transaction.atomic
def staff_post_confirm(*, actor: Actor, post_id: UUID) -> StaffPost:
    """Let a proposed post take effect; the person is told by SMS. A repeat changes nothing.

    Raises Forbidden for anybody but the two administrators, NotFound, and Refused for who proposed it, for who acts in the same
    role as the proposer did, and for whose post it is.
    """
    post = _waiting(actor, post_id)
    if post.confirmed_at is not None:
        return post
    require_not_own(actor, post.proposed_by_id, post.user_id)
    if post.proposed_role in actor.roles:
        raise Refused(
            "staff.same_role", "系统管理员提出的岗位由安全管理员确认，安全管理员提出的由系统管理员确认。"
        )
    post.confirmed_at, post.confirmed_by_id, post.is_active = now(), actor.user_id, True
    post.save(update_fields=["confirmed_at", "confirmed_by", "is_active"])
    audit_record(
        actor=actor,
        action=AccountAudit.STAFF_CONFIRM,
        object_kind="staff_post",
        object_id=post.pk,
        detail={"role": post.role, "proposed_by": str(post.proposed_by_id or "command line")},
    )
    said = "您的运营岗位已生效，请登录运营工作台并绑定动态口令。如非本人知情，请联系本单位。"
    _tell(post, "staff_post_confirmed", said)
    return post


@transaction.atomic
def staff_post_decline(*, actor: Actor, post_id: UUID) -> None:
    """Take a proposal off the list: by the proposer, who thinks better of it, or by the one who was to confirm.

    Raises Forbidden, NotFound, Refused for a post that is confirmed already.
    """
    post = _waiting(actor, post_id)
    if post.confirmed_at is not None:
        raise Refused("staff.confirmed", "这个岗位已经确认，不用的话请停用。")
    audit_record(
        actor=actor,
        action=AccountAudit.STAFF_DECLINE,
        object_kind="staff_post",
        object_id=post.pk,
        detail={"role": post.role},
    )
    post.delete()


@transaction.atomic
def staff_post_set_active(*, actor: Actor, post_id: UUID, is_active: bool, reason: str = "") -> StaffPost:
    """Suspend a post at once (and end its sessions), or propose that it act again, which another confirms.

    Suspending demands a ``reason`` (``stop_reason``), kept in the audit log; the person hears by SMS that the post is stopped.
    Raises FieldErrors, Forbidden, NotFound.
    """
    post = _waiting(actor, post_id)
    if post.user_id == actor.user_id:
        raise Forbidden("staff.self", "不能停用或启用自己的岗位，请由其他管理员操作。")
    if is_active == post.is_active and post.confirmed_at is not None:
        return post
    why = "" if is_active else stop_reason(reason)
    post.is_active = is_active
    if is_active:
        _propose(post, actor)
    post.save()
    if not is_active:
        user_end_sessions(actor=actor, user=post.user)
        _tell(post, "staff_post_stopped", "您的运营岗位已停用，不能再登录运营工作台。如有疑问请联系本单位。")
    audit_record(
        actor=actor,
        action=AccountAudit.STAFF_PROPOSE if is_active else AccountAudit.STAFF_INACTIVE,
        object_kind="staff_post",
        object_id=post.pk,
        detail={"role": post.role, **({"reason": why} if why else {})},
    )
    return post


def _propose(post: StaffPost, actor: Actor) -> None:
    post.proposed_by_id = actor.user_id
    post.proposed_role = next(iter(actor.roles & set(_POST_KEEPERS)))
    post.confirmed_at = post.confirmed_by = None


def _tell(post: StaffPost, template: str, text: str) -> None:
    sms_enqueue(
        phone=str(post.user.phone),
        template=template,
        params={},
        text=f"【豫正贷】{text}",
        dedupe_key=f"{template}:{post.pk}:{now().timestamp()}",
    )


def _waiting(actor: Actor, post_id: UUID) -> StaffPost:
    _require(actor, _POST_KEEPERS)
    try:
        return lock(StaffPost.objects.select_related("user"), pk=post_id)
    except StaffPost.DoesNotExist:
        raise NotFound from None


def _live(role: str) -> QuerySet[StaffPost]:
    return StaffPost.objects.filter(
        role=role, is_active=True, confirmed_at__isnull=False, user__is_active=True
    )


@transaction.atomic
def staff_second_factor_reset(*, actor: Actor, user_id: UUID, reason: str) -> None:
    """Take a member of staff's second factor away: enrolled anew at the next login, sessions end.

    Only for another person, who is told by SMS; the ``reason`` (``stop_reason``) is kept in the audit log. Raises FieldErrors,
    Forbidden, NotFound (also for users who are no staff at all).
    """
    _require(actor, _FACTOR_KEEPERS)
    user = User.objects.filter(pk=user_id, second_factor__isnull=False).first()
    if user is None:
        raise NotFound
    if user.pk == actor.user_id:
        raise Forbidden("staff.self", "不能重置自己的动态口令，请由其他安全管理员操作。")
    second_factor_reset(actor=actor, user=user, reason=stop_reason(reason, label="重置原因"))
    sms_enqueue(
        phone=str(user.phone),
        template="second_factor_reset",
        params={},
        text="【豫正贷】您的动态口令已被安全管理员重置，下次登录时重新绑定。如非本人申请，请立即联系本单位。",
        dedupe_key=f"second-factor-reset:{user.pk}:{now().timestamp()}",
    )


def _require(actor: Actor, roles: tuple[str, ...]) -> None:
    if not actor.has_role(*roles):
        raise Forbidden
