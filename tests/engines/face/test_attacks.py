"""R7: people who do as told pass, one photograph and films that run on do not; poses measured by the real models, judged by the rules.

A fast part of `make bench-faces`, on the stills of tests/assets.
"""

from __future__ import annotations

import functools
import random

import pytest

from engines.face import FaceEngine
from tests.support.faces.attacks import Stage
from tests.support.faces.photographs import ATTACKS, loop
from tests.support.faces.theatre import Line, Player, alive, attempt, evening
from tests.support.faces.warps import load
from yuzhengdai.domain.verification.liveness import Reason, Sign, verdict
from yuzhengdai.foundation.integrations.face.embedded import MATCH_AT_MOST

pytestmark = [pytest.mark.once, pytest.mark.slow]


@functools.lru_cache(maxsize=2)
def stage(engine: FaceEngine, name: str) -> Stage:
    return Stage(engine, load(name))


def test_who_does_as_told_passes(engine: FaceEngine) -> None:
    passed = 0
    for seed in range(8):
        judged, _ = attempt(stage(engine, "astronaut"), Player(alive), rng=random.Random(seed))  # noqa: S311
        passed += judged.is_complete
        assert judged.worst_distance <= MATCH_AT_MOST
    assert passed >= 7


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_a_photograph_does_not_pass_within_five_tries(engine: FaceEngine, name: str) -> None:
    for seed in range(2):
        has_passed, reasons = evening(
            stage(engine, "astronaut"), lambda _: Player(ATTACKS[name]), seed=1_000 + seed
        )
        assert not has_passed
        assert all(reason != Reason.TIMEOUT for reason, _ in reasons), "it was looked at"


@pytest.mark.parametrize("rest_ms", [300, 1_200, 4_000])
def test_a_film_that_runs_on_does_not_pass_within_five_tries(engine: FaceEngine, rest_ms: int) -> None:
    has_passed, reasons = evening(stage(engine, "astronaut"), lambda rng: loop(rest_ms, rng), seed=rest_ms)
    assert not has_passed
    assert {sign for _, sign in reasons} <= {Sign.TOO_EARLY, Sign.OTHER_ACTION, Sign.NO_ANSWER}


def test_too_slow_a_phone_is_told(engine: FaceEngine) -> None:
    """2.5 frames a second show no action surely."""
    judged, _ = attempt(
        stage(engine, "astronaut"),
        Player(alive),
        rng=random.Random(3),  # noqa: S311
        line=Line(frame_ms=400),
    )
    assert verdict(judgement=judged) == Reason.TOO_FEW_FRAMES
