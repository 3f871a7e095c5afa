"""Reading what counters did: one's own sessions, and who proved an enterprise."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from yuzhengdai.domain.verification.counter_enums import CounterState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now

RECENT = timedelta(days=30)
SHOWN = 50


def sessions_own(*, actor: Actor) -> QuerySet[CounterSession]:
    """Those of this officer in the last thirty days, the newest first; what they hold of a person is the enterprise's name."""
    if actor.user_id is None:
        return CounterSession.objects.none()
    mine = CounterSession.objects.filter(officer_id=actor.user_id, created_at__gt=now() - RECENT)
    return mine.order_by("-created_at", "-pk")[:SHOWN]


def has_proved(*, user_id: UUID | None, uscc: str) -> bool:
    """Whether this person proved somebody of the enterprise of this code at a counter, whatever came of it."""
    return (
        user_id is not None
        and CounterSession.objects.filter(officer_id=user_id, uscc=uscc, state=CounterState.DONE).exists()
    )
