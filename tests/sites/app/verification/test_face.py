"""人脸核验 at its endpoints: order, repeats, other people's sessions, busy engines, reasons and pauses (R7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from tests.fakes.common import busy
from tests.fakes.face import NEUTRAL, OTHER_PERSON
from tests.sites.app.walk import AJAX, Walk, frame_of, url
from yuzhengdai.domain.verification.models import LivenessBatch, LivenessSession, Verification
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.integrations.face.base import Assurance, FaceAction, Portrait
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.sites.app.verification.face import ACTIONS
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db

STILL = [NEUTRAL] * 120


@pytest.fixture
def ready(walk: Walk) -> Walk:
    """At the face."""
    walk.to_face()
    return walk


def test_actions_are_counted_and_told_one_by_one(ready: Walk) -> None:
    """Not one of them before it is due; then its name and what to do."""
    drawn = ready.begin_face()
    assert set(drawn) == {"session", "secret", "seconds", "count", "wait", "attempt"}
    assert (drawn["count"], drawn["wait"]) == (4, "请正对手机保持不动，等提示")
    assert 0 < drawn["seconds"] <= 120
    session = LivenessSession.objects.get()
    with frozen(now()) as clock:
        told = []
        for number in range(10):
            clock.advance(milliseconds=560)
            said = ready.frames(drawn, number, [560 * number + 140 * i for i in range(4)]).json()
            told.append(said["told"])
    assert told[0] == []
    assert [one["label"] for one in told[-1]] == [ACTIONS[FaceAction(session.actions[0])][0]]
    assert all(one["cue"] for one in told[-1])


def test_glasses_hide_a_blink_so_another_way_is_offered_at_once(ready: Walk) -> None:
    with ready_draw([FaceAction.BLINK, FaceAction.MOUTH, FaceAction.TURN_LEFT, FaceAction.MOUTH]):
        ready.face(play=STILL)
    page = ready.text("face")
    assert "摘下眼镜" in page
    assert "改用其他方式" in page


def test_who_has_spent_the_day_s_tries_is_led_another_way(ready: Walk) -> None:
    row = Verification.objects.get()
    for _ in range(10):
        LivenessSession.objects.create(
            verification=row, attempt=1, secret_hash="x", state="failed", expires_at=now(), decided_at=now()
        )
    page = ready.text("face")
    assert "人工认证" in page
    assert "data-begin" not in page
    assert ready.client.post(url("face-begin"), **AJAX).status_code in {409, 422}
    assert ready.way("manual").url == url("licence")


@contextmanager
def ready_draw(actions: list[FaceAction]) -> Iterator[None]:
    """The server draws these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yuzhengdai.domain.verification.liveness.draw", lambda **_: tuple(actions))
        yield


def test_a_batch_sent_twice_is_one_batch(ready: Walk) -> None:
    """A lost answer is asked for again under the same number."""
    drawn = ready.begin_face()
    first = ready.frames(drawn, 0, [0, 140, 280])
    again = ready.frames(drawn, 0, [0, 140, 280])
    assert first.json() == again.json()
    assert LivenessBatch.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"times": "0,abc"},
        {"times": "0"},
        {"times": ""},
        {"number": "-1"},
        {"number": "x" * 50},
        {"session": "no-such"},
        {"frame": []},
        {"frame": [SimpleUploadedFile("f.jpg", b"GIF89a", "image/jpeg")] * 2},
        {"frame": [SimpleUploadedFile("f.jpg", b"\xff\xd8\xff" + b"x" * 500_000, "image/jpeg")] * 2},
    ],
)
def test_rubbish_is_refused_in_chinese(ready: Walk, changes: dict[str, Any]) -> None:
    """Never a 500, nothing measured."""
    drawn = ready.begin_face()
    body = {
        "session": drawn["session"],
        "secret": drawn["secret"],
        "number": "0",
        "times": "0,140",
        "frame": [frame_of(0), frame_of(140)],
        **changes,
    }
    answer = ready.client.post(url("face-frames"), body, **AJAX)
    assert answer.status_code in {404, 422}
    assert "请" in answer.json()["error"]
    assert not LivenessBatch.objects.exists()


def test_nobody_else_sends_frames_or_finishes(ready: Walk, login: Callable[..., Client]) -> None:
    """Neither without the secret nor from another enterprise."""
    drawn = ready.begin_face()
    assert ready.frames({**drawn, "secret": "guess"}, 0, [0]).status_code == 404
    stranger = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    other = login(stranger.user, **{ENTERPRISE_KEY: str(stranger.enterprise_id)})
    theirs = Walk(other, stranger)
    theirs.to_face()
    assert theirs.frames(drawn, 0, [0]).status_code == 404
    body = {"session": drawn["session"], "secret": drawn["secret"]}
    assert other.post(url("face-finish"), body, **AJAX).status_code == 404


