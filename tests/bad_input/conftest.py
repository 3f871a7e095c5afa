"""One world per test."""

from __future__ import annotations

import pytest

from tests.bad_input.world import World


@pytest.fixture
def world(db: None) -> World:
    """Everybody who may meet a form; see World."""
    return World()
