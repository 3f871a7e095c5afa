"""How long an unfinished attempt lives."""

from __future__ import annotations

from datetime import timedelta

from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.clock import now

DRAFT_LIFETIME = timedelta(days=7)


def draft_prolong(row: Verification) -> None:
    """A draft lives seven days from the last time something was saved (R9)."""
    if row.state == VerificationState.DRAFT:
        row.expires_at = now() + DRAFT_LIFETIME
