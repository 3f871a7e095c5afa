"""Reading institutions and officers."""

from __future__ import annotations

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.institutions.models import Officer


def live_officer(*, user: User) -> Officer | None:
    """This user's post at an active institution, or None."""
    return (
        Officer.objects.filter(user=user, is_active=True, institution__is_active=True)
        .select_related("institution", "branch")
        .first()
    )
