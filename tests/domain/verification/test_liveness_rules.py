"""活体检测 as rules (R7): what passes and what does not, frame by frame. Nothing here measures a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from tests.fakes.face import NEUTRAL
from tests.phone_way import done
from tests.phone_way import film as slow_film
from yuzhengdai.domain.verification.liveness import (
    SENTENCES,
    Frame,
    Hint,
    Judgement,
    Reason,
    Sign,
    draw,
    draw_pauses_ms,
    judge,
    verdict,
)
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure, Likeness

A = FaceAction
ME, OTHER = (1.0, 0.0), (0.0, 1.0)
STEP_MS = 120


def alike(one: Sequence[float], other: Sequence[float]) -> Likeness:
    return Likeness(math.dist(one, other), match_at_most=0.45, review_at_most=0.60)


def film(actions: Sequence[FaceAction], *, base: FrameMeasure = NEUTRAL) -> list[FrameMeasure]:
    """Where no wait is drawn before the prompts."""
    return slow_film(actions, base=base, still=5)


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


#: As many points as the engine tells, on a face that is all lines; the places that matter are those of a face.
_PLACES = [(0.01 * i - 0.14, 0.3 * ((i * 7) % 11) / 11 - 0.15) for i in range(29)]
for _place, _point in {
    2: (0, -0.1),
    5: (0, 0.03),
    6: (0, 0.08),
    13: (-0.13, -0.06),
    14: (0.13, -0.06),
    19: (0, -0.07),
}.items():
    _PLACES[_place] = _point


def _scaled(across: float, down: float) -> tuple[float, ...]:
    return tuple(value for x, y in _PLACES for value in (0.5 + across * x, 0.4 + down * y))


POINTS = _scaled(1.0, 1.0)
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
    assert failure((A.BLINK, A.MOUTH), film((A.MOUTH, A.BLINK))) == Reason.WRONG_ACTION
    assert failure((A.MOUTH, A.BLINK), film((A.BLINK, A.MOUTH))) == Reason.WRONG_ACTION


def test_an_action_left_out_fails() -> None:
    found = judged((A.MOUTH, A.TURN_LEFT), film((A.MOUTH,)))
    assert (found.actions_done, found.hint) == (1, Hint.TURN_LEFT)
    assert verdict(judgement=found) == Reason.NOT_DONE


def test_the_other_side_is_not_the_asked_one() -> None:
    assert failure((A.MOUTH, A.TURN_LEFT), film((A.MOUTH, A.TURN_RIGHT))) == Reason.WRONG_ACTION


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
    assert failure((A.BLINK,), [*[NEUTRAL] * 80, *film((A.BLINK,))]) == Reason.NOT_DONE
    shut = replace(NEUTRAL, eye_ratio=NEUTRAL.eye_ratio * 0.5)
    assert failure((A.BLINK,), [*[NEUTRAL] * 10, *[shut] * 125]) == Reason.NOT_DONE


def test_what_is_done_before_the_prompt_is_told_ends_the_try() -> None:
    """The wait is drawn; a prompt is told when the batch is answered in which it falls due."""
    measures = film((A.MOUTH,))
    found = judge(actions=(A.MOUTH,), pauses_ms=(3_000,), frames=frames(measures), alike=alike)
    assert (found.failure, found.sign) == (Reason.WRONG_ACTION, Sign.TOO_EARLY)
    waited = [*[NEUTRAL] * 25, *measures]
    assert judge(actions=(A.MOUTH,), pauses_ms=(3_000,), frames=frames(waited), alike=alike).is_complete


def test_frames_of_the_batch_in_which_the_prompt_falls_due_answer_nothing() -> None:
    at_once = frames([NEUTRAL] * 8 + [done(A.MOUTH)] * 4 + [NEUTRAL] * 8)
    late = [replace(frame, arrived_ms=at_once[11].arrived_ms) for frame in at_once[:12]] + at_once[12:]
    found = judge(actions=(A.MOUTH,), pauses_ms=(500,), frames=late, alike=alike)
    assert found.failure == Reason.WRONG_ACTION


def test_a_natural_blink_is_no_action_and_a_long_one_is() -> None:
    shut = replace(NEUTRAL, eye_ratio=NEUTRAL.eye_ratio * 0.5)
    for run, is_action in ((1, False), (2, False), (5, True)):
        measures = [*[NEUTRAL] * 12, *[shut] * run, *film((A.MOUTH,))]
        found = judged((A.MOUTH,), measures)
        assert (found.failure == Reason.WRONG_ACTION) == is_action, run


def test_a_blink_in_which_the_whole_face_changes_is_a_photograph_tipped() -> None:
    still = replace(NEUTRAL, points=POINTS)
    shut = {"eye_ratio": NEUTRAL.eye_ratio * 0.5}
    head = [replace(still, **shut)] * 4
    photo = [replace(still, points=_scaled(1.0, 0.6), **shut)] * 4
    for closed, failed in ((head, None), (photo, (Reason.FLAT, Sign.BLINK_MOVED))):
        found = judged((A.BLINK,), [*[still] * 10, *closed, *[still] * 4])
        assert (found.failure and (found.failure, found.sign)) == failed


def test_a_mouth_that_opens_without_the_jaw_is_a_hole() -> None:
    still = replace(NEUTRAL, chin=0.4, jaw=0.5)
    wide = replace(still, mouth_ratio=NEUTRAL.mouth_ratio + 0.4)
    for opened, failed in (
        (replace(wide, chin=0.46, jaw=0.52), None),
        (wide, (Reason.FLAT, Sign.MOUTH_WITHOUT_JAW)),
    ):
        found = judged((A.MOUTH,), [*[still] * 10, *[opened] * 4, *[still] * 4])
        assert (found.failure and (found.failure, found.sign)) == failed


def test_a_turn_whose_nose_stays_is_no_turn() -> None:
    """The yaw of an average head laid on a tilted photograph says 30°; the tip of its nose has not left the line."""
    still = replace(NEUTRAL, points=POINTS)
    tilted = replace(still, yaw=30.0, points=_scaled(0.7, 1.0))
    found = judged((A.TURN_LEFT,), [*[still] * 10, *[tilted] * 5, *[still] * 75])
    assert (found.failure, found.sign) == (Reason.NOT_DONE, Sign.NO_ANSWER)


def test_without_any_embedding_there_is_no_identity() -> None:
    bare = [Frame(i * STEP_MS, i * STEP_MS + 300, m) for i, m in enumerate(film((A.BLINK,)))]
    found = judge(actions=(A.BLINK,), frames=bare, alike=alike)
    assert found.failure == Reason.TOO_FEW_FRAMES


def test_draws_hold_a_mouth_and_a_turn_and_something_twice() -> None:
    rng = Random(4)  # noqa: S311
    seen = set()
    for _ in range(600):
        drawn = draw(rng=rng)
        seen.add(drawn)
        assert len(drawn) == 4
        assert A.MOUTH in drawn
        assert {A.TURN_LEFT, A.TURN_RIGHT} & set(drawn)
        assert len(set(drawn)) < 4
    assert len(seen) > 100


@pytest.mark.parametrize(
    "failed", [[A.BLINK], [A.MOUTH, A.MOUTH], [A.BLINK, A.TURN_LEFT], [A.TURN_LEFT, A.TURN_RIGHT]]
)
def test_what_failed_is_never_left_out(failed: list[A]) -> None:
    rng = Random(6)  # noqa: S311
    seen = {draw(failed=failed, rng=rng) for _ in range(300)}
    assert all(set(failed) <= set(drawn) for drawn in seen)
    assert len(seen) > 10


def test_the_waits_vary() -> None:
    rng = Random(8)  # noqa: S311
    waits = [wait for _ in range(50) for wait in draw_pauses_ms(rng)]
    assert min(waits) < 1_200
    assert max(waits) > 2_700


def test_every_reason_has_a_sentence_without_blame() -> None:
    for reason in Reason:
        assert SENTENCES[reason].endswith(tuple("始成式续证请办理")) or "请" in SENTENCES[reason]
        assert "！" not in SENTENCES[reason]
