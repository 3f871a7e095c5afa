"""意见反馈 at the operator's desk: ready answers are put into the field, never sent by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.sites.ops.conftest import StaffClient
from yuzhengdai.domain.feedback.models import Feedback, FeedbackReply
from yuzhengdai.domain.feedback.services import feedback_create
from yuzhengdai.foundation.core.actors import Actor, ActorKind

pytestmark = pytest.mark.django_db
MORE = "请补充：在哪一个页面、哪一步遇到，页面上显示了什么文字。"


def asked(kind: str = "problem") -> Feedback:
    """Somebody's feedback."""
    actor = Actor(kind=ActorKind.ENTERPRISE, user_id=factories.user().pk)
    return feedback_create(actor=actor, kind=kind, text="下载不了")


def page_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_ready_answer_is_put_below_what_was_typed_and_nothing_is_sent(staff_client: StaffClient) -> None:
    row, client = asked(), staff_client()
    address = f"/ops/feedback/{row.pk}/"
    assert "需要更多信息" in page_of(client.get(address))
    page = page_of(client.post(address, {"version": 0, "text": "您好，李女士。", "ready": "more"}))
    assert "您好，李女士。\n" + MORE in page
    assert not FeedbackReply.objects.exists()
    row.refresh_from_db()
    assert (row.state, row.version) == ("open", 0)
    sent = client.post(address, {"version": 0, "text": "您好，李女士。\n" + MORE})
    assert sent.status_code == 302
    assert FeedbackReply.objects.get().text == "您好，李女士。\n" + MORE


def test_a_ready_answer_alone_may_begin_an_empty_field(staff_client: StaffClient) -> None:
    row = asked()
    response = staff_client().post(f"/ops/feedback/{row.pk}/", {"version": 0, "text": "", "ready": "more"})
    assert response.status_code == 200
    assert MORE in page_of(response)
    assert "错误" not in page_of(response)


def test_an_unknown_ready_answer_changes_nothing(staff_client: StaffClient) -> None:
    row = asked()
    response = staff_client().post(f"/ops/feedback/{row.pk}/", {"version": 0, "text": "您好", "ready": "x"})
    assert response.status_code == 404
    assert not FeedbackReply.objects.exists()


def test_twice_the_same_ready_answer_stands_once(staff_client: StaffClient) -> None:
    row, client = asked(), staff_client()
    page = page_of(client.post(f"/ops/feedback/{row.pk}/", {"version": 0, "text": MORE, "ready": "more"}))
    assert page.count(MORE) == 1


def test_what_was_taken_up_again_waits_with_the_unanswered(staff_client: StaffClient) -> None:
    """Somebody who goes on waits for an answer like somebody who begins."""
    row = asked()
    Feedback.objects.filter(pk=row.pk).update(state="reopened")
    page = page_of(staff_client().get("/ops/feedback/"))
    assert row.number in page
