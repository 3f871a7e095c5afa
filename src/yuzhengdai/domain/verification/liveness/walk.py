"""Along the frames behind the baseline, action by action: hold still until the prompt, answer it, come back to rest.

The wait before each prompt is drawn (``pauses_ms``) and the person learns of it when the batch of frames is answered in which it falls
due: what is done before that answers no prompt. A film that plays in a loop acts too early, or does another thing than was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from yuzhengdai.domain.verification.liveness import signs
from yuzhengdai.domain.verification.liveness.frames import Frame
from yuzhengdai.domain.verification.liveness.signs import Sign
from yuzhengdai.domain.verification.liveness.words import Hint, Reason
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure

ANSWER_WITHIN_MS: Final = 9_000
"""From the prompt until the action begins: a slow answer of a busy server and a slow start of an old person are in it."""
ACTION_WITHIN_MS: Final = 14_000
"""From the prompt until it is done."""
ENOUGH_FRAMES: Final = 2
"""That show an action; an eye surely closed may be a single one."""

EYE_CLOSED: Final = 0.75
EYE_SURELY_CLOSED: Final = 0.65
EYE_OPEN: Final = 0.80
MOUTH_OPEN: Final = 0.20
MOUTH_SHUT: Final = 0.12
TURN_DEG: Final = 15.0
TURN_BACK_DEG: Final = 10.0
TURN_SIDEWAYS_DEG: Final = 25.0
LONG_BLINK_MS: Final = 350
LONG_BLINK_FRAMES: Final = 3
"""People blink when they like, for 100–300 ms; eyes shut for longer are an action."""

TURNS: Final = (FaceAction.TURN_LEFT, FaceAction.TURN_RIGHT)
_SIGNS: Final = {
    FaceAction.BLINK: Sign.BLINK_MOVED,
    FaceAction.MOUTH: Sign.MOUTH_WITHOUT_JAW,
    FaceAction.TURN_LEFT: Sign.TURN_LIKE_A_PLANE,
    FaceAction.TURN_RIGHT: Sign.TURN_LIKE_A_PLANE,
}


@dataclass(frozen=True, slots=True)
class Baseline:
    """Medians of the first frames at rest, and one of them; ``end`` is the index behind them."""

    end: int
    eye: float
    mouth: float
    yaw: float
    neutral: FrameMeasure


@dataclass(frozen=True, slots=True)
class Failure:
    """``sign`` is what spoke, for the operator."""

    reason: Reason
    sign: Sign


class Walk:
    """``done`` actions, the ``hint`` for now, ``is_asking``: the next action was told; ``rest`` and ``spans`` are indexes."""

    def __init__(
        self,
        *,
        actions: Sequence[FaceAction],
        pauses_ms: Sequence[int],
        frames: Sequence[Frame],
        baseline: Baseline,
    ) -> None:
        self.actions, self.frames, self.base = actions, frames, baseline
        self.pauses_ms = pauses_ms
        self.done = 0
        self.is_asking = False
        self.hint = Hint.HOLD_STILL
        self.rest: list[int] = [
            i for i in range(baseline.end) if frames[i].measure.faces == 1 and self._is_rest(i)
        ]
        self.spans: list[tuple[int, int]] = []

    def go(self) -> Failure | None:
        """Walk to the last frame."""
        index = self.base.end
        while self.done < len(self.actions):
            told, failure = self._hold(index)
            if failure is not None or told is None:
                return failure
            ended, failure = self._answer(self.actions[self.done], told)
            if failure is not None or ended is None:
                return failure
            self.spans.append((told, ended))
            index, self.done, self.is_asking = ended + 1, self.done + 1, False
        return None

    def yaw(self, index: int) -> float:
        """Degrees from the own neutral position."""
        measure = self.frames[index].measure
        by_nose = signs.turn_deg(self.base.neutral, measure)
        return measure.yaw - self.base.yaw if by_nose is None else by_nose

    def _hold(self, start: int) -> tuple[int | None, Failure | None]:
        """The last frame that was taken before the prompt could be seen, or None where it is not due yet."""
        self.hint = Hint.HOLD_STILL
        pause = self.pauses_ms[self.done] if self.done < len(self.pauses_ms) else 0
        due_ms = self.frames[start - 1].t_ms + pause
        due = next((i for i in range(start - 1, len(self.frames)) if self.frames[i].t_ms >= due_ms), None)
        told = None
        if due is not None:
            arrived = self.frames[due].arrived_ms
            told = max(i for i in range(due, len(self.frames)) if self.frames[i].arrived_ms == arrived)
        acting = _Others(self, asked=None)
        for index in range(start, len(self.frames) if told is None else told + 1):
            if self.frames[index].measure.faces != 1:
                continue
            if self._is_rest(index):
                self.rest.append(index)
            if acting.is_one_too_many(index):
                return None, Failure(Reason.WRONG_ACTION, Sign.TOO_EARLY)
        return told, None

    def _answer(self, action: FaceAction, told: int) -> tuple[int | None, Failure | None]:
        """The frame at which the head is back at rest after the action."""
        self.hint, self.is_asking = Hint(action.value), True
        told_ms = self.frames[told].t_ms
        rested = self.frames[told].measure.faces == 1 and self._is_rest(told)
        run: list[int] = []
        begun = False
        others = _Others(self, asked=action)
        for index in range(told + 1, len(self.frames)):
            frame = self.frames[index]
            since_ms = frame.t_ms - told_ms
            if since_ms > ACTION_WITHIN_MS or (not begun and since_ms > ANSWER_WITHIN_MS):
                return None, Failure(Reason.NOT_DONE, Sign.NO_ANSWER)
            if frame.measure.faces != 1:
                continue
            if self._is_rest(index):
                self.rest.append(index)
                if self._is_enough(action, run):
                    ended, failure = self._ended(action, run, index)
                    if ended is not None or failure is not None:
                        return ended, failure
                rested, run = True, []
            elif rested and self.shows(action, index):
                run.append(index)
                begun = True
                self.hint = Hint.BACK if self._is_enough(action, run) else self.hint
            if others.is_one_too_many(index):
                return None, Failure(Reason.WRONG_ACTION, Sign.OTHER_ACTION)
        return None, None

    def _ended(self, action: FaceAction, run: list[int], index: int) -> tuple[int | None, Failure | None]:
        """Whether a run of frames was a living head's: done, refused, or nothing (then it may be done once more)."""
        good = [i for i in run if self._is_alive(action, run[0], i)]
        if self._is_enough_alive(action, run, good):
            return index, None
        if not good:
            return None, Failure(Reason.FLAT, _SIGNS[action])
        self.hint = Hint(action.value)
        return None, None

    def _is_enough_alive(self, action: FaceAction, run: list[int], good: list[int]) -> bool:
        if action == FaceAction.MOUTH:
            # Wide open mouths mislead the points about the chin; on its way there the jaw has shown itself.
            return bool(good)
        if action in TURNS and 2 * len(good) < len(run):
            return False
        return self._is_enough(action, good)

    def _is_alive(self, action: FaceAction, begun: int, index: int) -> bool:
        neutral = self.frames[self._neutral(begun)].measure
        other = self.frames[index].measure
        if action in TURNS:
            return signs.head_turned(neutral, other)
        if action == FaceAction.MOUTH and not signs.jaw_dropped(neutral, other):
            return False
        return signs.stays_put(neutral, other)

    def _is_rest(self, index: int) -> bool:
        return (
            self._eye(index) >= EYE_OPEN
            and self._mouth(index) < MOUTH_SHUT
            and abs(self.yaw(index)) < TURN_BACK_DEG
        )

    def shows(self, action: FaceAction, index: int) -> bool:
        """Whether a frame shows an action, by whomever."""
        yaw = self.yaw(index)
        if action == FaceAction.BLINK:
            return self._eye(index) < EYE_CLOSED and abs(yaw) < TURN_DEG
        if action == FaceAction.MOUTH:
            return self._mouth(index) > MOUTH_OPEN and abs(yaw) < TURN_SIDEWAYS_DEG
        return yaw >= TURN_DEG if action == FaceAction.TURN_LEFT else yaw <= -TURN_DEG

    def _is_enough(self, action: FaceAction, run: list[int]) -> bool:
        if action == FaceAction.BLINK and any(self._eye(i) < EYE_SURELY_CLOSED for i in run):
            return True
        return len(run) >= ENOUGH_FRAMES

    def _eye(self, index: int) -> float:
        return self.frames[index].measure.eye_ratio / self.base.eye

    def _mouth(self, index: int) -> float:
        return self.frames[index].measure.mouth_ratio - self.base.mouth

    def _neutral(self, before: int) -> int:
        """The straightest frame at rest, near enough before the action that the distance to the phone is the same."""
        return min((i for i in self.rest if i < before), key=lambda i: (abs(self.yaw(i)) > 3, before - i))


