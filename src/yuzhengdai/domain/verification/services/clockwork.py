"""What the passing of time does: drafts and returned attempts that nobody goes on with expire."""

from __future__ import annotations

from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError

BATCH = 200


def verifications_expire() -> int:
    """Expire a batch; returns how many."""
    due = Verification.objects.filter(
        state__in=[VerificationState.DRAFT, VerificationState.RETURNED], expires_at__lt=now()
    ).values_list("pk", flat=True)[:BATCH]
    done = 0
    for pk in list(due):
        try:
            verification_step(actor=SYSTEM, verification_id=pk, action="expire")
        except AppError:
            continue  # the applicant went on in between
        done += 1
    return done
