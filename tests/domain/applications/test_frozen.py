"""Freezing stops every act of applying, 授信 and 放款, and nothing else: act × frozen, written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.clockwork import applications_close_overdue
from yuzhengdai.domain.applications.services.documents import application_document_add
from yuzhengdai.domain.applications.services.draft import application_draft_open, application_draft_save
from yuzhengdai.domain.applications.services.step import application_step
from yuzhengdai.domain.applications.workflow import WORKFLOW
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.services import authorisation_confirm, authorisation_revoke
from yuzhengdai.domain.enterprises.services import enterprise_freeze, enterprise_unfreeze
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM, Actor, ActorKind
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import FieldErrors, Refused
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db
DESK = Actor(kind=ActorKind.OPERATOR, roles=frozenset({"operator:operator"}), name="赵示例")

STOPPED = {
    "submit": ("draft", "enterprise"),
    "supplement": ("returned", "enterprise"),
    "confirm_costs": ("approved", "enterprise"),
    "accept": ("submitted", "institution"),
    "return": ("submitted", "institution"),
    "start_due_diligence": ("accepted", "institution"),
    "start_approval": ("due_diligence", "institution"),
    "propose": ("approving", "institution"),
    "approve": ("approving", "institution"),
    "escalate": ("approving", "institution"),
    "correct": ("approved", "institution"),
    "disburse": ("signing", "institution"),
    "release": ("signing", "institution"),
    "lapse": ("approved", "system"),
    "expire": ("returned", "system"),
}
GOES_ON = {
    "discard": ("draft", "enterprise"),
    "withdraw": ("submitted", "enterprise"),
    "forgo": ("approved", "enterprise"),
    "take": ("submitted", "institution"),
    "hand_over": ("submitted", "institution"),
    "note": ("due_diligence", "institution"),
    "decline": ("submitted", "institution"),
    "reject": ("due_diligence", "institution"),
    "send_back": ("approving", "institution"),
    "refuse": ("approving", "institution"),
    "revoke": ("approved", "institution"),
    "send_entry_back": ("signing", "institution"),
    "settle": ("disbursed", "institution"),
}


def test_every_act_of_the_workflow_is_decided_here() -> None:
    assert STOPPED.keys() | GOES_ON.keys() == set(WORKFLOW.actions)


def file_in(state: str, **values: Any) -> tuple[Application, dict[str, Actor]]:
    row = factories.application(state=state, **values)
    member = factories.member(enterprise=row.enterprise)
    officer = factories.officer(institution=row.institution, role="manager")
    actors = {
        "enterprise": factories.enterprise_actor(member),
        "institution": factories.officer_actor(officer),
        "system": SYSTEM,
    }
    return row, actors


def do(row: Application, actor: Actor, action: str) -> None:
    with application_step(actor=actor, application_id=row.pk, action=action):
        pass


@pytest.mark.parametrize("action", STOPPED)
def test_stopped(action: str) -> None:
    state, who = STOPPED[action]
    row, actors = file_in(state, returned_from="submitted" if state == "returned" else "")
    enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
    before = Application.objects.get(pk=row.pk).version
    with pytest.raises(Refused, match="冻结"):
        do(row, actors[who], action)
    row.refresh_from_db()
    assert (row.state, row.version) == (state, before)
    enterprise_unfreeze(actor=DESK, enterprise=row.enterprise, reason="核查完毕")
    do(row, actors[who], action)


@pytest.mark.parametrize("action", GOES_ON)
def test_goes_on(action: str) -> None:
    state, who = GOES_ON[action]
    row, actors = file_in(state)
    enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
    do(row, actors[who], action)


def test_no_draft_is_opened_or_saved_and_no_paper_added() -> None:
    row, actors = file_in("draft")
    member = actors["enterprise"]
    enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
    row.enterprise.refresh_from_db()
    with pytest.raises(Refused, match="冻结"):
        application_draft_open(actor=member, enterprise=row.enterprise, product=factories.product())
    with pytest.raises(Refused, match="冻结"):
        application_draft_save(actor=member, application_id=row.pk, typed={}, tab="t", base_version=0)
    with pytest.raises(Refused, match="冻结"):
        application_document_add(
            actor=member, application_id=row.pk, content=b"x", name="a.jpg", kind="other"
        )


def grant(row: Application, state: str) -> DataAuthorisation:
    return DataAuthorisation.objects.create(
        enterprise=row.enterprise,
        institution=row.institution,
        item="identity",
        purpose="本次贷款审批",
        subject_kind="application",
        subject_id=row.pk,
        state=state,
        granted_by=factories.user(),
        granted_at=now(),
        valid_until=now(),
        text="同意",
        text_sha256="0" * 64,
    )


def test_grants_are_revoked_but_not_given() -> None:
    row, actors = file_in("submitted")
    enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
    pending, active = grant(row, "pending"), None
    with pytest.raises(Refused, match="冻结"):
        authorisation_confirm(actor=actors["enterprise"], authorisation_id=pending.pk)
    DataAuthorisation.objects.filter(pk=pending.pk).delete()
    active = grant(row, "active")
    authorisation_revoke(actor=actors["enterprise"], authorisation_id=active.pk)
    active.refresh_from_db()
    assert active.state == "revoked"


def test_the_institutions_with_open_files_are_told_at_once_and_again() -> None:
    row, _ = file_in("approved")
    ended = factories.application(state="rejected", enterprise=row.enterprise)
    enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
    enterprise_unfreeze(actor=DESK, enterprise=row.enterprise, reason="完毕")
    told = Notification.objects.filter(recipient_kind="institution", subject_kind="application")
    assert [n.title for n in told.filter(subject_id=row.pk).order_by("created_at")] == [
        "企业账号已冻结",
        "企业账号已解除冻结",
    ]
    assert not told.filter(subject_id=ended.pk).exists()
    assert AuditEvent.objects.get(action="enterprises.freeze").detail["reason"] == "核查"
    with pytest.raises(FieldErrors):
        enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="")


def test_no_file_is_closed_for_what_the_enterprise_may_not_do() -> None:
    with frozen() as clock:
        row, _ = file_in("returned", held_by="enterprise", due_at=now())
        enterprise_freeze(actor=DESK, enterprise=row.enterprise, reason="核查")
        clock.advance(days=30)
        assert applications_close_overdue() == 0
        enterprise_unfreeze(actor=DESK, enterprise=row.enterprise, reason="完毕")
        assert applications_close_overdue() == 1


@pytest.mark.parametrize("action", ["take", "accept", "decline"])
def test_no_officer_acts_on_a_file_of_their_own_enterprise(action: str) -> None:
    row, actors = file_in("submitted")
    user_id = actors["institution"].user_id
    factories.member(enterprise=row.enterprise, user_id=user_id, is_legal_representative=False)
    with pytest.raises(Refused, match="本人"):
        do(row, actors["institution"], action)
