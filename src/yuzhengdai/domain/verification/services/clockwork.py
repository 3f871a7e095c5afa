"""What the passing of time does: attempts that nobody goes on with expire, and what they held is deleted.

《身份信息处理同意书》 promises the deletion: unfinished attempts when they expire, refused ones seven days later.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.step import verification_step_plain
from yuzhengdai.domain.verification.services.wiping import verification_wipe
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.foundation.core.transitions import lock

BATCH = 200
REFUSED_KEPT = timedelta(days=7)
"""How long the data of a refused attempt stays, so that questions about it can be answered."""


def verifications_expire() -> int:
    """Expire a batch; returns how many."""
    due = Verification.objects.filter(state__in=EDITABLE_STATES, expires_at__lt=now()).values_list(
        "pk", flat=True
    )[:BATCH]
    done = 0
    for pk in list(due):
        try:
            verification_step_plain(actor=SYSTEM, verification_id=pk, action="expire")
        except AppError:
            continue  # the applicant went on in between
        done += 1
    return done


def verifications_wipe() -> int:
    """Delete the identity data and pictures of a batch of ended attempts; returns how many."""
    ended = Q(state=VerificationState.EXPIRED) | Q(
        state=VerificationState.REFUSED, decided_at__lt=now() - REFUSED_KEPT
    )
    due = Verification.objects.filter(ended, wiped_at__isnull=True).values_list("pk", flat=True)[:BATCH]
    done = 0
    for pk in list(due):
        with transaction.atomic():
            row = lock(Verification.objects.all(), pk=pk)
            if row.wiped_at is None:
                verification_wipe(actor=SYSTEM, verification=row)
        done += 1
    return done
