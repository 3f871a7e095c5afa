"""The face engine in this process, once; people made to move."""

import functools

import pytest

from engines.face import FaceEngine, make
from tests.support.faces.warps import Actor
from yuzhengdai.foundation.integrations.face import weights


@pytest.fixture(scope="session")
def engine() -> FaceEngine:
    """The real models; `make setup` fetches them."""
    if weights.missing(weights.models_dir()):
        pytest.skip("no face models: python3 scripts/bootstrap.py --part models")
    return make()


@functools.lru_cache(maxsize=4)
def actor(name: str) -> Actor:
    """`astronaut` or `hopper` (who wears glasses)."""
    return Actor.named(name)
