"""Posts on the operator side, and second factors taken away by the security administrator."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.accounts.models import StaffPost, User
from yuzhengdai.domain.accounts.second_factor import second_factor_reset
from yuzhengdai.domain.accounts.services.users import user_end_sessions, user_ensure
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound
from yuzhengdai.foundation.core.transitions import lock

_POST_KEEPERS = ("operator:system_administrator", "system")
_FACTOR_KEEPERS = ("operator:security_administrator", "system")


@transaction.atomic
def staff_post_create(*, actor: Actor, phone: str, name: str, role: str) -> StaffPost:
    """A post for the user of an E.164 number, made if there is none; the second factor is enrolled at the first login.

    One phone has one post. Raises FieldErrors, Forbidden.
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
    post.save(force_insert=True)
    audit_record(
        actor=actor,
        action="accounts.staff_create",
        object_kind="staff_post",
        object_id=post.pk,
        detail={"role": role},
    )
    return post


@transaction.atomic
def staff_post_set_active(*, actor: Actor, post_id: UUID, is_active: bool) -> StaffPost:
    """Suspend a post (and end its sessions) or let it act again. Raises Forbidden, NotFound."""
    _require(actor, _POST_KEEPERS)
    try:
        post = lock(StaffPost.objects.select_related("user"), pk=post_id)
    except StaffPost.DoesNotExist:
        raise NotFound from None
    if post.user_id == actor.user_id and not is_active:
        raise Forbidden("staff.self", "不能停用自己的岗位，请由其他系统管理员操作。")
    post.is_active = is_active
    post.save(update_fields=["is_active"])
    if not is_active:
        user_end_sessions(actor=actor, user=post.user)
    audit_record(
        actor=actor,
        action="accounts.staff_active" if is_active else "accounts.staff_inactive",
        object_kind="staff_post",
        object_id=post.pk,
    )
    return post


def staff_second_factor_reset(*, actor: Actor, user_id: UUID) -> None:
    """Take a member of staff's second factor away: enrolled anew at the next login, sessions end.

    Only for another person. Raises Forbidden, NotFound (also for users who are no staff at all).
    """
    _require(actor, _FACTOR_KEEPERS)
    user = User.objects.filter(pk=user_id, second_factor__isnull=False).first()
    if user is None:
        raise NotFound
    if user.pk == actor.user_id:
        raise Forbidden("staff.self", "不能重置自己的动态口令，请由其他安全管理员操作。")
    second_factor_reset(actor=actor, user=user)


def _require(actor: Actor, roles: tuple[str, ...]) -> None:
    if not actor.has_role(*roles):
        raise Forbidden
