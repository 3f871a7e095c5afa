"""Whether an answer on these screens is simulated: where it is, the screen says so (演示, 模拟)."""

from __future__ import annotations

from django.conf import settings

SIMULATED = frozenset({"sandbox", "fake"})


def is_simulated(kind: str) -> bool:
    """Whether the adapter of this kind stands in for the real source."""
    adapters: dict[str, list[str]] = settings.ADAPTERS
    return not SIMULATED.isdisjoint(adapters.get(kind, ()))
