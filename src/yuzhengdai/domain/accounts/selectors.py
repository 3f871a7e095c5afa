"""Reading users and staff posts."""

from __future__ import annotations

from yuzhengdai.domain.accounts.models import StaffPost, User


def live_staff_post(*, user: User) -> StaffPost | None:
    """This user's post on the operator side, or None."""
    return StaffPost.objects.filter(user=user, is_active=True).first()
