"""Whether measured frames show one living person who did what was asked, when it was asked (R7). Pure: no model, no clock, no rows.

Actions are walk.py's, what the rest of the face must do meanwhile signs.py's, what is asked for drawing.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yuzhengdai.domain.verification.liveness.frames import Frame
from yuzhengdai.domain.verification.liveness.signs import Sign
from yuzhengdai.domain.verification.liveness.walk import (
    TURN_DEG,
    TURN_SIDEWAYS_DEG,
    Baseline,
    Failure,
    Walk,
    baseline_of,
)
from yuzhengdai.domain.verification.liveness.words import Hint, Reason
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure, Likeness

MAX_FAILURES = 5
"""Failures after which a pause is due."""
BASELINE_FRAMES = 5
BASELINE_MS = 400
BASELINE_WITHIN_MS = 20_000
WHOLE_WITHIN_MS = 90_000
MAX_GAP_MS = 2_500
MEAN_GAP_MS = 334
"""At least three frames a second: pages aim at seven, slow phones and busy servers cost some."""
JUMP_MS = 500
"""Between frames this near a face cannot jump."""
ABSENT_MS = 800
CLOCK_SLACK_MS = 1_500
"""How far the browser's time may run ahead of the server's: frames cannot arrive before they were taken."""
SAMPLE_REACH = 4
"""Frames beside an action within which an embedding counts as taken in it."""

TOO_FAR = 0.18
TOO_NEAR = 0.92
TOO_DARK = 0.18
JUMP = 0.35


_PLACE_FAILURES = {
    Hint.CLOSER: Reason.TOO_FAR,
    Hint.FARTHER: Reason.TOO_NEAR,
    Hint.LIGHT: Reason.TOO_DARK,
    Hint.MULTIPLE: Reason.MULTIPLE_FACES,
    Hint.NO_FACE: Reason.LEFT_FRAME,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """``actions_done`` of the drawn ones, ``actions_told`` so far, ``failure`` or None with the ``sign`` that spoke, ``hint`` for now.

    ``rest`` are indexes of neutral frames.
    """

    actions_done: int
    hint: Hint
    failure: Reason | None = None
    is_position_good: bool = False
    is_complete: bool = False
    rest: tuple[int, ...] = ()
    worst_distance: float = 0.0
    actions_told: int = 0
    sign: Sign | None = None


Alike = Callable[[Sequence[float], Sequence[float]], Likeness]


def place_hint(measure: FrameMeasure) -> Hint | None:
    """What is wrong with where the face is, or None."""
    if measure.faces != 1:
        return Hint.MULTIPLE if measure.faces > 1 else Hint.NO_FACE
    if measure.brightness < TOO_DARK:
        return Hint.LIGHT
    if measure.width < TOO_FAR:
        return Hint.CLOSER
    if measure.width > TOO_NEAR:
        return Hint.FARTHER
    if not (0.2 <= measure.centre_x <= 0.8 and 0.15 <= measure.centre_y <= 0.85):
        return Hint.CENTRE
    return None


def judge(
    *, actions: Sequence[FaceAction], pauses_ms: Sequence[int] = (), frames: Sequence[Frame], alike: Alike
) -> Judgement:
    """All that the frames so far show. Frames in order of arrival; call again with more. A missing pause is none."""
    if not frames:
        return Judgement(0, Hint.NO_FACE)
    failure = _bad_times(frames)
    if failure is not None:
        return Judgement(0, Hint.FAILED, failure)
    here = place_hint(frames[-1].measure)
    baseline = _baseline(frames)
    if baseline is None:
        return _before_baseline(frames, here)
    walk = Walk(actions=actions, pauses_ms=pauses_ms, frames=frames, baseline=baseline)
    failed = _bad_presence(frames[baseline.end :]) or walk.go()
    failure, sign = (failed.reason, failed.sign) if isinstance(failed, Failure) else (failed, None)
    worst = 0.0
    if failure is None:
        failure, worst = _one_person(frames, walk, alike)
    is_complete = failure is None and walk.done == len(actions)
    hint = Hint.FAILED if failure is not None else Hint.DONE if is_complete else (here or walk.hint)
    return Judgement(
        walk.done,
        hint,
        failure,
        here is None,
        is_complete,
        tuple(walk.rest),
        worst,
        actions_told=walk.done + walk.is_asking,
        sign=sign,
    )


def verdict(*, judgement: Judgement) -> Reason | None:
    """When nothing more comes: None for a pass, else why not."""
    if judgement.is_complete:
        return None
    if judgement.failure is not None:
        return judgement.failure
    return _PLACE_FAILURES.get(judgement.hint, Reason.NOT_DONE)


def _before_baseline(frames: Sequence[Frame], here: Hint | None) -> Judgement:
    hint = here or (Hint.STRAIGHT if abs(frames[-1].measure.yaw) >= TURN_DEG else Hint.HOLD_STILL)
    is_late = frames[-1].t_ms - frames[0].t_ms > BASELINE_WITHIN_MS
    failure = _PLACE_FAILURES.get(hint, Reason.TIMEOUT) if is_late else None
    return Judgement(0, Hint.FAILED if failure else hint, failure, here is None)


def _bad_times(frames: Sequence[Frame]) -> Reason | None:
    start = frames[0].t_ms
    for one, other in pairwise(frames):
        if other.t_ms <= one.t_ms or other.arrived_ms < one.arrived_ms:
            return Reason.TIMES
        if other.t_ms - one.t_ms > MAX_GAP_MS:
            return Reason.TOO_FEW_FRAMES
    if any(frame.t_ms - start > frame.arrived_ms + CLOCK_SLACK_MS for frame in frames):
        return Reason.TIMES
    span = frames[-1].t_ms - start
    if span > WHOLE_WITHIN_MS:
        return Reason.TIMEOUT
    if len(frames) > 2 * BASELINE_FRAMES and span / (len(frames) - 1) > MEAN_GAP_MS:
        return Reason.TOO_FEW_FRAMES
    return None


def _bad_presence(frames: Sequence[Frame]) -> Reason | None:
    absent_since: int | None = None
    for number, frame in enumerate(frames):
        before = frames[number - 1] if number else None
        count = frame.measure.faces
        if count > 1 and before is not None and before.measure.faces > 1:
            return Reason.MULTIPLE_FACES
        if count == 0:
            absent_since = frame.t_ms if absent_since is None else absent_since
            if frame.t_ms - absent_since >= ABSENT_MS:
                return Reason.LEFT_FRAME
        else:
            absent_since = None
        if before is not None and count == 1 == before.measure.faces and _jumped(before, frame):
            return Reason.UNSTEADY
    return None


def _jumped(one: Frame, other: Frame) -> bool:
    a, b = one.measure, other.measure
    far = max(abs(a.centre_x - b.centre_x), abs(a.centre_y - b.centre_y))
    return far > JUMP and other.t_ms - one.t_ms <= JUMP_MS


def _baseline(frames: Sequence[Frame]) -> Baseline | None:
    """The first run of good, straight frames."""
    run: list[int] = []
    for index, frame in enumerate(frames):
        if place_hint(frame.measure) is not None or abs(frame.measure.yaw) >= TURN_DEG:
            run = []
            continue
        run.append(index)
        if len(run) >= BASELINE_FRAMES and frame.t_ms - frames[run[0]].t_ms >= BASELINE_MS:
            return baseline_of(frames, run)
    return None


def _one_person(frames: Sequence[Frame], walk: Walk, alike: Alike) -> tuple[Reason | None, float]:
    """The same face in all sampled frames, those within actions too. A head turned far is left out."""
    samples = [(i, frame.measure.embedding) for i, frame in enumerate(frames) if frame.measure.embedding]
    resting = set(walk.rest)
    first = next((embedding for i, embedding in samples if i in resting), None)
    worst = 0.0
    if first is not None:
        unlike = 0
        for index, embedding in samples:
            if abs(walk.yaw(index)) > TURN_SIDEWAYS_DEG:
                continue
            found = alike(first, embedding)
            worst = max(worst, found.distance)
            if found.verdict == "different":
                return Reason.SWITCHED, worst
            unlike += index in resting and found.verdict != "match"
        if unlike * 2 > max(1, sum(i in resting for i, _ in samples)):
            return Reason.SWITCHED, worst
    for start, end in walk.spans:
        if first is None or not any(start - SAMPLE_REACH <= i <= end + SAMPLE_REACH for i, _ in samples):
            return Reason.TOO_FEW_FRAMES, worst
    return None, worst
