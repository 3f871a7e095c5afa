"""The one step: guard, visibility, clock, timeline, audit, messages (B1, C6)."""

from __future__ import annotations

import pytest

from tests import factories
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.domain.applications.services.clockwork import (
    applications_close_overdue,
    applications_flag_late,
)
from yuzhengdai.domain.applications.services.step import application_step, application_step_plain
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import frozen, local
from yuzhengdai.foundation.core.errors import Conflict, NotFound, Refused
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db


def test_accepting_moves_the_clock_and_tells_everybody() -> None:
    with frozen("2026-03-19T10:46"):
        row = factories.application(state=S.SUBMITTED)
        actor = factories.officer_actor(factories.officer(institution=row.institution))
        moved = application_step_plain(actor=actor, application_id=row.pk, action="accept")
    assert moved.state == S.ACCEPTED
    assert moved.due_at is not None
    # Thursday 19 March 2026 + 3 working days
    assert local(moved.due_at).strftime("%m-%d %H:%M") == "03-24 18:00"
    assert StatusChange.objects.get(application=row).to_state == S.ACCEPTED
    assert AuditEvent.objects.get(object_id=row.pk).action == "applications.accept"
    assert Notification.objects.get(recipient_id=row.enterprise_id).title == "申请已受理"
    assert OutboxMessage.objects.get().payload["phone"] == "+8613800000001"


def test_a_stale_version_changes_nothing() -> None:
    row = factories.application(state=S.SUBMITTED)
    actor = factories.officer_actor(factories.officer(institution=row.institution))
    application_step_plain(actor=actor, application_id=row.pk, action="accept", expected_version=0)
    with pytest.raises(Conflict):
        application_step_plain(
            actor=actor, application_id=row.pk, action="start_due_diligence", expected_version=0
        )
    assert Application.objects.get(pk=row.pk).state == S.ACCEPTED


def test_another_institution_or_branch_finds_nothing() -> None:
    row = factories.application(state=S.SUBMITTED)
    stranger = factories.officer_actor(factories.officer())
    with pytest.raises(NotFound):
        application_step_plain(actor=stranger, application_id=row.pk, action="accept")
    other_branch = factories.branch(institution=row.institution)
    colleague = factories.officer_actor(factories.officer(institution=row.institution, branch=other_branch))
    with pytest.raises(NotFound):
        application_step_plain(actor=colleague, application_id=row.pk, action="accept")


def test_return_stops_the_clock_and_supplement_lets_it_run_on() -> None:
    with frozen("2026-03-19T10:00") as at:
        row = factories.application(state=S.SUBMITTED)
        officer = factories.officer_actor(factories.officer(institution=row.institution))
        owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
        accepted = application_step_plain(actor=officer, application_id=row.pk, action="accept")
        before = accepted.due_at
        at.move_to(local(at.at).replace(day=20, hour=9))
        returned = application_step_plain(
            actor=officer, application_id=row.pk, action="return", note="请补财务报表"
        )
        assert (returned.state, returned.held_by) == (S.RETURNED, "enterprise")
        at.move_to(local(at.at).replace(day=23, hour=9))  # one working day later: Friday 9:00 → Monday 9:00
        back = application_step_plain(actor=owner, application_id=row.pk, action="supplement")
    assert back.state == S.ACCEPTED
    assert back.due_at is not None
    assert before is not None
    assert local(before).strftime("%d %H") == "24 18"
    assert local(back.due_at).strftime("%d %H") == "25 18"


def test_late_is_a_flag_and_never_an_end() -> None:
    with frozen("2026-03-19T10:00") as at:
        row = factories.application(state=S.SUBMITTED)
        at.advance(days=10)
        assert applications_flag_late() == 1
        assert applications_flag_late() == 0
    row.refresh_from_db()
    assert (row.state, row.is_late) == (S.SUBMITTED, True)


def test_nobody_supplemented_and_credit_not_used() -> None:
    with frozen("2026-03-19T10:00") as at:
        returned = factories.application(state=S.RETURNED)
        signing = factories.application(state=S.SIGNING)
        at.advance(days=400)
        assert applications_close_overdue() == 2
    assert Application.objects.get(pk=returned.pk).state == S.EXPIRED
    assert Application.objects.get(pk=signing.pk).state == S.LAPSED


def test_what_the_body_raises_undoes_everything() -> None:
    row = factories.application(state=S.SUBMITTED)
    actor = factories.officer_actor(factories.officer(institution=row.institution))

    def accept_and_fail() -> None:
        with application_step(actor=actor, application_id=row.pk, action="accept"):
            Application.objects.filter(pk=row.pk).update(use_note="written in the body")
            raise Refused("test.no", "不行")

    with pytest.raises(Refused, match="不行"):
        accept_and_fail()
    after = Application.objects.get(pk=row.pk)
    assert (after.state, after.version, after.use_note) == (S.SUBMITTED, row.version, row.use_note)
    assert not StatusChange.objects.exists()
    assert not AuditEvent.objects.filter(object_id=row.pk).exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("action", WORKFLOW.actions)
@pytest.mark.parametrize("state", list(S))
def test_every_state_and_action_for_the_system(state: S, action: str) -> None:
    """Default deny: the system alone may only lapse and expire."""
    roles = SYSTEM.roles
    allowed = WORKFLOW.is_allowed(action=action, state=state, roles=roles)
    assert allowed == (
        (action, state) in {("lapse", S.APPROVED), ("lapse", S.SIGNING), ("expire", S.RETURNED)}
    )


def test_refusals_name_the_reason() -> None:
    row = factories.application(state=S.WITHDRAWN)
    actor = factories.officer_actor(factories.officer(institution=row.institution))
    with pytest.raises(Refused, match="已撤回"):
        application_step_plain(actor=actor, application_id=row.pk, action="accept")
    viewer = factories.officer_actor(factories.officer(institution=row.institution, role="viewer"))
    with pytest.raises(Refused, match="角色"):
        application_step_plain(actor=viewer, application_id=row.pk, action="accept")
