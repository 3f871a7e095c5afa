"""How 活体检测 stands for a person and for an ID number: the last reason, tries left, what has to wait, what is spent.

A sequence that ended for want of frames says nothing about the person and uses up no try. Nor can the server tell a lost
connection from somebody who leaves in time, so there are only VOID_PER_DAY of those; further ones count as tries. Drawing
again and again until known actions come is bounded by DRAWS_PER_HOUR.

Failures are counted over the person (all attempts and enterprises) and over the ID number (all accounts), passes over the number
too. Who has spent the day's tries is not locked out: 人工认证 and 窗口协办 stay open, and somebody else's tries on a number cost its
true holder no more than the face way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from yuzhengdai.domain.verification import liveness as rules
from yuzhengdai.domain.verification.enums import LivenessState
from yuzhengdai.domain.verification.models import LivenessSession, Verification
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.integrations.face.base import FaceAction

VOID_PER_DAY = 6
DRAWS_PER_HOUR = 40
PAUSE = timedelta(minutes=15)
FAILURES_PER_DAY = 10
"""Of a person."""
NUMBER_FAILURES_PER_DAY = 10
NUMBER_FAILURES_COUNTED = 30
"""Within NUMBER_COUNTED, over all accounts."""
NUMBER_PASSES_PER_DAY = 5
NUMBER_COUNTED = timedelta(days=30)
"""After that a session forgets its number."""
_DAY, _HOUR = timedelta(hours=24), timedelta(hours=1)
_OTHER_WAYS = "请改用人工认证，或本人带身份证到设有窗口协办的银行网点办理"


@dataclass(frozen=True, slots=True)
class LivenessTries:
    """``sentence`` says why the last sequence failed or came to nothing, "" without one; ``tries_left`` until the next pause.

    ``failed_at_blink``: it was the blink that was not seen, which glasses hide: another way is offered at once.
    """

    sentence: str
    failures: int
    tries_left: int
    failed_at_blink: bool = False


def liveness_failures(*, verification: Verification) -> QuerySet[LivenessSession]:
    """Failed sequences of this person, those of earlier attempts too: a new attempt gives no new tries."""
    return _of_person(verification).filter(state=LivenessState.FAILED)


def liveness_failed_actions(*, verification: Verification) -> list[FaceAction]:
    """The actions that did not work the last two times one of them was what failed, oldest first."""
    failed = liveness_failures(verification=verification).exclude(failed_action="").order_by("-decided_at")
    return [FaceAction(action) for action in reversed(failed.values_list("failed_action", flat=True)[:2])]


def liveness_end_state(*, verification: Verification, reason: str) -> LivenessState:
    """What a sequence that did not pass ends as: a failure, or void where the reason is technical and not too many were."""
    if reason not in rules.TECHNICAL:
        return LivenessState.FAILED
    void = _of_person(verification).filter(state=LivenessState.VOID, decided_at__gt=now() - _DAY).count()
    return LivenessState.VOID if void < VOID_PER_DAY else LivenessState.FAILED


def liveness_draw_wait_s(*, verification: Verification) -> int:
    """Seconds until another sequence may be drawn, 0 for now."""
    drawn = _of_person(verification).filter(created_at__gt=now() - _HOUR).order_by("-created_at")
    times = list(drawn.values_list("created_at", flat=True)[:DRAWS_PER_HOUR])
    return 0 if len(times) < DRAWS_PER_HOUR else int((times[-1] + _HOUR - now()).total_seconds()) + 1


def liveness_pause_until(*, verification: Verification) -> datetime | None:
    """Until when nothing can be drawn, or None. Every fifth failure of a person is followed by a pause."""
    failed = liveness_failures(verification=verification)
    newest = failed.order_by("-decided_at").first()
    if newest is None or newest.decided_at is None or failed.count() % rules.MAX_FAILURES:
        return None
    until: datetime = newest.decided_at + PAUSE
    return until if until > now() else None


def liveness_spent_sentence(*, verification: Verification) -> str:
    """Why no sequence may be drawn for today, naming the ways that are left; "" where one may. Three queries at most."""
    since = now() - _DAY
    if liveness_failures(verification=verification).filter(decided_at__gt=since).count() >= FAILURES_PER_DAY:
        return f"一天之内人脸核验没有通过的次数较多，{_OTHER_WAYS}"
    if not verification.id_number_index:
        return ""
    counted = LivenessSession.objects.filter(
        id_number_index=verification.id_number_index, created_at__gt=now() - NUMBER_COUNTED
    )
    states = list(counted.values_list("state", "created_at"))
    failed = [at for state, at in states if state == LivenessState.FAILED]
    passed = [at for state, at in states if state == LivenessState.PASSED]
    is_spent = (
        len(failed) >= NUMBER_FAILURES_COUNTED
        or sum(at > since for at in failed) >= NUMBER_FAILURES_PER_DAY
        or sum(at > since for at in passed) >= NUMBER_PASSES_PER_DAY
    )
    return f"这个身份证号码近期人脸核验的次数较多，{_OTHER_WAYS}" if is_spent else ""


def liveness_numbers_forget() -> int:
    """Take the number off sessions that are no longer counted; returns how many."""
    due = LivenessSession.objects.filter(created_at__lt=now() - NUMBER_COUNTED).exclude(id_number_index="")
    return due.update(id_number_index="")


def liveness_sentence(*, session: LivenessSession) -> str:
    """Why this sequence did not pass, and whether it used up a try where that is not plain."""
    sentence = rules.SENTENCES.get(session.reason_code, "这次检测没有通过，请重新开始")
    if session.state in {LivenessState.VOID, LivenessState.EXPIRED}:
        return f"{sentence}。这一次不计入次数"
    if session.reason_code in rules.TECHNICAL:
        return f"{sentence}。一天之内中断的次数较多，这一次计入次数"
    return sentence


def liveness_tries(*, verification: Verification) -> LivenessTries:
    """Two queries. Sequences left at their beginning count for nothing."""
    newest = (
        LivenessSession.objects.filter(
            verification=verification,
            state__in=[LivenessState.FAILED, LivenessState.VOID, LivenessState.PASSED],
        )
        .order_by("-decided_at")
        .first()
    )
    is_bad = newest is not None and newest.state != LivenessState.PASSED
    sentence = liveness_sentence(session=newest) if newest is not None and is_bad else ""
    failures = liveness_failures(verification=verification).count()
    at_blink = newest is not None and is_bad and newest.failed_action == FaceAction.BLINK
    return LivenessTries(sentence, failures, rules.MAX_FAILURES - failures % rules.MAX_FAILURES, at_blink)


def _of_person(verification: Verification) -> QuerySet[LivenessSession]:
    return LivenessSession.objects.filter(verification__user_id=verification.user_id)