def test_a_busy_engine_is_waited_for_and_never_a_pass(ready: Walk) -> None:
    """503 with the sentence; the same batch goes through later."""
    drawn = ready.begin_face()
    get_face().error = busy("face")
    answer = ready.frames(drawn, 0, [0, 140])
    assert answer.status_code == 503
    assert "请稍候" in answer.json()["error"]
    assert answer["Retry-After"]
    get_face().error = None
    assert ready.frames(drawn, 0, [0, 140]).status_code == 200


def test_a_photograph_without_actions_fails_with_a_reason(ready: Walk) -> None:
    """A still picture held up: the reason in plain words, and the tries that are left."""
    verdict = ready.face(play=STILL)
    assert verdict.json()["is_passed"] is False
    assert verdict.json()["go"] == url("face")
    page = ready.text("face")
    assert "动作没有完成" in page
    assert "还可以试 4 次" in page
    assert "不使用人脸，改用其他方式" in page
    assert not LivenessBatch.objects.exists(), "measures go with the verdict"


def test_another_persons_face_fails(ready: Walk) -> None:
    """Alive, but not who is on the card."""
    get_face().card = Portrait(faces=1, embedding=OTHER_PERSON, width_px=200)
    assert ready.face().json()["is_passed"] is False
    assert "不像同一个人" in ready.text("face")


def test_two_faces_in_the_picture(ready: Walk) -> None:
    """Told at once."""
    two = replace(NEUTRAL, faces=2)
    assert ready.face(play=[NEUTRAL] * 6 + [two] * 20).json()["is_passed"] is False
    assert "不止一个人" in ready.text("face")


def test_five_failures_are_followed_by_a_pause(ready: Walk) -> None:
    """The page says until when; the other ways stay open; afterwards it goes on."""
    for _ in range(5):
        ready.face(play=STILL)
    answer = ready.client.post(url("face-begin"), **AJAX)
    assert answer.status_code == 429
    page = ready.text("face")
    assert "后再试" in page
    assert "data-begin" not in page
    assert ready.way("manual").url == url("licence")
    with frozen(now()) as clock:
        clock.advance(hours=1)
        ready.way("face")
        assert "data-begin" in ready.text("face")


def test_the_second_phone_takes_over(ready: Walk, phone: Callable[[], Walk]) -> None:
    """Two phones at once: beginning on one ends the other, which is told."""
    here = ready.begin_face()
    there = phone()
    drawn = there.begin_face()
    old = ready.frames(here, 0, [0, 140])
    assert old.status_code == 409
    assert "另一台设备" in old.json()["error"]
    assert there.frames(drawn, 0, [0, 140]).status_code == 200
    assert LivenessSession.objects.filter(state="open").count() == 1


def test_a_page_in_the_background_uses_up_no_try(ready: Walk) -> None:
    """The island says so at once; what became of it is told in plain words, and the page asks to stay in front."""
    page = ready.text("face")
    assert "请保持本页在最前" in page
    assert f'data-stop="{url("face-stop")}"' in page
    drawn = ready.begin_face()
    ready.frames(drawn, 0, [0, 140])
    body = {"session": drawn["session"], "secret": drawn["secret"]}
    assert ready.client.post(url("face-stop"), {**body, "secret": "guess"}, **AJAX).status_code == 404
    assert ready.client.post(url("face-stop"), {"session": "x"}, **AJAX).status_code == 422
    told = ready.client.post(url("face-stop"), body, **AJAX).json()
    assert "请保持本页在最前、网络通畅" in told["sentence"]
    assert "这一次不计入次数" in told["sentence"]
    assert LivenessSession.objects.get().state == "expired"
    assert ready.frames(drawn, 1, [280]).status_code == 409


def test_too_few_frames_are_told_as_no_try(ready: Walk) -> None:
    """The reason and all five tries."""
    drawn = ready.begin_face()
    ready.frames(drawn, 0, [0, 3000])
    page = ready.text("face")
    assert "收到的画面不够" in page
    assert "这一次不计入次数。还可以试 5 次" in page


def test_a_certified_provider_is_not_called_a_demonstration(ready: Walk) -> None:
    """演示 is said where the provider only assists."""
    assert "演示" in ready.text("face")
    get_face().assurance = Assurance.CERTIFIED
    assert "演示" not in ready.text("face")


def test_without_consent_for_face_data_nothing_begins(walk: Walk) -> None:
    """The other way is the only way then."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    answer = walk.client.post(url("face-begin"), **AJAX)
    assert answer.status_code == 409
    assert not LivenessSession.objects.exists()
