"""R6, R7: the portrait on photographed specimen cards against the same person before a camera."""

import functools
import math

import pytest
from PIL import Image

from benchmarks.specimens import camera, cards, holders
from engines.face import FaceEngine
from tests.support.faces import films
from tests.support.faces.warps import jpeg, load
from yuzhengdai.foundation.integrations.face.embedded import MATCH_AT_MOST, REVIEW_AT_MOST

pytestmark = [pytest.mark.once, pytest.mark.slow]
PEOPLE = ("astronaut", "hopper")


@functools.lru_cache(maxsize=4)
def frame_embedding(engine: FaceEngine, name: str) -> tuple[float, ...]:
    """Of a person looking into a phone."""
    (found,) = engine.measure(frames=[jpeg(films.frames_of(name)[3], quality=70)], with_embedding=True)
    return tuple(found["embedding"])


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize(("level", "quarters"), [("clean", 0), ("moderate", 1), ("hard", 3)])
def test_the_portrait_matches_its_owner_alone(
    engine: FaceEngine, name: str, level: str, quarters: int
) -> None:
    card = cards.id_front(holders.person(quarters), portrait=Image.fromarray(load(name)))
    shot = camera.photograph(card, level=level, seed=f"{name}{quarters}", quarter_turns=quarters)
    found = engine.portrait(picture=shot.jpeg)
    other = PEOPLE[1 - PEOPLE.index(name)]
    assert found["faces"] == 1
    assert math.dist(found["embedding"], frame_embedding(engine, name)) <= MATCH_AT_MOST
    assert math.dist(found["embedding"], frame_embedding(engine, other)) > REVIEW_AT_MOST
