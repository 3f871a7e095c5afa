"""The one door through which every action on an application goes.

Lock, visibility, guard by the workflow, the use case's own work, state, clock, timeline, audit, messages and events: all in
one transaction, so that nothing is half-done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from yuzhengdai.domain.applications import clock
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit
from yuzhengdai.domain.applications.enums import (
    BANK_CLOCK_STATES,
    ENDED_STATES,
    EntryState,
    Holder,
    ProposalState,
)
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.events import ApplicationEvent
from yuzhengdai.domain.applications.messages import send_messages
from yuzhengdai.domain.applications.models import (
    Application,
    CreditProposal,
    DisbursementEntry,
    StatusChange,
)
from yuzhengdai.domain.applications.permissions import applications_visible_to, require_not_who_proved
from yuzhengdai.domain.applications.workflow import (
    FREE_OF_FREEZING,
    NOT_BY_WHO_PROVED,
    WORKFLOW,
    holder_of,
)
from yuzhengdai.domain.enterprises.permissions import require_not_frozen
from yuzhengdai.domain.enterprises.selectors import is_party
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core import transitions
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound
from yuzhengdai.foundation.core.events import Event, publish
from yuzhengdai.foundation.core.inserts import insert
from yuzhengdai.foundation.core.own import require_not_own
from yuzhengdai.foundation.core.prepared import Prepared

EVENT_ENDED = ApplicationEvent.ENDED
"""Published with ids {"application"} when an application comes to an end of any kind."""

EVENT_MOVED = ApplicationEvent.MOVED
"""Published with ids {"application"} and detail {"action", "state"} after every step."""


def _lockable(actor: Actor) -> QuerySet[Application]:
    """What this actor may touch, with what every step reads beside it."""
    return applications_visible_to(actor).select_related(
        "product_version", "institution", "enterprise", "product"
    )


def _own(enterprise_id: UUID, application_id: UUID) -> QuerySet[Application]:
    rows = _lockable(Actor(kind=ActorKind.ENTERPRISE, organisation_id=enterprise_id))
    return rows.filter(pk=application_id).select_for_update(of=("self",))


_OWN = Prepared(Application, _own, UUID, UUID)
"""The row that an enterprise's step locks."""


@dataclass(slots=True)
class Step:
    """One action under way, on a row that is locked and whose state allows it.

    The body of ``with application_step(...)`` fills fields of ``application``, writes rows that belong to the step, and may
    set what follows. ``note`` is read by both sides, ``internal_note`` by the institution alone. ``due_at`` overrides the
    deadline of the new holder (a supplement's date, a credit's validity). ``change`` is the line of the history, there after
    the body.
    """

    actor: Actor
    action: str
    application: Application
    source: str
    at: datetime
    note: str = ""
    internal_note: str = ""
    due_at: datetime | None = None
    change: StatusChange | None = None


@contextmanager
def step_in_hand(
    application: Application,
    *,
    actor: Actor,
    action: str,
    at: datetime,
    note: str = "",
    internal_note: str = "",
) -> Iterator[Step]:
    """One action on a row in hand, at an instant of the caller's: the workflow guards it, the body does its work, state,
    deadline and history follow. Nothing is saved and nobody is told.

    For whoever writes whole histories at once, as the demo's province; everybody else goes through ``application_step``.
    Raises Refused before the body runs.
    """
    transition = WORKFLOW.require(action=action, state=application.state, roles=actor.roles)
    step = Step(actor, action, application, application.state, at, note, internal_note)
    yield step
    target = transition.target or _open_target(application, action)
    application_move(application, source=step.source, target=target, at=step.at, due_at=step.due_at)
    step.change = StatusChange(
        application=application,
        action=action,
        from_state=step.source,
        to_state=target,
        side=step.actor.kind,
        by_user_id=step.actor.user_id,
        by_name=step.actor.written_name[:60],
        note=step.note,
        internal_note=step.internal_note,
    )


