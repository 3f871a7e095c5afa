from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.identity_platform import StandIn, running


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """The demo's login platform, running."""
    with running(tmp_path_factory.mktemp("platform"), site="http://testserver") as found:
        yield found
