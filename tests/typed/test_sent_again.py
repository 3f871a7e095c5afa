"""A form that its page sends again because the answer was lost is answered, not done a second time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bad_input.world import World
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.kept_posts import MOST_ROWS, kept_post_keep, kept_posts_purge
from yuzhengdai.foundation.core.models import KeptPost, SentForm
from yuzhengdai.foundation.core.sent_forms import sent_forms_purge

pytestmark = pytest.mark.django_db
NUMBER = "0123456789abcdef" * 2
WORDS = {"kind": "suggestion", "text": "请在列表页加上按利率排序的说明", "contact": ""}


def test_once_for_a_number(world: World) -> None:
    client = world.client("owner")
    first = client.post("/feedback/", WORDS, HTTP_X_SUBMIT=NUMBER)
    again = client.post("/feedback/", WORDS, HTTP_X_SUBMIT=NUMBER, HTTP_X_SUBMIT_AGAIN="1")
    assert first.json() == again.json()
    assert first.json()["go"].startswith("/feedback/sent/")
    assert Feedback.objects.count() == 1


def test_another_number_is_another_form(world: World) -> None:
    client = world.client("owner")
    client.post("/feedback/", WORDS, HTTP_X_SUBMIT=NUMBER)
    client.post("/feedback/", WORDS, HTTP_X_SUBMIT=NUMBER[::-1], HTTP_X_SUBMIT_AGAIN="1")
    assert Feedback.objects.count() == 2


def test_what_was_refused_is_done_when_it_comes_again(world: World) -> None:
    client = world.client("owner")
    refused = client.post("/feedback/", {**WORDS, "text": ""}, HTTP_X_SUBMIT=NUMBER)
    assert refused.status_code == 422
    client.post("/feedback/", WORDS, HTTP_X_SUBMIT=NUMBER, HTTP_X_SUBMIT_AGAIN="1")
    assert Feedback.objects.count() == 1


def test_a_number_of_somebody_else_answers_nothing(world: World) -> None:
    mark = world.client("owner").get("/session/").json()["owner"]
    owner = world.client("owner")
    owner.post("/feedback/", {**WORDS, "form_owner": mark}, HTTP_X_SUBMIT=NUMBER)
    visitor = world.client("visitor")
    told = visitor.post(
        "/feedback/", {**WORDS, "form_owner": mark}, HTTP_X_SUBMIT=NUMBER, HTTP_X_SUBMIT_AGAIN="1"
    )
    assert told.status_code == 401


def test_both_are_forgotten_in_time() -> None:
    kept = kept_post_keep(owner="", content={"fields": {}})
    KeptPost.objects.filter(pk=kept.pk).update(created_at=now() - timedelta(minutes=16))
    fresh = kept_post_keep(owner="", content={"fields": {}})
    assert kept_posts_purge() == 1
    assert list(KeptPost.objects.all()) == [fresh]
    SentForm.objects.create(key="a" * 64, created_at=now() - timedelta(days=2))
    SentForm.objects.create(key="b" * 64)
    assert sent_forms_purge() == 1


def test_the_oldest_go_first_where_there_are_too_many() -> None:
    first = kept_post_keep(owner="", content={"a": 1})
    KeptPost.objects.bulk_create([KeptPost(owner="") for _ in range(MOST_ROWS - 1)])
    kept_post_keep(owner="", content={"a": 2})
    assert KeptPost.objects.count() == MOST_ROWS
    assert not KeptPost.objects.filter(pk=first.pk).exists()
