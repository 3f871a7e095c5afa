"""Accounts that were turned down or failed the face again and again, over all cases: for the operator, who judges what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q

from yuzhengdai.domain.verification.enums import LivenessState
from yuzhengdai.domain.verification.liveness import MAX_FAILURES
from yuzhengdai.domain.verification.liveness_tries import FAILURES_PER_DAY, NUMBER_COUNTED
from yuzhengdai.domain.verification.models import LivenessSession, Verification, VerificationStep
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now

TURNED_DOWN = ("refuse", "auto_refuse", "return")
"""Actions of workflow.py after which an applicant sends again."""
TURNED_DOWN_FROM = 3
"""So many within NUMBER_COUNTED, or MAX_FAILURES failed faces, put an account on the list."""
LISTED = 50
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class RepeatSender:
    """One account within NUMBER_COUNTED: times turned down, faces failed; ``is_stopped``: no more faces today.

    ``case``: the newest attempt that was handed in, with its enterprise; None while the account has handed in nothing.
    """

    turned_down: int
    failed: int
    is_stopped: bool
    case: Verification | None


def repeat_senders(*, actor: Actor) -> list[RepeatSender]:
    """Those with most first, LISTED at most; none for who is no operator. Three queries."""
    if actor.kind != ActorKind.OPERATOR or not actor.has_role("operator:operator"):
        return []
    since = now() - NUMBER_COUNTED
    steps = VerificationStep.objects.filter(action__in=TURNED_DOWN, created_at__gt=since)
    turned_down: dict[UUID, int] = dict(
        steps.order_by().values_list("verification__user_id").annotate(n=Count("pk"))
    )
    faces = LivenessSession.objects.filter(state=LivenessState.FAILED, decided_at__gt=since)
    today = Count("pk", filter=Q(decided_at__gt=now() - _DAY))
    failed = {
        user_id: (n, lately)
        for user_id, n, lately in faces.order_by()
        .values_list("verification__user_id")
        .annotate(n=Count("pk"), lately=today)
    }
    found = [
        (user_id, turned_down.get(user_id, 0), *failed.get(user_id, (0, 0)))
        for user_id in {*turned_down, *failed}
    ]
    listed = [one for one in found if one[1] >= TURNED_DOWN_FROM or one[2] >= MAX_FAILURES]
    listed.sort(key=lambda one: (-one[1], -one[2], one[0]))
    del listed[LISTED:]
    rows = verifications_visible_to(actor).filter(user_id__in=[one[0] for one in listed])
    cases = {row.user_id: row for row in rows.select_related("enterprise").order_by("created_at")}
    return [
        RepeatSender(turned, failures, lately >= FAILURES_PER_DAY, cases.get(user_id))
        for user_id, turned, failures, lately in listed
    ]
