"""One world per test, as for bad input: everybody who may meet a form."""

from __future__ import annotations

import pytest

from tests.bad_input.world import World


@pytest.fixture
def world(db: None) -> World:
    """Made when first asked for; see World."""
    return World()
