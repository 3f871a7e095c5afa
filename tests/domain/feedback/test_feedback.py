"""意见反馈 below the pages: who may do what when, who is told, who finds what (F1, R3)."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from tests import factories
from yuzhengdai.domain.feedback.models import Feedback, FeedbackReply
from yuzhengdai.domain.feedback.selectors import (
    feedback_by_number,
    feedback_desk,
    feedback_get,
    feedback_list,
    reply_list,
)
from yuzhengdai.domain.feedback.services import (
    PER_ADDRESS_HOUR,
    PER_USER_DAY,
    feedback_answer,
    feedback_close,
    feedback_create,
    feedback_reopen,
)
from yuzhengdai.domain.feedback.workflow import FEEDBACK_WORKFLOW
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import frozen
from yuzhengdai.foundation.core.errors import Conflict, NotFound, RateLimited, Refused
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

VISITOR = Actor(kind=ActorKind.VISITOR, address="203.0.113.7")
STATES = ("open", "answered", "closed", "reopened")
ROLES = [
    "feedback:author",
    "enterprise:admin",
    "enterprise:viewer",
    "institution:manager",
    "operator:operator",
    "operator:auditor",
    "operator:regulator",
    "operator:system_administrator",
    "system",
]
DESK = {"operator:operator", "system"}
ALLOWED = {
    "answer": ({"open", "answered", "reopened"}, DESK, "answered"),
    "close": ({"open", "answered", "reopened"}, DESK, "closed"),
    "reopen": ({"answered", "closed"}, {"feedback:author"}, "reopened"),
}
"""action → (from, who, to), by hand."""


def test_every_action_in_every_state_by_every_role() -> None:
    assert set(FEEDBACK_WORKFLOW.actions) == set(ALLOWED)
    assert set(FEEDBACK_WORKFLOW.state_labels) == set(STATES)
    for action, (sources, roles, target) in ALLOWED.items():
        assert FEEDBACK_WORKFLOW.transition(action).target == target
        for state, role in product(STATES, ROLES):
            allowed = FEEDBACK_WORKFLOW.is_allowed(action=action, state=state, roles=frozenset({role}))
            assert allowed == (state in sources and role in roles), (action, state, role)


@pytest.fixture
def author(db: None) -> Actor:
    """A member of an enterprise."""
    return factories.enterprise_actor(factories.member())


@pytest.fixture
def operator(db: None) -> Actor:
    """A 运营人员."""
    return factories.staff_actor(factories.staff_post())


def give(actor: Actor, **values: Any) -> Feedback:
    return feedback_create(
        actor=actor, **{"kind": "problem", "text": "页面打不开", "contact": "13900001111", **values}
    )


def test_from_giving_to_going_on(author: Actor, operator: Actor) -> None:
    with frozen("2026-03-20T10:00"):
        row = give(author, page="/products/")
    assert row.number.startswith("FK20260320")
    assert (row.state, row.user_id, row.enterprise_id) == ("open", author.user_id, author.organisation_id)
    answered = feedback_answer(actor=operator, feedback_id=row.pk, text="已修复，请再试")
    told = Notification.objects.get(title="您的反馈有了回复")
    assert (told.recipient_kind, told.recipient_id) == ("user", author.user_id)
    assert "已修复" not in told.body
    closed = feedback_close(actor=operator, feedback_id=row.pk, expected_version=answered.version)
    assert closed.state == "closed"
    again = feedback_reopen(actor=author, feedback_id=row.pk, text="还是打不开")
    assert again.state == "reopened"
    assert [(reply.by_operator, reply.text) for reply in reply_list(feedback=row)] == [
        (True, "已修复，请再试"),
        (False, "还是打不开"),
    ]
    actions = set(AuditEvent.objects.filter(object_id=row.pk).values_list("action", flat=True))
    assert actions == {"feedback.create", "feedback.answer", "feedback.close", "feedback.reopen"}


def test_text_and_contact_are_not_in_the_audit(author: Actor) -> None:
    row = give(author, text="我的身份证被拒绝")
    event = AuditEvent.objects.get(object_id=row.pk)
    assert "身份证" not in str(event.detail)
    assert "139" not in str(event.detail)


@pytest.mark.django_db
def test_a_visitor_is_told_by_sms_where_a_mobile_was_left(operator: Actor) -> None:
    with_phone, with_mail = give(VISITOR), give(VISITOR, contact="li@example.cn")
    for row in (with_phone, with_mail):
        feedback_answer(actor=operator, feedback_id=row.pk, text="请看帮助中心")
    message = OutboxMessage.objects.get()
    assert message.payload["phone"] == "+8613900001111"
    assert with_phone.number in str(message.payload)
    assert "帮助中心" not in str(message.payload)
    assert not Notification.objects.exists()


def test_only_the_author_goes_on_and_only_operators_answer(author: Actor, operator: Actor) -> None:
    row = give(author)
    colleague = factories.enterprise_actor(factories.member())
    for stranger in (colleague, operator, VISITOR):
        with pytest.raises(NotFound):
            feedback_reopen(actor=stranger, feedback_id=row.pk, text="我也来说")
    auditor = factories.staff_actor(factories.staff_post(role="auditor"))
    manager = factories.officer_actor(factories.officer(role="manager"))
    for nobody in (author, colleague, auditor, manager, VISITOR):
        with pytest.raises(Refused, match="角色"):
            feedback_answer(actor=nobody, feedback_id=row.pk, text="回复")
        with pytest.raises(Refused, match="角色"):
            feedback_close(actor=nobody, feedback_id=row.pk)
    with pytest.raises(Refused, match="待回复"):  # nothing was answered yet
        feedback_reopen(actor=author, feedback_id=row.pk, text="催一下")
    with pytest.raises(NotFound):
        feedback_answer(actor=operator, feedback_id=uuid4(), text="回复")
    assert Feedback.objects.get(pk=row.pk).version == row.version
    assert not FeedbackReply.objects.exists()


def test_two_operators_at_once(author: Actor, operator: Actor) -> None:
    row = give(author)
    feedback_answer(actor=operator, feedback_id=row.pk, text="第一位", expected_version=row.version)
    with pytest.raises(Conflict):
        feedback_answer(actor=operator, feedback_id=row.pk, text="第二位", expected_version=row.version)
    assert [reply.text for reply in reply_list(feedback=row)] == ["第一位"]


def test_a_double_click_is_one(author: Actor) -> None:
    first, second = give(author, submission="form-1"), give(author, submission="form-1")
    assert first.pk == second.pk
    assert give(author, submission="form-2").pk != first.pk
    other = factories.enterprise_actor(factories.member())
    assert give(other, submission="form-1").pk != first.pk


def test_limits_count_people_and_addresses_apart(author: Actor) -> None:
    with frozen("2026-03-20T10:00") as at:
        for _ in range(PER_ADDRESS_HOUR):
            give(VISITOR)
        with pytest.raises(RateLimited):
            give(VISITOR)
        give(Actor(kind=ActorKind.VISITOR, address="198.51.100.9"))
        for _ in range(PER_USER_DAY):
            give(author)
        with pytest.raises(RateLimited):
            give(author)
        at.advance(hours=1, seconds=1)
        give(VISITOR)
        with pytest.raises(RateLimited):
            give(author)
        at.advance(days=1)
        give(author)


def test_everybody_finds_their_own_only(author: Actor, operator: Actor) -> None:
    row, other = give(author), give(factories.enterprise_actor(factories.member()), kind="complaint")
    assert [found.pk for found in feedback_list(actor=author)] == [row.pk]
    assert not feedback_list(actor=VISITOR).exists()
    with pytest.raises(Feedback.DoesNotExist):
        feedback_get(actor=author, feedback_id=other.pk)
    assert {found.pk for found in feedback_desk(actor=operator)} == {row.pk, other.pk}
    assert [found.pk for found in feedback_desk(actor=operator, kind="complaint")] == [other.pk]
    assert not feedback_desk(actor=operator, state="closed").exists()
    for role in ("auditor", "regulator", "system_administrator", "security_administrator"):
        assert not feedback_desk(actor=factories.staff_actor(factories.staff_post(role=role))).exists()
    assert not feedback_desk(actor=author).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "is_found"),
    [("13900001111", True), ("+86 139 0000 1111", True), ("13900001112", False), ("", False), (" ", False)],
)
def test_a_number_opens_only_with_its_contact(contact: str, is_found: bool) -> None:
    row = give(VISITOR)
    found = feedback_by_number(number=f" {row.number.lower()} ", contact=contact)
    assert (found is not None) == is_found
    assert feedback_by_number(number="FK20260101AAAAAA", contact="13900001111") is None


@pytest.mark.django_db
def test_without_a_contact_no_number_opens_it() -> None:
    row = give(VISITOR, contact="")
    assert feedback_by_number(number=row.number, contact="") is None
    assert feedback_by_number(number=row.number, contact="13900001111") is None
