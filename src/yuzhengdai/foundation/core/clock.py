"""The only source of time.

``now()`` is aware and in UTC; ``today()`` is the calendar day in Henan. Tests freeze or move the clock with
``frozen``; the demo and the pictures of the manual move it with the setting ``CLOCK_AT`` (an ISO instant at
which the process starts its clock) or ``CLOCK_OFFSET_SECONDS``; the environment variables ``YZD_CLOCK_AT``
and ``YZD_CLOCK_OFFSET_SECONDS`` serve where the settings say nothing. Where several processes must stand still at
one instant (``make manual``), ``YZD_CLOCK_FILE`` names a file that holds it. Production ignores them all.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

#: The civil time of the province; every deadline and every date shown is in it.
LOCAL_ZONE = ZoneInfo("Asia/Shanghai")

_PROCESS_STARTED_AT = datetime.now(UTC)
_lock = threading.RLock()
_frozen: FrozenClock | None = None


class FrozenClock:
    """A clock that stands still until told to move. Shared by every thread of the process."""

    def __init__(self, at: datetime) -> None:
        self._at = _as_utc(at)

    @property
    def at(self) -> datetime:
        """The instant shown now, in UTC."""
        return self._at

    def advance(self, delta: timedelta | None = None, **parts: float) -> datetime:
        """Move by a ``timedelta`` or by its keyword parts (``hours=3``); returns the new instant."""
        with _lock:
            self._at += timedelta(**parts) if delta is None else delta
            return self._at

    def move_to(self, at: datetime) -> datetime:
        """Move to an instant, also backwards; returns it."""
        with _lock:
            self._at = _as_utc(at)
            return self._at


def now() -> datetime:
    """The present instant, aware, in UTC."""
    clock = _frozen
    if clock is not None:
        return clock.at
    return _told_by_file() or datetime.now(UTC) + offset()


def today() -> date:
    """The present day in Henan (Asia/Shanghai)."""
    return now().astimezone(LOCAL_ZONE).date()


def local(instant: datetime) -> datetime:
    """The same instant on a clock in Henan. ``ValueError`` for a naive one."""
    return _as_utc(instant).astimezone(LOCAL_ZONE)


def iso(instant: datetime | None = None) -> str:
    """An instant (by default the present one) for browser islands: ``2026-03-20T01:12:00.000Z``."""
    return _as_utc(instant or now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def monotonic() -> float:
    """Seconds of a clock that never goes back, for measuring; not moved by freezing."""
    return time.monotonic()


def offset() -> timedelta:
    """How far the clock is moved by settings or environment; never in production."""
    if _is_production():
        return timedelta(0)
    started_at = _configured("CLOCK_AT")
    if started_at:
        at = started_at if isinstance(started_at, datetime) else datetime.fromisoformat(str(started_at))
        return _as_utc(at if at.tzinfo else at.replace(tzinfo=LOCAL_ZONE)) - _PROCESS_STARTED_AT
    return timedelta(seconds=float(str(_configured("CLOCK_OFFSET_SECONDS") or 0)))


@contextmanager
def frozen(at: datetime | str | None = None) -> Iterator[FrozenClock]:
    """Freeze the clock of the whole process: ``with frozen("2026-03-20T09:00") as c: c.advance(hours=1)``.

    A text or a naive ``datetime`` is meant in Henan time. Nests: the inner wins, then the outer comes back.
    """
    global _frozen
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=LOCAL_ZONE)
    with _lock:
        previous = _frozen
        clock = FrozenClock(at or now())
        _frozen = clock
    try:
        yield clock
    finally:
        with _lock:
            _frozen = previous


def _told_by_file() -> datetime | None:
    """The instant that ``CLOCK_FILE`` holds; behind the word ``running`` it goes on from when the file was written."""
    path = _configured("CLOCK_FILE")
    if not path or _is_production():
        return None
    file = Path(str(path))
    word, _, rest = file.read_text(encoding="ascii").strip().partition(" ")
    at = _as_utc(datetime.fromisoformat(rest if word == "running" else word))
    return at + timedelta(seconds=time.time() - file.stat().st_mtime) if word == "running" else at


def _is_production() -> bool:
    return settings.configured and bool(getattr(settings, "IS_PRODUCTION", False))


def _configured(name: str) -> object:
    value = getattr(settings, name, None) if settings.configured else None
    return value if value not in (None, "") else os.environ.get(f"YZD_{name}")


def _as_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no place on the time line")
    return instant.astimezone(UTC)
