"""The store of kept pages: bounded, fresh, least recently used out first."""

from __future__ import annotations

import pytest

from yuzhengdai.sites.web import page_cache
from yuzhengdai.sites.web.page_cache import Store


def test_the_store_is_bounded_by_bytes() -> None:
    """The least recently used goes; what is too large is not kept at all."""
    store: Store[str] = Store(80)
    for name in "abcdefgh":
        store.put(name, name, size=10, seconds=60)
    store.get("a")
    store.put("i", "i", size=10, seconds=60)
    assert store.get("a") == "a"
    assert store.get("b") is None
    store.put("huge", "huge", size=11, seconds=60)
    assert store.get("huge") is None
    store.put("a", "again", size=10, seconds=60)
    assert store.get("a") == "again"


def test_what_is_kept_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """By time, without anybody asking."""
    now = [100.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now[0])
    store: Store[str] = Store(80)
    store.put("a", "a", size=10, seconds=5)
    now[0] = 104.9
    assert store.get("a") == "a"
    now[0] = 105.1
    assert store.get("a") is None
    store.put("a", "a", size=10, seconds=5)
    store.clear()
    assert store.get("a") is None
