"""Determinism of the demo province: the same day gives the same province, keys and ciphertexts apart."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from yuzhengdai.foundation.core.clock import LOCAL_ZONE, today

SEED = "yuzhengdai-2026"
"""Changing it makes another province."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LoadDay:
    """The day the province is dated from. Nothing of the province happened after its 00:00 in Henan."""

    day: date

    @classmethod
    def now(cls) -> LoadDay:
        return cls(today())

    @property
    def starts_at(self) -> datetime:
        """The first instant of the day, in UTC."""
        return datetime.combine(self.day, time(), LOCAL_ZONE).astimezone(UTC)

    def before(self, days: int) -> date:
        """So many calendar days earlier."""
        return self.day - timedelta(days=days)

    def moment(self, days_ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """A time of day in Henan so many days ago (at least one), in UTC."""
        return datetime.combine(self.before(max(days_ago, 1)), time(hour, minute), LOCAL_ZONE).astimezone(UTC)


def stream(*key: object) -> random.Random:
    """A random stream of its own for each name, so that a change in one part leaves the others as they were."""
    return random.Random(":".join([SEED, *map(str, key)]))


def demo_id(at: datetime, *key: object) -> UUID:
    """A UUIDv7 for something made at ``at``: sorts by time as real keys do, and is the same for the same key."""
    digest = hashlib.sha256(":".join([SEED, *map(str, key)]).encode()).digest()
    value = (int(at.timestamp() * 1000) << 80) | (int.from_bytes(digest[:10], "big") & ((1 << 80) - 1))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def weighted(rng: random.Random, table: Sequence[tuple[T, float]]) -> T:
    """One of the first members, by the weights beside them."""
    return rng.choices([item for item, _ in table], [weight for _, weight in table])[0]
