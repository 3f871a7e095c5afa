from __future__ import annotations

import threading
import time
import uuid

import pytest

from yuzhengdai.foundation.core.ids import made_at_ms, new_id

pytestmark = pytest.mark.once


def test_layout_is_version_7_variant_rfc() -> None:
    identifier = new_id()
    assert identifier.version == 7
    assert identifier.variant == uuid.RFC_4122
    assert abs(made_at_ms(identifier) - time.time() * 1000) < 5_000


def test_strictly_increasing_and_unique_across_threads() -> None:
    made: list[list[uuid.UUID]] = [[] for _ in range(4)]

    def work(own: list[uuid.UUID]) -> None:
        own.extend(new_id() for _ in range(2_000))

    threads = [threading.Thread(target=work, args=(own,)) for own in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in made:
        assert own == sorted(own)
    assert len({identifier for own in made for identifier in own}) == 8_000


def test_other_versions_have_no_time() -> None:
    with pytest.raises(ValueError, match="version 7"):
        made_at_ms(uuid.uuid4())