class _Others:
    """Notices what was not asked for: a mouth or a turn in two frames one behind the other, or eyes shut for long."""

    def __init__(self, walk: Walk, *, asked: FaceAction | None) -> None:
        self.walk, self.asked = walk, asked
        self.run: list[int] = []
        self.shut: list[int] = []

    def is_one_too_many(self, index: int) -> bool:
        """Look at the next frame."""
        loud = [action for action in FaceAction if action not in {self.asked, FaceAction.BLINK}]
        self.run = [*self.run, index] if any(self.walk.shows(action, index) for action in loud) else []
        is_shut = self.asked != FaceAction.BLINK and self.walk.shows(FaceAction.BLINK, index)
        self.shut = [*self.shut, index] if is_shut else []
        if len(self.run) >= ENOUGH_FRAMES:
            return True
        frames = self.walk.frames
        return (
            len(self.shut) >= LONG_BLINK_FRAMES
            and frames[index].t_ms - frames[self.shut[0]].t_ms >= LONG_BLINK_MS
        )


def baseline_of(frames: Sequence[Frame], run: Sequence[int]) -> Baseline:
    """Medians bear a blink in between."""
    seen = [frames[i].measure for i in run]
    return Baseline(
        end=run[-1] + 1,
        eye=median(m.eye_ratio for m in seen) or 1e-6,
        mouth=median(m.mouth_ratio for m in seen),
        yaw=median(m.yaw for m in seen),
        neutral=seen[len(seen) // 2],
    )
