"""Whether measured frames show one living person who did what was asked (R7). Pure: no model, no clock, no rows.

Bounds are those measured in docs/feasibility ("Faces"): eyes still 0.94–1.08 of the own median, closed 0.44–0.61; mouth
Δ > 0.20; turn |Δyaw| ≥ 15° against the neutral baseline over consecutive frames. A turn alone is beaten by a tilted photograph,
so every draw holds a blink or a mouth, and a turn that moves like a plane is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from statistics import median

from yuzhengdai.domain.verification.liveness.words import Hint, Reason
from yuzhengdai.foundation.integrations.face import plane
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure, Likeness

MAX_FAILURES = 5
"""Failures after which a pause is due."""
GLASSES_AFTER = 2
"""Failures after which other actions are asked for. Behind glasses closed eyes measure 0.81–0.90, so where no action in
particular failed it is the blink that is left out."""

BASELINE_FRAMES = 5
BASELINE_MS = 400
BASELINE_WITHIN_MS = 20_000
ACTION_WITHIN_MS = 12_000
WHOLE_WITHIN_MS = 60_000
MAX_GAP_MS = 2_500
MEAN_GAP_MS = 334
"""At least three frames a second: pages aim at seven, slow phones and busy servers cost some."""
JUMP_MS = 500
"""Between frames this near a face cannot jump."""
ABSENT_MS = 800
CLOCK_SLACK_MS = 1_500
"""How far the browser's time may run ahead of the server's: frames cannot arrive before they were taken."""
MAX_WRONG = 2
SAMPLE_REACH = 4
"""Frames beside an action within which an embedding counts as taken in it."""

EYE_CLOSED = 0.75
EYE_SURELY_CLOSED = 0.65
EYE_OPEN = 0.80
MOUTH_OPEN = 0.20
MOUTH_SHUT = 0.12
TURN_DEG = 15.0
TURN_BACK_DEG = 10.0
TURN_SIDEWAYS_DEG = 25.0

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
class Frame:
    """``t_ms`` by the browser's clock from any zero; ``arrived_ms`` by the server's, from the draw to its batch."""

    t_ms: int
    arrived_ms: int
    measure: FrameMeasure


@dataclass(frozen=True, slots=True)
class Judgement:
    """``actions_done`` of the drawn ones, ``failure`` or None, ``hint`` for now. ``rest`` are indexes of neutral frames."""

    actions_done: int
    hint: Hint
    failure: Reason | None = None
    is_position_good: bool = False
    is_complete: bool = False
    rest: tuple[int, ...] = ()
    worst_distance: float = 0.0


@dataclass(frozen=True, slots=True)
class _Baseline:
    end: int
    eye: float
    mouth: float
    yaw: float


_LIVE = (FaceAction.BLINK, FaceAction.MOUTH)

Alike = Callable[[Sequence[float], Sequence[float]], Likeness]


def draw(*, failures: int, failed: Sequence[FaceAction] = (), rng: Random) -> tuple[FaceAction, ...]:
    """2–3 different actions in random order, always with a blink or a mouth.

    From two ``failures`` on without the last two actions that did not work (``failed``, oldest first), or without a blink
    where none in particular did. Where both blink and mouth failed, the one that failed last is left out.
    """
    avoided: set[FaceAction] = set()
    if failures >= GLASSES_AFTER:
        avoided = set(failed[-2:]) or {FaceAction.BLINK}
    if avoided == set(_LIVE):
        avoided = {failed[-1]}
    pool = [action for action in FaceAction if action not in avoided]
    live = rng.choice([action for action in _LIVE if action in pool])
    others = [action for action in pool if action != live]
    chosen = [live, *rng.sample(others, min(len(others), rng.choice((1, 2))))]
    rng.shuffle(chosen)
    return tuple(chosen)


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


def judge(*, actions: Sequence[FaceAction], frames: Sequence[Frame], alike: Alike) -> Judgement:
    """All that the frames so far show. Frames in order of arrival; call again with more."""
    if not frames:
        return Judgement(0, Hint.NO_FACE)
    failure = _bad_times(frames)
    if failure is not None:
        return Judgement(0, Hint.FAILED, failure)
    here = place_hint(frames[-1].measure)
    baseline = _baseline(frames)
    if baseline is None:
        return _before_baseline(frames, here)
    walk = _Walk(actions, frames, baseline)
    failure = _bad_presence(frames[baseline.end :]) or walk.go()
    rest = tuple(walk.rest)
    if failure is None:
        failure, worst = _one_person(frames, walk, alike)
    else:
        worst = 0.0
    if failure is not None:
        return Judgement(walk.done, Hint.FAILED, failure, here is None, False, rest, worst)
    is_complete = walk.done == len(actions)
    hint = Hint.DONE if is_complete else (here or walk.hint)
    return Judgement(walk.done, hint, None, here is None, is_complete, rest, worst)


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


def _baseline(frames: Sequence[Frame]) -> _Baseline | None:
    """The first run of good, straight frames; medians bear a blink in between."""
    run: list[int] = []
    for index, frame in enumerate(frames):
        if place_hint(frame.measure) is not None or abs(frame.measure.yaw) >= TURN_DEG:
            run = []
            continue
        run.append(index)
        if len(run) >= BASELINE_FRAMES and frame.t_ms - frames[run[0]].t_ms >= BASELINE_MS:
            seen = [frames[i].measure for i in run]
            return _Baseline(
                end=index + 1,
                eye=median(m.eye_ratio for m in seen) or 1e-6,
                mouth=median(m.mouth_ratio for m in seen),
                yaw=median(m.yaw for m in seen),
            )
    return None


class _Walk:
    """Goes along the frames behind the baseline, action by action: from rest, into the action, back to rest."""

    def __init__(self, actions: Sequence[FaceAction], frames: Sequence[Frame], baseline: _Baseline) -> None:
        self.actions, self.frames, self.base = actions, frames, baseline
        self.done = 0
        self.hint = Hint.HOLD_STILL
        self.rest: list[int] = [
            i for i in range(baseline.end) if frames[i].measure.faces == 1 and self._is_rest(i)
        ]
        self.spans: list[tuple[int, int]] = []

    def go(self) -> Reason | None:
        """Walk to the last frame. The reason of a failure, or None; ``done`` and ``hint`` say where it stands."""
        index, wrong = self.base.end, 0
        while self.done < len(self.actions):
            action = self.actions[self.done]
            ended, wrong, failure = self._stage(action, index, wrong)
            if failure is not None:
                return failure
            if ended is None:
                return None
            self.spans.append((index, ended))
            index, self.done = ended + 1, self.done + 1
        return None

    def _stage(self, action: FaceAction, start: int, wrong: int) -> tuple[int | None, int, Reason | None]:
        self.hint = Hint(action.value)
        run: list[int] = []
        rested, strange = False, 0
        begun = self.frames[start - 1].t_ms
        for index in range(start, len(self.frames)):
            frame = self.frames[index]
            if frame.t_ms - begun > ACTION_WITHIN_MS:
                return None, wrong, Reason.NOT_DONE
            if frame.measure.faces != 1:
                continue
            if self._is_rest(index):
                self.rest.append(index)
                if self._is_enough(action, run):
                    failure = Reason.FLAT if self._is_flat(action, run) else None
                    return index, wrong, failure
                rested, run, strange = True, [], 0
            elif rested and self._shows(action, index):
                run.append(index)
                self.hint = Hint.BACK if self._is_enough(action, run) else self.hint
            elif self._shows_other(action, index):
                strange += 1
                wrong += strange == 2
                if wrong > MAX_WRONG:
                    return None, wrong, Reason.WRONG_ACTION
        return None, wrong, None

    def yaw(self, index: int) -> float:
        """Degrees from the own neutral position."""
        return self.frames[index].measure.yaw - self.base.yaw

    def _eye(self, index: int) -> float:
        return self.frames[index].measure.eye_ratio / self.base.eye

    def _mouth(self, index: int) -> float:
        return self.frames[index].measure.mouth_ratio - self.base.mouth

    def _is_rest(self, index: int) -> bool:
        return (
            self._eye(index) >= EYE_OPEN
            and self._mouth(index) < MOUTH_SHUT
            and abs(self.yaw(index)) < TURN_BACK_DEG
        )

    def _shows(self, action: FaceAction, index: int) -> bool:
        yaw = self.yaw(index)
        if action == FaceAction.BLINK:
            return self._eye(index) < EYE_CLOSED and abs(yaw) < TURN_DEG
        if action == FaceAction.MOUTH:
            return self._mouth(index) > MOUTH_OPEN and abs(yaw) < TURN_SIDEWAYS_DEG
        return yaw >= TURN_DEG if action == FaceAction.TURN_LEFT else yaw <= -TURN_DEG

    def _shows_other(self, action: FaceAction, index: int) -> bool:
        """People blink when they like; another mouth or turn than asked for is told."""
        others = set(FaceAction) - {action, FaceAction.BLINK}
        return any(self._shows(other, index) for other in others)

    def _is_enough(self, action: FaceAction, run: list[int]) -> bool:
        if action == FaceAction.BLINK and any(self._eye(i) < EYE_SURELY_CLOSED for i in run):
            return True
        return len(run) >= 2

    def _is_flat(self, action: FaceAction, run: list[int]) -> bool:
        if action not in {FaceAction.TURN_LEFT, FaceAction.TURN_RIGHT}:
            return False
        neutral = self.frames[self._neutral(run[0])].measure
        told = [plane.flatness_per_degree(neutral, self.frames[i].measure) for i in run]
        said = [value for value in told if value is not None]
        return bool(said) and median(said) < plane.FLAT_PER_DEGREE

    def _neutral(self, before: int) -> int:
        """The straightest frame at rest, near enough before the turn that the distance to the phone is the same."""
        return min((i for i in self.rest if i < before), key=lambda i: (abs(self.yaw(i)) > 3, before - i))


def _one_person(frames: Sequence[Frame], walk: _Walk, alike: Alike) -> tuple[Reason | None, float]:
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
