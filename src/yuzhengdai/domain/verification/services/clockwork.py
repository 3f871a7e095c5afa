"""What the passing of time does: attempts that nobody goes on with expire, and what they held is deleted.

《身份信息处理同意书》 promises the deletion: unfinished attempts when they expire, refused ones seven days later.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import SUBJECT_KIND
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.files.selectors import files_of
from yuzhengdai.foundation.files.services import file_delete

BATCH = 200
REFUSED_KEPT = timedelta(days=7)
"""How long the data of a refused attempt stays, so that questions about it can be answered."""


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
            _wipe(row)
        done += 1
    return done


def _wipe(row: Verification) -> None:
    for file in files_of(subject_kind=SUBJECT_KIND, subject_id=row.pk):
        file_delete(actor=SYSTEM, file=file)
    row.person_name = row.id_number = row.id_number_index = row.id_address = ""
    row.id_valid_until = None
    row.licence = row.read_data = row.typed = {}
    row.wiped_at = now()
    row.save()
    audit_record(actor=SYSTEM, action="verification.wipe", object_kind="verification", object_id=row.pk)
