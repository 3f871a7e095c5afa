"""What is asked for, and after which waits."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from yuzhengdai.domain.verification.liveness.walk import TURNS
from yuzhengdai.foundation.integrations.face.base import FaceAction

ACTIONS: Final = 4
PAUSE_MS: Final = (900, 3_000)
"""Before each prompt."""


def draw(*, failed: Sequence[FaceAction] = (), rng: Random) -> tuple[FaceAction, ...]:
    """ACTIONS in random order, one at least more than once: a film that plays all actions in a loop shows others in between.

    Always a mouth and a turn, which a photograph cannot do, with or without holes; and what did not work the last times (``failed``),
    so that nobody fails until something else comes.
    """
    while True:
        drawn = tuple(rng.choice(tuple(FaceAction)) for _ in range(ACTIONS))
        is_repeated = len(set(drawn)) < ACTIONS
        has_both = FaceAction.MOUTH in drawn and bool(set(TURNS) & set(drawn))
        if is_repeated and has_both and set(failed) <= set(drawn):
            return drawn


def draw_pauses_ms(rng: Random) -> tuple[int, ...]:
    """The wait before each prompt."""
    return tuple(rng.randint(*PAUSE_MS) for _ in range(ACTIONS))