@contextmanager
def application_step(
    *,
    actor: Actor,
    application_id: UUID,
    action: str,
    expected_version: int | None = None,
    note: str = "",
    internal_note: str = "",
    is_joined: bool = False,
) -> Iterator[Step]:
    """Do one action of the workflow: the body checks and writes under the lock, leaving it moves the application.

    State, deadline, timeline, audit, messages and events follow the body in the same transaction. Whatever the body
    raises undoes everything. ``is_joined``: part of the caller's transaction, all of which is undone then (no savepoint).

    Raises NotFound (not this actor's), Refused (wrong state or role, a frozen enterprise, an officer's own file or one of an
    enterprise they proved, with the reason) and Conflict (changed since ``expected_version`` was shown) before the body runs.
    """
    with transaction.atomic(savepoint=not is_joined):
        application = _lock(actor, application_id, expected_version)
        with step_in_hand(
            application, actor=actor, action=action, at=now(), note=note, internal_note=internal_note
        ) as step:
            if action not in FREE_OF_FREEZING:
                require_not_frozen(actor=actor, enterprise=application.enterprise)
            _require_not_own(actor, application)
            if action in NOT_BY_WHO_PROVED:
                require_not_who_proved(actor, application.enterprise)
            before = dict(application.__dict__)
            yield step
        application.save(update_fields=_changed(application, before))
        if step.source == S.APPROVING and application.state != S.APPROVING:
            # Whatever else ended the waiting (a withdrawal, 退回补件): nobody decides on this proposal any more.
            open_one = CreditProposal.objects.filter(application=application, state=ProposalState.OPEN)
            open_one.update(state=ProposalState.CLOSED)
        if application.state in ENDED_STATES and step.source in {S.SIGNING, S.DISBURSED}:
            # A file that ends otherwise (放弃授信, 授信失效) takes along what nobody has checked.
            DisbursementEntry.objects.filter(application=application, state=EntryState.OPEN).update(
                state=EntryState.CLOSED
            )
        _record(step)


def _require_not_own(actor: Actor, application: Application) -> None:
    """An officer does nothing on a file of an enterprise they belong to. Raises Refused."""
    if actor.kind == ActorKind.INSTITUTION:
        party = is_party(user_id=actor.user_id, enterprise_id=application.enterprise_id)
        require_not_own(actor, application.created_by_id, is_party=party)


def application_step_plain(
    *, actor: Actor, application_id: UUID, action: str, expected_version: int | None = None, note: str = ""
) -> Application:
    """An action that adds nothing of its own to the step. Returns the moved application; raises as ``application_step``."""
    with application_step(
        actor=actor,
        application_id=application_id,
        action=action,
        expected_version=expected_version,
        note=note,
    ) as step:
        pass
    return step.application


def _lock(actor: Actor, application_id: UUID, expected_version: int | None) -> Application:
    try:
        if actor.kind == ActorKind.ENTERPRISE and actor.organisation_id is not None:
            return transitions.lock_prepared(
                _OWN, actor.organisation_id, application_id, expected_version=expected_version
            )
        return transitions.lock(_lockable(actor), pk=application_id, expected_version=expected_version)
    except Application.DoesNotExist:
        raise NotFound from None


def _changed(application: Application, before: dict[str, object]) -> list[str]:
    """Columns whose value is not the one read. An encrypted one that was opened counts as changed."""
    now_there = application.__dict__
    return [
        field.attname
        for field in Application._meta.concrete_fields
        if now_there.get(field.attname) != before.get(field.attname)
    ]


def _open_target(application: Application, action: str) -> str:
    # A supplement goes back to where it was returned from, as the locked row says; everything else stays.
    return application.returned_from if action == "supplement" else application.state


def application_move(
    application: Application, *, source: str, target: str, at: datetime, due_at: datetime | None
) -> None:
    """State, holder, instants and deadline of one step on the row in hand; saves nothing."""
    transitions.move(application, target=target)
    if target == source:
        if due_at is not None:
            application.due_at = due_at
        return
    application.held_by = holder_of(target)
    if target == S.SUBMITTED and application.submitted_at is None:
        application.submitted_at = at
    if target == S.ACCEPTED and source == S.SUBMITTED:
        application.accepted_at = at
    if target in {S.APPROVED, S.REJECTED, S.DECLINED}:
        application.decided_at = at
    if target == S.DISBURSED:
        application.disbursed_at = at
    if target in ENDED_STATES:
        application.ended_at = at
    clock.clock_move(application, source=source, target=target, at=at)
    application.returned_from = source if target == S.RETURNED else ""
    application.due_at = _due_at(application, target=target, at=at, due_at=due_at)
    application.is_late, application.escalated_at, application.urged_at = False, None, None


def _due_at(
    application: Application, *, target: str, at: datetime, due_at: datetime | None
) -> datetime | None:
    if target == S.RETURNED:
        return due_at or clock.supplement_deadline(at)
    if target in BANK_CLOCK_STATES:
        return clock.institution_deadline(application, state=target)
    return due_at if holder_of(target) != Holder.NOBODY else None


def _record(step: Step) -> None:
    actor, application, source = step.actor, step.application, step.source
    target = application.state
    if step.change is not None:
        insert([step.change])
    audit_record(
        actor=actor,
        action=ApplicationAudit(f"applications.{step.action}"),
        object_kind="application",
        object_id=application.pk,
        detail={"from": source, "to": target, "number": application.number or ""},
    )
    send_messages(application=application, action=step.action)
    detail = {"action": step.action, "state": target}
    publish(Event(EVENT_MOVED, {"application": application.pk}, actor, detail))
    if target in ENDED_STATES and source != target:
        publish(Event(EVENT_ENDED, {"application": application.pk}, actor, detail))
