"""活体检测 as rules (R7): what passes and what does not, frame by frame. Nothing here measures a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from tests.fakes.face import NEUTRAL
from tests.phone_way import done, film
from yuzhengdai.domain.verification.liveness import (
    SENTENCES,
    Frame,
    Hint,
    Judgement,
    Reason,
    draw,
    judge,
    verdict,
)
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure, Likeness

A = FaceAction
ME, OTHER = (1.0, 0.0), (0.0, 1.0)
STEP_MS = 120


def alike(one: Sequence[float], other: Sequence[float]) -> Likeness:
    return Likeness(math.dist(one, other), match_at_most=0.45, review_at_most=0.60)


def frames(
    measures: Sequence[FrameMeasure], *, step_ms: int = STEP_MS, lag_ms: int = 300, every: int = 3
) -> list[Frame]:
    """With times, arriving a little later, an embedding at each ``every``-th."""
    out = []
    for i, found in enumerate(measures):
        sampled = i % every == 0 and found.faces == 1 and not found.embedding
        measure = replace(found, embedding=ME) if sampled else found
        out.append(Frame(i * step_ms, i * step_ms + lag_ms, measure))
    return out


def judged(actions: Sequence[FaceAction], measures: Sequence[FrameMeasure], **how: int) -> Judgement:
    return judge(actions=actions, frames=frames(measures, **how), alike=alike)


def failure(actions: Sequence[FaceAction], measures: Sequence[FrameMeasure], **how: int) -> Reason | None:
    return verdict(judgement=judged(actions, measures, **how))


ONE_OF_EACH = [(A.BLINK,), (A.MOUTH, A.TURN_LEFT), (A.TURN_RIGHT, A.BLINK, A.MOUTH), (A.MOUTH, A.BLINK)]


@pytest.mark.parametrize("actions", ONE_OF_EACH)
def test_who_does_what_is_asked_passes(actions: tuple[FaceAction, ...]) -> None:
    found = judged(actions, film(actions))
    assert found.is_complete
    assert verdict(judgement=found) is None
    assert found.actions_done == len(actions)


@pytest.mark.parametrize("actions", ONE_OF_EACH)
def test_a_photograph_that_does_nothing_fails(actions: tuple[FaceAction, ...]) -> None:
    assert failure(actions, [NEUTRAL] * 60) == Reason.NOT_DONE


def test_the_order_counts() -> None:
    assert failure((A.MOUTH, A.BLINK), film((A.BLINK, A.MOUTH))) == Reason.NOT_DONE


def test_an_action_left_out_fails() -> None:
    found = judged((A.MOUTH, A.TURN_LEFT), film((A.MOUTH,)))
    assert (found.actions_done, found.hint) == (1, Hint.TURN_LEFT)
    assert verdict(judgement=found) == Reason.NOT_DONE


def test_the_other_side_is_not_the_asked_one() -> None:
    assert failure((A.MOUTH, A.TURN_LEFT), film((A.MOUTH, A.TURN_RIGHT))) == Reason.NOT_DONE


def test_a_film_that_does_everything_over_and_over_is_refused() -> None:
    loop = [A.MOUTH, A.TURN_LEFT, A.TURN_RIGHT]
    measures = film([*loop, *loop])
    assert failure((A.BLINK, A.MOUTH), measures) == Reason.WRONG_ACTION


@pytest.mark.parametrize(
    ("ratio", "run", "is_blink"),
    [(0.5, 1, True), (0.61, 2, True), (0.70, 1, False), (0.70, 2, True), (0.80, 3, False), (0.94, 5, False)],
)
def test_how_far_and_how_long_eyes_close(ratio: float, run: int, is_blink: bool) -> None:
    shut = replace(NEUTRAL, eye_ratio=NEUTRAL.eye_ratio * ratio)
    measures = [NEUTRAL] * 10 + [shut] * run + [NEUTRAL] * 5
    assert judged((A.BLINK,), measures).is_complete == is_blink


def test_eyes_that_stay_shut_are_no_blink() -> None:
    shut = replace(NEUTRAL, eye_ratio=NEUTRAL.eye_ratio * 0.5)
    assert failure((A.BLINK,), [NEUTRAL] * 10 + [shut] * 20) == Reason.NOT_DONE


def test_a_turn_needs_fifteen_degrees_in_consecutive_frames() -> None:
    for yaw, run, turned in ((14.0, 5, False), (16.0, 2, True), (30.0, 1, False)):
        side = replace(NEUTRAL, yaw=yaw)
        measures = [NEUTRAL] * 10 + [side] * run + [NEUTRAL] * 5
        assert judged((A.TURN_LEFT,), measures).is_complete == turned, (yaw, run)


def test_the_own_baseline_counts_not_an_average_face() -> None:
    narrow = replace(NEUTRAL, eye_ratio=0.12, mouth_ratio=0.02, yaw=6)
    assert judged((A.BLINK, A.TURN_LEFT), film((A.BLINK, A.TURN_LEFT), base=narrow)).is_complete


def test_two_faces_in_the_picture() -> None:
    two = FrameMeasure(faces=2)
    assert failure((A.BLINK,), [*film((A.BLINK,))[:10], two, two, *film((A.BLINK,))]) == Reason.MULTIPLE_FACES


def test_one_doubtful_frame_does_not_fail() -> None:
    measures = film((A.BLINK,))
    measures[9] = FrameMeasure(faces=0)
    assert judged((A.BLINK,), measures).is_complete


def test_leaving_the_picture() -> None:
    gone = [FrameMeasure(faces=0)] * 9
    assert failure((A.BLINK,), [NEUTRAL] * 10 + gone + film((A.BLINK,))) == Reason.LEFT_FRAME


def test_another_person_steps_in() -> None:
    measures = film((A.MOUTH, A.BLINK))
    measures[14:] = [replace(measure, embedding=OTHER) for measure in measures[14:]]
    assert failure((A.MOUTH, A.BLINK), measures) == Reason.SWITCHED


def test_another_person_only_within_the_action() -> None:
    measures = film((A.MOUTH,))
    measures[8:12] = [replace(done(A.MOUTH), embedding=OTHER)] * 4
    assert failure((A.MOUTH,), measures) == Reason.SWITCHED


def test_a_face_that_jumps_was_cut() -> None:
    far = replace(NEUTRAL, centre_x=0.75)
    near = replace(NEUTRAL, centre_x=0.25)
    assert failure((A.BLINK,), [NEUTRAL] * 8 + [near, far, near, far]) == Reason.UNSTEADY


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"brightness": 0.05}, Reason.TOO_DARK),
        ({"width": 0.1}, Reason.TOO_FAR),
        ({"width": 0.97}, Reason.TOO_NEAR),
    ],
)
def test_where_the_face_cannot_be_seen_well(changes: dict[str, float], reason: Reason) -> None:
    assert failure((A.BLINK,), [replace(NEUTRAL, **changes)] * 30) == reason
    assert SENTENCES[reason]


def test_too_slow_a_phone() -> None:
    assert failure((A.BLINK,), film((A.BLINK,)), step_ms=600) == Reason.TOO_FEW_FRAMES


def test_frames_cannot_arrive_before_they_were_taken() -> None:
    at_once = [
        Frame(i * STEP_MS, 400, measure.measure) for i, measure in enumerate(frames(film((A.BLINK,) * 3)))
    ]
    found = judge(actions=(A.BLINK,), frames=at_once, alike=alike)
    assert found.failure == Reason.TIMES


def test_times_go_forward() -> None:
    film_ = frames(film((A.BLINK,)))
    film_[6], film_[7] = film_[7], film_[6]
    assert judge(actions=(A.BLINK,), frames=film_, alike=alike).failure == Reason.TIMES


def test_an_action_has_its_time() -> None:
    assert failure((A.BLINK,), [*[NEUTRAL] * 130, *film((A.BLINK,))]) == Reason.NOT_DONE


def test_without_any_embedding_there_is_no_identity() -> None:
    bare = [Frame(i * STEP_MS, i * STEP_MS + 300, m) for i, m in enumerate(film((A.BLINK,)))]
    found = judge(actions=(A.BLINK,), frames=bare, alike=alike)
    assert found.failure == Reason.TOO_FEW_FRAMES


def test_draws_hold_a_blink_or_a_mouth_and_never_a_turn_alone() -> None:
    rng = Random(4)  # noqa: S311
    seen = set()
    for _ in range(400):
        drawn = draw(failures=0, rng=rng)
        seen.add(drawn)
        assert 2 <= len(drawn) <= 3
        assert len(set(drawn)) == len(drawn)
        assert {A.BLINK, A.MOUTH} & set(drawn)
    assert len(seen) > 20


def test_after_two_failures_no_blink_is_asked_for() -> None:
    rng = Random(5)  # noqa: S311
    for _ in range(200):
        drawn = draw(failures=2, rng=rng)
        assert A.BLINK not in drawn
        assert A.MOUTH in drawn
        assert {A.TURN_LEFT, A.TURN_RIGHT} & set(drawn)


@pytest.mark.parametrize(
    ("failed", "avoided"),
    [
        ([A.MOUTH, A.MOUTH], {A.MOUTH}),
        ([A.BLINK, A.BLINK], {A.BLINK}),
        ([A.TURN_LEFT, A.TURN_RIGHT], {A.TURN_LEFT, A.TURN_RIGHT}),
        ([A.TURN_LEFT, A.BLINK], {A.TURN_LEFT, A.BLINK}),
        ([A.MOUTH], {A.MOUTH}),
        ([A.BLINK, A.MOUTH], {A.MOUTH}),
        ([A.MOUTH, A.BLINK], {A.BLINK}),
    ],
)
def test_what_failed_is_not_asked_for_again(failed: list[A], avoided: set[A]) -> None:
    """Yet always a blink or a mouth, and always two actions at least in an order that nobody knows."""
    rng = Random(6)  # noqa: S311
    seen = set()
    for _ in range(200):
        drawn = draw(failures=2, failed=failed, rng=rng)
        seen.add(drawn)
        assert not avoided & set(drawn)
        assert {A.BLINK, A.MOUTH} & set(drawn)
        assert 2 <= len(set(drawn)) == len(drawn) <= 3
    assert len(seen) >= 2
    assert any(A.MOUTH in draw(failures=1, failed=[A.MOUTH], rng=rng) for _ in range(50)), (
        "one failure may be chance"
    )


def test_every_reason_has_a_sentence_without_blame() -> None:
    for reason in Reason:
        assert SENTENCES[reason].endswith(tuple("始成式续证请办理")) or "请" in SENTENCES[reason]
        assert "！" not in SENTENCES[reason]
