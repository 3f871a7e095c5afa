"""Ending a session: whatever comes of it, the person's number goes and an unfinished attempt takes up its former way."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.verification.counter_enums import CounterState
from yuzhengdai.domain.verification.counter_models import CounterSession
from yuzhengdai.domain.verification.enums import WAYS_TO_CHOOSE, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.dissolving import way_take
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.domain.verification.workflow import EDITABLE_STATES
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.events import Event
from yuzhengdai.foundation.core.transitions import lock, move

UNDER_WAY = (CounterState.CALLED, CounterState.OPEN)
BATCH = 200


def session_end(*, session: CounterSession, state: CounterState) -> None:
    """End a session that the caller has locked and that is under way."""
    move(session, target=state)
    session.ended_at, session.phone = now(), ""
    session.save()
    if state == CounterState.DONE or session.verification_id is None:
        return
    row = Verification.objects.filter(
        pk=session.verification_id, way=VerificationWay.COUNTER, state__in=EDITABLE_STATES
    ).first()
    others = CounterSession.objects.filter(verification_id=session.verification_id, state=CounterState.OPEN)
    if row is None or others.exclude(pk=session.pk).exists():
        return
    before = session.way_before if session.way_before in WAYS_TO_CHOOSE else VerificationWay.FACE.value
    with verification_step(actor=SYSTEM, verification_id=row.pk, action="change_way") as locked:
        way_take(actor=SYSTEM, locked=locked, way=before)


def sessions_end_of(*, officer_id: UUID, state: CounterState) -> None:
    """Every session under way of one officer; in the caller's transaction."""
    for pk in _under_way(officer_id=officer_id):
        _end_one(pk, state)


def sessions_sweep() -> int:
    """End a batch whose time has run out; returns how many. A job of the worker."""
    due = CounterSession.objects.filter(state__in=UNDER_WAY, expires_at__lt=now()).values_list(
        "pk", flat=True
    )
    return sum(_end_one(pk, CounterState.EXPIRED) for pk in list(due[:BATCH]))


def on_attempt_ended(event: Event) -> None:
    """The attempt expired, was taken back or ended with the place: so does what a counter was doing about it."""
    found = CounterSession.objects.filter(
        verification_id=event.ids["verification"], state=CounterState.OPEN
    ).values_list("pk", flat=True)
    for pk in list(found):
        _end_one(pk, CounterState.CANCELLED)


def _under_way(*, officer_id: UUID) -> list[UUID]:
    found = CounterSession.objects.filter(officer_id=officer_id, state__in=UNDER_WAY)
    return list(found.values_list("pk", flat=True))


def _end_one(pk: UUID, state: CounterState) -> bool:
    with transaction.atomic():
        # The attempt before the session, as whoever confirms does: the two never wait for each other.
        of = CounterSession.objects.filter(pk=pk).values("verification_id")
        list(Verification.objects.select_for_update().filter(pk__in=of).values_list("pk", flat=True))
        session = lock(CounterSession.objects.all(), pk=pk)
        if session.state not in UNDER_WAY:
            return False
        session_end(session=session, state=state)
    return True
