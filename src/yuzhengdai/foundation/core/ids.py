"""Client-made primary keys: UUID version 7 (RFC 9562, section 5.7)."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last_tick = 0

#: The 12 bits of ``rand_a`` count fractions of a millisecond (RFC 9562, section 6.2, method 3).
_TICKS_PER_MS = 4096


def new_id() -> uuid.UUID:
    """A fresh UUIDv7: sortable by time of making, strictly increasing within one process.

    The wall clock is used on purpose, not ``core.clock``: a frozen clock must not stop ids from ordering.
    """
    global _last_tick
    tick = time.time_ns() * _TICKS_PER_MS // 1_000_000
    with _lock:
        # Two ids within one tick, or a clock set back, must still increase.
        tick = max(tick, _last_tick + 1)
        _last_tick = tick
    unix_ms, rand_a = divmod(tick, _TICKS_PER_MS)
    value = (unix_ms & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= rand_a << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def made_at_ms(identifier: uuid.UUID) -> int:
    """Milliseconds since the Unix epoch at which a ``new_id`` was made. ``ValueError`` for other versions."""
    if identifier.version != 7:
        raise ValueError("not a version 7 UUID")
    return identifier.int >> 80
