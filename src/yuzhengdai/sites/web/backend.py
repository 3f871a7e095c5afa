"""Who a session belongs to. Logging in is the sites' business (codes, TOTP): there are no passwords to ask Django about."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.selectors import user_in_session


class PhoneBackend(BaseBackend):
    """Finds the user of a session; authenticates nobody by itself."""

    def get_user(self, user_id: UUID | str) -> User | None:
        """The active user of this id, or None."""
        return user_in_session(user_id=user_id if isinstance(user_id, UUID) else UUID(user_id))
