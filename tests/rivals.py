"""Several threads that do something at the same moment, each with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
SECONDS = 120
"""No test waits longer for its rivals."""


def at_once(times: int, work: Callable[[int], T]) -> list[T | Exception]:
    """Run ``work(n)`` in as many threads together; what each returned or raised, in order."""
    barrier = threading.Barrier(times)
    outcomes: list[T | Exception] = [RuntimeError("did not run")] * times

    def rival(n: int) -> None:
        barrier.wait(SECONDS)
        try:
            outcomes[n] = work(n)
        except Exception as error:
            outcomes[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=rival, args=(n,), daemon=True) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return outcomes
