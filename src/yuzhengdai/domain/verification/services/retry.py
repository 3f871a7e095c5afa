"""Sources that did not answer when an attempt was handed in are asked again, so that the desk has what there is to have.

A late answer decides nothing: an operator does. Attempts by 人工审核 are asked about here for the first time.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import user_consent_missing
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import CheckKind, CheckResult, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services import sources
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.transitions import lock

BATCH = 10
ASKED_FOR = timedelta(days=3)
"""How long after handing in a silent source is asked again."""
_LOCAL = frozenset({CheckKind.INVITATION, CheckKind.LICENCE_QR})


def answers_retry() -> int:
    """Ask for what is missing of a batch in review; how many attempts got an answer."""
    waiting = (
        Verification.objects.filter(
            state=VerificationState.IN_REVIEW, submitted_at__gt=now() - ASKED_FOR, wiped_at__isnull=True
        )
        .select_related("enterprise", "user")
        .order_by("submitted_at")
    )
    done = asked = 0
    for row in waiting.iterator(chunk_size=50):
        kinds = [kind for kind in sources.missing_kinds(verification=row) if kind not in _LOCAL]
        if not kinds or user_consent_missing(user=row.user, kind=AgreementKind.IDENTITY_DATA) is not None:
            continue
        done += _retry(row, kinds)
        asked += 1
        if asked >= BATCH:
            break
    return done


def _retry(row: Verification, kinds: list[CheckKind]) -> int:
    found = [
        (answer, digest)
        for answer, digest in sources.ask(verification=row, kinds=kinds)
        if answer.result != CheckResult.UNAVAILABLE
    ]
    if not found:
        return 0
    with transaction.atomic():
        locked = lock(Verification.objects.all(), pk=row.pk)
        if locked.state != VerificationState.IN_REVIEW:
            return 0
        sources.write(verification=locked, answers=found)
        audit_record(
            actor=SYSTEM,
            action=VerificationAudit.ANSWERS,
            object_kind="verification",
            object_id=row.pk,
            detail={"kinds": ",".join(str(answer.kind) for answer, _ in found)},
        )
    return 1
