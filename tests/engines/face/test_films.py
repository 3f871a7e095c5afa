"""R7: films of people, seen frame by frame by the real models and judged by the real rules."""

import functools
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engines.face import FaceEngine
from tests.support.faces import films
from tests.support.faces.warps import jpeg
from yuzhengdai.domain.verification.liveness.rules import Frame, Judgement, judge
from yuzhengdai.domain.verification.liveness.words import Reason
from yuzhengdai.foundation.integrations.face.answer import frame_measure
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure, Likeness
from yuzhengdai.foundation.integrations.face.embedded import MATCH_AT_MOST, REVIEW_AT_MOST

pytestmark = [pytest.mark.once, pytest.mark.slow]
FRAME_EVERY_MS = 140
BATCH = 4
STILL_MS = 1400


def alike(one: Sequence[float], other: Sequence[float]) -> Likeness:
    """As the embedded provider compares."""
    return Likeness(math.dist(one, other), MATCH_AT_MOST, REVIEW_AT_MOST)


class Camera:
    """What a page sees of a film: still first, then the film from some moment on; measured on demand, each picture once."""

    def __init__(
        self, engine: FaceEngine, name: str, actions: Sequence[str], others: Sequence[str] = ()
    ) -> None:
        self.engine = engine
        self.pictures = [films.frames_of(name)[0], *films.frames_of(name, actions, others=others)]
        self.measured = functools.lru_cache(maxsize=None)(self._measured)

    def _measured(self, index: int, with_embedding: bool) -> FrameMeasure:
        picture = jpeg(self.pictures[index], quality=70)
        (found,) = self.engine.measure(frames=[picture], with_embedding=with_embedding)
        return frame_measure(found, source="face")

    def frames(self, start_s: float, count: int) -> list[Frame]:
        """Frames with embeddings of one in four, and of all in which something happens."""
        found = []
        for number in range(count):
            at_ms = number * FRAME_EVERY_MS
            place = int((start_s + at_ms / 1000) * films.FRAMES_PER_SECOND) % films.FRAMES
            index = 0 if at_ms < STILL_MS else 1 + place
            plain, still = self.measured(index, False), self.measured(0, False)
            moves = abs(plain.eye_ratio - still.eye_ratio) + abs(plain.mouth_ratio - still.mouth_ratio)
            is_sampled = plain.faces == 1 and (
                number % 4 == 0 or moves + abs(plain.yaw - still.yaw) / 60 > 0.25
            )
            measure = self.measured(index, True) if is_sampled else plain
            found.append(Frame(at_ms, at_ms + 300, replace(measure, flatness=1.0)))
        return found

    def outcome(self, actions: Sequence[FaceAction], start_s: float = 0.0, seconds: float = 20) -> Judgement:
        """Judged batch by batch, as the server does."""
        frames = self.frames(start_s, int(seconds * 1000 / FRAME_EVERY_MS))
        last = None
        for end in range(BATCH, len(frames) + 1, BATCH):
            last = judge(actions=actions, frames=frames[:end], alike=alike)
            if last.failure or last.is_complete:
                break
        assert last is not None
        return last


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("astronaut", ["mouth", "blink", "turn_left"]),
        ("astronaut", ["turn_right", "blink"]),
        ("hopper", ["turn_left", "mouth", "turn_right"]),
    ],
)
def test_who_does_what_was_asked_passes_from_any_moment_of_the_film(
    engine: FaceEngine, name: str, drawn: list[str]
) -> None:
    camera = Camera(engine, name, drawn)
    actions = [FaceAction(action) for action in drawn]
    for start_s in (0.0, 4.7):
        judged = camera.outcome(actions, start_s)
        assert judged.is_complete, (start_s, judged)
        assert judged.worst_distance <= MATCH_AT_MOST


def test_a_photograph_held_up_does_nothing(engine: FaceEngine) -> None:
    judged = Camera(engine, "astronaut", []).outcome([FaceAction.BLINK, FaceAction.TURN_LEFT])
    assert judged.failure == Reason.NOT_DONE


def test_a_photograph_tilted_is_no_turn(engine: FaceEngine) -> None:
    judged = Camera(engine, "astronaut", ["tilt_left", "tilt_right"]).outcome(
        [FaceAction.TURN_LEFT, FaceAction.BLINK]
    )
    assert judged.failure == Reason.FLAT


def test_closed_eyes_behind_glasses_do_not_pass_for_a_blink(engine: FaceEngine) -> None:
    """They are told as not done; the next draws ask for something else."""
    judged = Camera(engine, "hopper", ["blink", "turn_left"]).outcome(
        [FaceAction.BLINK, FaceAction.TURN_LEFT]
    )
    assert not judged.is_complete


def test_another_person_in_between_is_noticed(engine: FaceEngine) -> None:
    camera = Camera(engine, "astronaut", ["turn_left", "mouth"], others=["hopper"])
    judged = camera.outcome([FaceAction.TURN_LEFT, FaceAction.MOUTH])
    assert judged.failure in {Reason.SWITCHED, Reason.UNSTEADY, Reason.LEFT_FRAME}


def test_a_film_is_replaced_in_place(tmp_path: Path, engine: FaceEngine) -> None:
    """Whoever plays it keeps its file open."""
    path = tmp_path / "film.y4m"
    films.film(path, "astronaut")
    size = path.stat().st_size
    with path.open("rb") as playing:
        playing.seek(size // 2)
        films.film(path, "astronaut", ["blink"])
        assert path.stat().st_size == size
        assert playing.read(6)
    assert path.read_bytes().startswith(b"YUV4MPEG2 W640 H480 F10:1")
