"""What there is to judge about an attempt: readings, answers of sources, drawn sequences, transfers. How it is said is the desk's."""

from __future__ import annotations

from dataclasses import dataclass

from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.decision import Decision
from yuzhengdai.domain.verification.enums import CheckKind, VerificationState
from yuzhengdai.domain.verification.models import (
    LivenessSession,
    TransferCheck,
    Verification,
    VerificationCheck,
)
from yuzhengdai.domain.verification.reading import Beside, read_beside_typed
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.submit import decision_of

ROWS = 30
"""Of each kind at most; an attempt has a handful."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a source; ``counts`` False: it was given to an older question, or a newer one of its kind counts."""

    check: VerificationCheck
    counts: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """``decision``: what the answers lead to now, while an operator decides; else None. Nothing in here is masked."""

    decision: Decision | None
    readings: list[Beside]
    answers: list[Answer]
    """Those that count first, in the order of the kinds; newest first within one."""
    sessions: list[LivenessSession]
    """Newest first, as the transfers."""
    transfers: list[TransferCheck]


def dossier(*, verification: Verification) -> Dossier:
    """For a verification that the selectors gave to an operator. At most eight queries."""
    row = verification
    in_review = row.state == VerificationState.IN_REVIEW
    checks = list(VerificationCheck.objects.filter(verification=row).order_by("-created_at", "-pk")[:ROWS])
    return Dossier(
        decision=decision_of(verification=row) if in_review else None,
        readings=read_beside_typed(verification=row),
        answers=_answers(row, checks, in_review=in_review),
        sessions=list(LivenessSession.objects.filter(verification=row).order_by("-created_at", "-pk")[:ROWS]),
        transfers=list(TransferCheck.objects.filter(verification=row).order_by("-created_at", "-pk")[:ROWS]),
    )


def _answers(row: Verification, checks: list[VerificationCheck], *, in_review: bool) -> list[Answer]:
    pictures = verification_pictures(verification=row) if in_review else {}
    out: list[Answer] = []
    seen: set[str] = set()
    for check in checks:
        if in_review:
            counts = check.kind not in seen and evidence.counts(
                verification=row, check=check, pictures=pictures
            )
        else:
            # After the end the live face is gone, and with it what the digests were made of.
            counts = check.kind not in seen
        if counts:
            seen.add(check.kind)
        out.append(Answer(check, counts))
    order = {kind: place for place, kind in enumerate(CheckKind.values)}
    return sorted(out, key=lambda one: (not one.counts, order.get(one.check.kind, 99)))
