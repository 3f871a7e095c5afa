"""How 活体检测 stands for an attempt: the last reason, tries left until the pause."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from yuzhengdai.domain.verification import liveness as rules
from yuzhengdai.domain.verification.enums import LivenessState
from yuzhengdai.domain.verification.models import LivenessSession, Verification


@dataclass(frozen=True, slots=True)
class LivenessStanding:
    """``sentence`` says why the last sequence failed, "" without one; ``tries_left`` until the next pause."""

    sentence: str
    failures: int
    tries_left: int


def liveness_failures(*, verification: Verification) -> QuerySet[LivenessSession]:
    """Failed sequences of this person, those of earlier attempts too: a new attempt gives no new tries."""
    return LivenessSession.objects.filter(
        verification__user_id=verification.user_id, state=LivenessState.FAILED
    )


def liveness_standing(*, verification: Verification) -> LivenessStanding:
    """Two queries. Sequences left at their beginning count for nothing."""
    newest = (
        LivenessSession.objects.filter(
            verification=verification, state__in=[LivenessState.FAILED, LivenessState.PASSED]
        )
        .order_by("-decided_at")
        .first()
    )
    has_failed = newest is not None and newest.state == LivenessState.FAILED
    code = newest.reason_code if newest is not None and has_failed else ""
    sentence = rules.SENTENCES.get(code, "这次检测没有通过，请重新开始") if has_failed else ""
    failures = liveness_failures(verification=verification).count()
    return LivenessStanding(sentence, failures, rules.MAX_FAILURES - failures % rules.MAX_FAILURES)
