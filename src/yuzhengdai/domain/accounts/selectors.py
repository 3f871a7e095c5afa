"""Reading users and staff posts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from yuzhengdai.domain.accounts.models import SecondFactor, StaffPost, User, phone_index
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.prepared import Prepared


def user_in_session(*, user_id: UUID) -> User | None:
    """The user that a session names, unless shut out. Asked on every page of a signed-in reader."""
    return _ACTIVE.first(user_id)


_ACTIVE = Prepared(User, lambda user_id: User.objects.filter(pk=user_id, is_active=True), UUID)


def live_staff_post(*, user: User) -> StaffPost | None:
    """This user's post on the operator side, or None; a post that waits for its confirmation is none."""
    return StaffPost.objects.filter(user=user, is_active=True, confirmed_at__isnull=False).first()


def staff_post_list(*, actor: Actor) -> QuerySet[StaffPost]:
    """All posts on the operator side, those that wait first; for the two administrators who propose and confirm."""
    is_keeper = actor.has_role("operator:system_administrator", "operator:security_administrator")
    posts = StaffPost.objects.select_related("user", "proposed_by", "confirmed_by")
    posts = posts.prefetch_related("proposed_by__staff_posts", "confirmed_by__staff_posts")
    posts = posts.order_by(F("confirmed_at").asc(nulls_first=True), "-is_active", "created_at")
    return posts if is_keeper else posts.none()


def staff_post_get(*, actor: Actor, post_id: UUID) -> StaffPost:
    """One of them. Raises StaffPost.DoesNotExist."""
    return staff_post_list(actor=actor).get(pk=post_id)


def second_factor_holders(*, actor: Actor, phone: str = "") -> QuerySet[SecondFactor]:
    """Staff with a second factor, those last enrolled first, or the one of an E.164 number.

    For the security administrator; nothing for anybody else.
    """
    if not actor.has_role("operator:security_administrator"):
        return SecondFactor.objects.none()
    rows = SecondFactor.objects.defer("secret").select_related("user").prefetch_related("user__staff_posts")
    if phone:
        rows = rows.filter(user__phone_index=phone_index(phone))
    return rows.order_by("-created_at", "-pk")
