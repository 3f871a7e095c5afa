"""Attempts at 活体检测 played from poses: somebody answers each prompt, or a film runs on; judged batch by batch as the server does."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tests.support.faces.attacks import REST, Pose, Stage
from yuzhengdai.domain.verification.liveness import Frame, Judgement, draw, draw_pauses_ms, judge, verdict
from yuzhengdai.foundation.integrations.face.base import FaceAction, Likeness
from yuzhengdai.foundation.integrations.face.embedded import MATCH_AT_MOST, REVIEW_AT_MOST

A = FaceAction
POSE_MS: Final = 100
SECONDS: Final = 75
TRIES: Final = 5
Answer = Callable[[FaceAction, random.Random], Sequence[Pose]]


@dataclass(slots=True)
class Line:
    """How a phone sends: a frame every ``frame_ms``, ``batch`` at once, answered ``answer_ms`` later."""

    frame_ms: int = 140
    batch: int = 4
    answer_ms: int = 180


@dataclass(slots=True)
class Player:
    """Stands still until a prompt comes, waits ``reaction_ms``, then plays what ``answer`` says."""

    answer: Answer
    reaction_ms: tuple[int, int] = (300, 1_300)
    _plan: list[tuple[int, Pose]] = field(default_factory=list)

    def pose(self, at_ms: int) -> Pose:
        """What is to be seen at a moment."""
        seen = REST
        for begun, pose in self._plan:
            if begun <= at_ms:
                seen = pose
        return seen

    def told(self, action: FaceAction, at_ms: int, rng: random.Random) -> None:
        """A prompt appears."""
        begun = at_ms + rng.randint(*self.reaction_ms)
        poses = [*self.answer(action, rng), REST]
        self._plan = [(begun + number * POSE_MS, pose) for number, pose in enumerate(poses)]


@dataclass(slots=True)
class Loop:
    """A film of all four actions that runs on whatever is asked; ``rest_ms`` between them, begun at ``start_ms``."""

    order: Sequence[FaceAction]
    rest_ms: int
    start_ms: int
    answer: Answer

    def pose(self, at_ms: int) -> Pose:
        """What the film shows."""
        rng = random.Random(7)  # noqa: S311
        film: list[Pose] = []
        for action in self.order:
            film += [REST] * (self.rest_ms // POSE_MS) + list(self.answer(action, rng))
        return film[(at_ms + self.start_ms) // POSE_MS % len(film)]

    def told(self, action: FaceAction, at_ms: int, rng: random.Random) -> None:
        """It does not listen."""


def alive(action: FaceAction, rng: random.Random) -> Sequence[Pose]:
    """What a person does."""
    if action == A.BLINK:
        shut = rng.choice((0.9, 1.0))
        return [("blink", 0.5), *[("blink", shut)] * rng.choice((4, 6, 8)), ("blink", 0.5)]
    if action == A.MOUTH:
        wide = rng.choice((0.35, 0.4, 0.5))
        return [("mouth", 0.25), *[("mouth", wide)] * rng.choice((3, 5)), ("mouth", 0.25)]
    side = 1 if action == A.TURN_LEFT else -1
    far = rng.choice((24, 28, 32))
    up = [("turn", side * degrees) for degrees in (8, 16, 24) if degrees < far]
    return [*up, *[("turn", side * far)] * rng.choice((3, 5)), *up[::-1]]


def attempt(
    stage: Stage,
    player: Player | Loop,
    *,
    rng: random.Random,
    line: Line | None = None,
    failed: Sequence[A] = (),
) -> tuple[Judgement, tuple[A, ...]]:
    """One try with a draw of its own."""
    line = line or Line()
    actions, pauses = draw(failed=failed, rng=rng), draw_pauses_ms(rng)
    frames: list[Frame] = []
    batch: list[tuple[int, Pose]] = []
    told = 0
    judged = None
    for number in range(SECONDS * 1000 // line.frame_ms):
        at = number * line.frame_ms
        batch.append((at, player.pose(at)))
        if len(batch) < line.batch:
            continue
        arrived = at + line.answer_ms
        for place, (t, pose) in enumerate(batch):
            measure = stage.measure(pose, rng)
            is_sampled = place == 0 or pose != REST
            frames.append(Frame(t, arrived, measure if is_sampled else replace(measure, embedding=())))
        batch = []
        judged = judge(actions=actions, pauses_ms=pauses, frames=frames, alike=alike)
        if judged.failure is not None or judged.is_complete:
            break
        if judged.actions_told > told:
            told = judged.actions_told
            player.told(actions[told - 1], arrived, rng)
    assert judged is not None
    return judged, actions


def evening(
    stage: Stage, player: Callable[[random.Random], Player | Loop], *, seed: int
) -> tuple[bool, list[tuple[str, str]]]:
    """Up to TRIES tries of one person, as the pauses allow: passed or not, and why each try failed."""
    rng = random.Random(seed)  # noqa: S311
    failed: list[A] = []
    reasons = []
    for _ in range(TRIES):
        judged, actions = attempt(stage, player(rng), rng=rng, failed=failed[-2:])
        if judged.is_complete:
            return True, reasons
        reason = verdict(judgement=judged)
        reasons.append((str(reason), str(judged.sign or "")))
        if judged.actions_told:
            failed.append(actions[min(judged.actions_done, len(actions) - 1)])
    return False, reasons


def alike(one: Sequence[float], other: Sequence[float]) -> Likeness:
    """As the embedded provider compares."""
    return Likeness(math.dist(one, other), MATCH_AT_MOST, REVIEW_AT_MOST)
