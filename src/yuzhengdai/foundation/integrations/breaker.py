"""A circuit breaker: a source that failed again and again is not asked for a while, so that nobody waits for it in vain.

Closed → (``failures`` in a row) → open for ``pause_s`` → half-open: one call tries; its outcome closes or opens again.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from yuzhengdai.foundation.core.errors import ExternalError

SOURCE_PAUSED = "external_paused"


_all: weakref.WeakSet[Breaker] = weakref.WeakSet()


def open_sources() -> list[str]:
    """Sources that this process does not ask for the moment; other processes count for themselves."""
    return sorted({breaker.source for breaker in list(_all) if breaker.is_open})


class Breaker:
    """Of one source in one process; safe between threads."""

    def __init__(
        self,
        source: str,
        *,
        failures: int = 5,
        pause_s: float = 10.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source = source
        self._failures = failures
        self._pause_s = pause_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0
        self._is_trying = False
        _all.add(self)

    @property
    def is_open(self) -> bool:
        """Whether the next call is refused without asking."""
        with self._lock:
            return self._failed >= self._failures and self._monotonic() < self._open_until

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around one call: transient ``ExternalError``s count as failures, everything else as a living source."""
        self._enter()
        has_failed = True
        try:
            yield
            has_failed = False
        except ExternalError as error:
            has_failed = error.transient
            raise
        finally:
            self._leave(has_failed=has_failed)

    def _enter(self) -> None:
        with self._lock:
            if self._failed < self._failures:
                return
            if self._monotonic() >= self._open_until and not self._is_trying:
                self._is_trying = True
                return
        raise ExternalError(
            SOURCE_PAUSED,
            "对方系统连续没有响应，正在等待其恢复。您填写的内容已保留，请稍后重试。",
            source=self.source,
        )

    def _leave(self, *, has_failed: bool) -> None:
        with self._lock:
            self._is_trying = False
            self._failed = self._failed + 1 if has_failed else 0
            if self._failed >= self._failures:
                self._open_until = self._monotonic() + self._pause_s
