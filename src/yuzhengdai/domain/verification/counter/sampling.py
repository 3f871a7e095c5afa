"""The operator looks again at some of what counters proved (drawn in ``proving``): fine, or wrong with consequences."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.counter.holders import OPERATOR_ROLE
from yuzhengdai.domain.verification.counter.rights import right_end_for_sample
from yuzhengdai.domain.verification.counter_enums import CounterSampleState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.transitions import lock

NOTE_LENGTH = 300
VERDICTS = (CounterSampleState.FINE, CounterSampleState.WRONG)


def samples(*, actor: Actor) -> QuerySet[CounterSession]:
    """Drawn sessions, those that wait first; for operators."""
    rows = CounterSession.objects.exclude(sample_state="").select_related("verification__enterprise")
    if not actor.has_role(OPERATOR_ROLE):
        return rows.none()
    return rows.order_by(F("sample_at").desc(nulls_first=True), "ended_at", "pk")


def samples_waiting(*, actor: Actor) -> int:
    """How many wait to be looked at."""
    return samples(actor=actor).filter(sample_state=CounterSampleState.WAITING).count()


@transaction.atomic
def sample_judge(*, actor: Actor, session_id: UUID, verdict: str, note: str) -> CounterSession:
    """Say what was found. 「有问题」 takes the officer's right away at once; freezing the enterprise is an act of its own.

    Raises Forbidden, NotFound, FieldErrors ("verdict", "note" of 4 to 300 characters), Refused for one's own session and for
    one that was judged already.
    """
    if not actor.has_role(OPERATOR_ROLE):
        raise Forbidden
    clean = " ".join(note.split())
    errors = {}
    if verdict not in VERDICTS:
        errors["verdict"] = "请选择抽查结论"
    if not 4 <= len(clean) <= NOTE_LENGTH:
        errors["note"] = f"请用 4 至 {NOTE_LENGTH} 个字写明看到了什么"
    if errors:
        raise FieldErrors(errors)
    try:
        session = lock(samples(actor=actor), pk=session_id)
    except CounterSession.DoesNotExist:
        raise NotFound from None
    require_not_own(actor, session.officer_id)
    if session.sample_state != CounterSampleState.WAITING:
        raise Refused("counter.judged", "这一笔已经抽查过。")
    session.sample_state, session.sample_note = verdict, clean
    session.sample_by_id, session.sample_name = actor.user_id, actor.written_name[:40]
    session.sample_at = now()
    session.version += 1
    session.save()
    audit_record(
        actor=actor,
        action=VerificationAudit.COUNTER_SAMPLE,
        object_kind="counter_session",
        object_id=session.pk,
        detail={"verdict": verdict, "note": clean},
    )
    if verdict == CounterSampleState.WRONG:
        right_end_for_sample(actor=actor, user_id=session.officer_id, reason=f"抽查有问题：{clean}")
    return session
