"""How 活体检测 stands for an attempt: the last reason, tries left until the pause."""

from __future__ import annotations

from dataclasses import dataclass

from yuzhengdai.domain.verification import liveness as rules
from yuzhengdai.domain.verification.enums import LivenessState
from yuzhengdai.domain.verification.models import LivenessSession, Verification


@dataclass(frozen=True, slots=True)
class LivenessStanding:
    """``sentence`` says why the last sequence failed, "" without one; ``tries_left`` until the next pause."""

    sentence: str
    failures: int
    tries_left: int


def liveness_standing(*, verification: Verification) -> LivenessStanding:
    """One query. Sequences left at their beginning count for nothing."""
    ended = list(
        LivenessSession.objects.filter(
            verification=verification, state__in=[LivenessState.FAILED, LivenessState.PASSED]
        ).order_by("-decided_at")
    )
    failures = sum(session.state == LivenessState.FAILED for session in ended)
    newest = ended[0] if ended and ended[0].state == LivenessState.FAILED else None
    sentence = rules.SENTENCES.get(newest.reason_code, "这次检测没有通过，请重新开始") if newest else ""
    return LivenessStanding(sentence, failures, rules.MAX_FAILURES - failures % rules.MAX_FAILURES)
